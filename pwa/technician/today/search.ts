/** Whether a visit is what somebody types a few words of. Pure. */
import type { VisitOnPhone } from '../phone/interface.ts';

/** Every typed word occurs somewhere; case, width and spaces do not matter. */
export function matches({ bundle: { place, customer, number, work } }: VisitOnPhone, typed: string): boolean {
  const text = plain(
    [
      place.line,
      place.district,
      place.estate,
      customer.name,
      number,
      customer.phone_masked,
      work.title['zh-CN'],
      work.title.en,
    ].join(' '),
  );
  return plain(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
