/** The pages of the beginning: one part of the program. */
import '../shell/kit.ts';
export { PackPage } from './PackPage.tsx';
export { SignInPage } from './SignInPage.tsx';
