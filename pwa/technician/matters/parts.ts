/** What matters show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { MatterPage } from './MatterPage.tsx';
export { MatterRow } from './MatterRow.tsx';
export { TellMissing } from './TellMissing.tsx';
