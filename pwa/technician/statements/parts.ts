/** What statements show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { Questions } from './Questions.tsx';
export { StatementPage } from './StatementPage.tsx';
