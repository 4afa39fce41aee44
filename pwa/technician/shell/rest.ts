/** All that the first picture does not need and no visit is: entry, pack list, quiet pages, sheets. One part of the program. */
export { DeliveryPage } from '../delivery/DeliveryPage.tsx';
export { EndPage } from '../delivery/EndPage.tsx';
export { ProofPage } from '../delivery/ProofPage.tsx';
export { SettingsPage } from '../delivery/SettingsPage.tsx';
export { PackPage } from '../start/PackPage.tsx';
export { SignInPage } from '../start/SignInPage.tsx';
export { ContactSheet } from '../today/ContactSheet.tsx';
export { DepartedSheet } from '../today/DepartedSheet.tsx';
export { LateSheet } from '../today/LateSheet.tsx';
export { MapSheet } from '../today/MapSheet.tsx';
export { MoreSheet } from '../today/MoreSheet.tsx';
export { SearchPage } from '../today/SearchPage.tsx';
export { LostPage } from './LostPage.tsx';
