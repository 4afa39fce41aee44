/** Loads when a photograph is to be wiped over, or a code to be scanned. */
export { blur } from '../visits/camera/blur.ts';
export { scan } from '../visits/camera/scan.ts';
