/** What a trip shows: one part of the program, which comes when somebody is on the way. */
export { ShareTrip } from './ShareTrip.tsx';
export { TripShown } from './TripShown.tsx';
