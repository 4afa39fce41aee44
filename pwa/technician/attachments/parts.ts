/** What attachments show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { AttachmentsRow } from './AttachmentsRow.tsx';
