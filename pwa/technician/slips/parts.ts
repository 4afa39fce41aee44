/** What slips show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { Promises } from './Promises.tsx';
export { SavedSlip } from './SavedSlip.tsx';
export { SlipSheet } from './SlipSheet.tsx';
