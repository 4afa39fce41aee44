/** The ready words of a call or a text message, in the customer's language, and where map apps find the place. */
import { clock, windowIn } from '../shell/dates.ts';
import type { Identity, VisitOnPhone } from '../phone/interface.ts';
import { sheets as english } from './messages/en.sheets.ts';
import { sheets as chinese } from './messages/zh-CN.sheets.ts';
import { addressed } from '../shell/salutation.ts';

export type Occasion =
  | { about: 'departed' | 'other' }
  | { about: 'late'; expected: string }
  | { about: 'reschedule'; by: 'customer' | 'us'; reason: string; from?: string; to?: string };

/** What can be said or sent to this customer on this occasion, greeting and name filled in. */
export function messageFor(phone: Identity, visit: VisitOnPhone, occasion: Occasion): string {
  const { customer, work } = visit.bundle;
  const say = (customer.language === 'en' ? english : chinese).message; // the customer's language, not the reader's
  const who = addressed(customer, customer.language);
  const organisation = phone.organisation.value;
  const company = (customer.language === 'en' && organisation?.name_en) || organisation?.name || '';
  const person = phone.person.value;
  const me = (customer.language === 'en' && person?.name_en) || (person?.name ?? '');
  const spoken = windowIn(customer.language, visit.bundle.grant.time_zone);
  const dated = ({ from, to }: { from?: string; to?: string }): string => (from ? spoken(from, to) : '');
  switch (occasion.about) {
    case 'late':
      return say.late(who, company, me, clock(occasion.expected));
    case 'departed':
      return say.departed(who, company, me, work.agreed_at ? clock(work.agreed_at) : '');
    case 'reschedule':
      return occasion.by === 'us'
        ? say.reschedule(who, company, me, occasion.reason, dated(occasion))
        : say.rescheduleAsked(who, company, me, dated(occasion));
    default:
      return say.other(who, company, me);
  }
}

/** Our reasons as this customer reads them, whatever language the technician reads. */
export const reasonsFor = ({ bundle: { customer } }: VisitOnPhone): typeof chinese.another.reasons =>
  (customer.language === 'en' ? english : chinese).another.reasons;

/** Where a map app looks for a place: coordinates with their datum where known (GCJ-02 is up to 500 m off), else the address. */
export function mapLinks(visit: VisitOnPhone): { amap: string; baidu: string; apple: string; address: string } {
  const { place, contact } = visit.bundle;
  const address = contact?.address ?? [place.district, place.line].filter(Boolean).join(' ');
  const name = encodeURIComponent(address);
  const [lat, lon] = [place.lat, place.lon].map((each) => (each === undefined ? undefined : (each / 1e6).toFixed(6)));
  const located = lat !== undefined && lon !== undefined && place.datum !== undefined;
  const datum = place.datum === 'GCJ-02';
  return {
    address,
    amap: located
      ? `https://uri.amap.com/marker?position=${lon},${lat}&name=${name}&coordinate=${datum ? 'gaode' : 'wgs84'}&callnative=1`
      : `https://uri.amap.com/search?keyword=${name}&callnative=1`,
    baidu: located
      ? `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${name}&content=${name}&coord_type=${datum ? 'gcj02' : 'wgs84'}&output=html&src=doorstep`
      : `https://api.map.baidu.com/geocoder?address=${name}&output=html&src=doorstep`,
    apple: `https://maps.apple.com/?q=${name}`,
  };
}
