/** The sheets of Today, which come as one part of the program when the first is opened, or before while nobody waits. */
export { ContactSheet } from './ContactSheet.tsx';
export { DepartedSheet } from './DepartedSheet.tsx';
export { LateSheet } from './LateSheet.tsx';
export { MapSheet } from './MapSheet.tsx';
export { MoreSheet } from './MoreSheet.tsx';
