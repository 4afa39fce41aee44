/** What duty shows: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { DutyPage } from './DutyPage.tsx';
export { DutyRow } from './DutyRow.tsx';
