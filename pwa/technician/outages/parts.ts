/** What interruptions show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { OutagePage } from './OutagePage.tsx';
export { OutageRow } from './OutageRow.tsx';
