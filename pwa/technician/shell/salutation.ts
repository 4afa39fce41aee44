/** How a customer is spoken to: by surname and title where the surname is certain. Pure. */
import type { Customer, Language } from '../storage/wire.ts';

const TWO = new Set(
  '欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 东方 司徒 南宫 长孙 宇文 端木 百里 呼延 轩辕 独孤'.split(' '),
);
const TITLE = { ms: { 'zh-CN': '女士', en: 'Ms ' }, mr: { 'zh-CN': '先生', en: 'Mr ' }, none: { 'zh-CN': '', en: '' } };

/** How one addresses the customer: `王女士`; the whole name where the surname is not certain (·, long or other scripts). */
export function addressed(customer: Pick<Customer, 'name' | 'salutation'>, tongue: Language): string {
  const title = TITLE[customer.salutation][tongue];
  if (tongue === 'en') return title + customer.name;
  const letters = [...customer.name];
  const usual = title !== '' && /^\p{Script=Han}{2,4}$/u.test(customer.name);
  const two = TWO.has(letters.slice(0, 2).join(''));
  if (!usual || (letters.length === 4 && !two)) return customer.name + title;
  return letters.slice(0, two ? 2 : 1).join('') + title;
}
