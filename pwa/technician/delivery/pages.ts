/** The quiet pages: one part of the program. */
import '../shell/kit.ts';
export { DeliveryPage } from './DeliveryPage.tsx';
export { EndPage } from './EndPage.tsx';
export { ProofPage } from './ProofPage.tsx';
export { SettingsPage } from './SettingsPage.tsx';
