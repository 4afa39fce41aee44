/** All that the first picture does not need and no visit is: entry, pack list, quiet pages: one part of the program. */
export { DeliveryPage } from '../delivery/DeliveryPage.tsx';
export { EndPage } from '../delivery/EndPage.tsx';
export { ProofPage } from '../delivery/ProofPage.tsx';
export { SettingsPage } from '../delivery/SettingsPage.tsx';
export { PackPage } from '../start/PackPage.tsx';
export { SignInPage } from '../start/SignInPage.tsx';
export { SearchPage } from '../today/SearchPage.tsx';
export { LostPage } from '../shell/LostPage.tsx';
export { UrgentNews } from '../today/UrgentNews.tsx';
export * as sheets from '../today/sheets.ts';
