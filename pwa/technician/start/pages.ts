/** The pages of the beginning: one part of the program. */
export { PackPage } from './PackPage.tsx';
export { SignInPage } from './SignInPage.tsx';
