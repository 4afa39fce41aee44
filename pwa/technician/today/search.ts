/** Whether a visit is what somebody types a few words of. Pure. */
import type { VisitOnPhone } from '../phone/interface.ts';
import { addressed } from '../shell/salutation.ts';

/**
 * Every typed word occurs somewhere, or all of them together do: case, width, spaces, dots in names and the words between
 * the figures of a house number do not matter. A whole telephone number finds the masked one, too.
 */
export function matches({ bundle: { place, customer, contact, number, work } }: VisitOnPhone, typed: string): boolean {
  const text = [
    [place.district, place.line].join(''),
    place.estate,
    customer.name,
    addressed(customer, 'zh-CN'),
    addressed(customer, 'en'),
    number,
    contact?.phone,
    customer.phone_masked,
    work.title['zh-CN'],
    work.title.en,
  ].map((each) => plain(each ?? ''));
  const found = (word: string) =>
    text.some((each) => each.includes(word)) || isPhone(word, customer.phone_masked ?? '');
  return typed.split(/\s+/).map(plain).filter(Boolean).every(found) || found(plain(typed));
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(\d)(?:幢|栋|座|号楼|楼|单元)/g, '$1-')
    .replace(/(\d)[室户]/g, '$1')
    .replace(/[\s·•・‧∙⋅]/g, '')
    .replace(/-(?=-)|-$/g, '');

/** Whether a whole number is the one of which only the ends are shown: `138****2765`. */
function isPhone(typed: string, masked: string): boolean {
  const [head = '', tail = ''] = masked.split(/\*+/);
  const digits = typed.replace(/-/g, '');
  return tail !== '' && /^\d{7,}$/.test(digits) && digits.startsWith(head) && digits.endsWith(tail);
}
