/** Names and numbers as people read them, in the reader's language; days and times are in dates.ts. */
import type { Customer, Language, Text } from '../storage/wire.ts';
import { language } from './messages.ts';

export { plural } from './plural.ts';

/** The text in the reader's language. */
export const inTongue = (text: Text, tongue: Language = language.value): string => text[tongue] || text['zh-CN'];

/** `王秀兰女士` or `Ms Wang Xiulan`; one field for the name, as it was given. */
export function named(customer: Pick<Customer, 'name' | 'salutation'>, tongue: Language = language.value): string {
  const title = {
    ms: { 'zh-CN': '女士', en: 'Ms ' },
    mr: { 'zh-CN': '先生', en: 'Mr ' },
    none: { 'zh-CN': '', en: '' },
  }[customer.salutation][tongue];
  return tongue === 'zh-CN' ? customer.name + title : title + customer.name;
}

/** `138****1234`: shown everywhere but while somebody is being called. */
export const masked = (phone: string): string =>
  phone.length < 8 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
