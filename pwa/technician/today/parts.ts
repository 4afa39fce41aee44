/** What of Today the first picture does not show: one part of the program, which comes when the first of it is opened. */
import '../shell/kit.ts';
export { AnotherTimeSheet } from './AnotherTimeSheet.tsx';
export { ContactSheet } from './ContactSheet.tsx';
export { DepartedSheet } from './DepartedSheet.tsx';
export { LateSheet } from './LateSheet.tsx';
export { MapSheet } from './MapSheet.tsx';
export { MoreSheet } from './MoreSheet.tsx';
export { SearchPage } from './SearchPage.tsx';
export { UrgentNews } from './UrgentNews.tsx';
