/** Who may sign and what a signature must hold, in each of the four equal ways (HV-20: nobody signs for the customer). */
import { isSignature, type Strokes } from './ink.ts';

export type Way = 'drawn' | 'typed' | 'helped' | 'declined';
export type Relation = 'self' | 'family' | 'tenant' | 'property' | 'neighbour' | 'other';
export const WAYS: Way[] = ['drawn', 'typed', 'helped', 'declined'];
export const RELATIONS: Relation[] = ['self', 'family', 'tenant', 'property', 'neighbour', 'other'];

const BESIDE_NAMES = /[\p{Cc}\p{Cf}\p{P}\p{S}\p{Z}\p{DI}]/gu;

/** What stands in the form of page 4; kept as a draft, so all of it survives a kill. */
export interface SignForm {
  relation?: Relation;
  adult?: boolean;
  way: Way;
  name: string;
  helper: string;
  agreed: boolean;
  reason?: string;
  note: string;
  ink?: Strokes;
}
export const BLANK: SignForm = { way: 'drawn', name: '', helper: '', agreed: false, note: '' };

/** The field that is not right yet, and which sentence says so. */
export interface Objection {
  field: 'relation' | 'adult' | 'name' | 'helper' | 'agreed' | 'reason' | 'ink';
  code: ObjectionCode;
}
export type ObjectionCode =
  | 'who'
  | 'adult'
  | 'minor'
  | 'name'
  | 'helper'
  | 'staff'
  | 'helper_staff'
  | 'helper_self'
  | 'agree'
  | 'reason'
  | 'ink';

/** Whether the form asks if people are of age: where the relation leaves it open, and always of somebody who helps. */
export function asksAge(form: SignForm): boolean {
  if (form.way === 'declined') return false; // because a refusal is no signature, a child may be all who is there
  return (
    form.way === 'helped' || form.relation === 'family' || form.relation === 'tenant' || form.relation === 'neighbour'
  );
}

/** Whether a name must be typed: always but where the customer draws, and where somebody declines. */
export function asksName(form: SignForm): boolean {
  return (
    form.way === 'typed' ||
    form.way === 'helped' ||
    (form.way === 'drawn' && form.relation !== undefined && form.relation !== 'self')
  );
}

/** All that keeps this form from being a signature, in the order of the page; empty: it may be saved. */
export function objections(form: SignForm, staff: string[]): Objection[] {
  return [...aboutPerson(form, staff), ...aboutWay(form, staff)];
}

function aboutPerson(form: SignForm, staff: string[]): Objection[] {
  const found: Objection[] = [];
  if (!form.relation) found.push({ field: 'relation', code: 'who' });
  if (asksAge(form) && form.adult === undefined) found.push({ field: 'adult', code: 'adult' });
  if (asksAge(form) && form.adult === false) found.push({ field: 'adult', code: 'minor' });
  if (asksName(form) && !nameKey(form.name)) found.push({ field: 'name', code: 'name' });
  if (asksName(form) && isStaff(form.name, staff)) found.push({ field: 'name', code: 'staff' });
  return found;
}

function aboutWay(form: SignForm, staff: string[]): Objection[] {
  if (form.way === 'drawn') return isSignature(form.ink) ? [] : [{ field: 'ink', code: 'ink' }];
  if (form.way === 'typed') return form.agreed ? [] : [{ field: 'agreed', code: 'agree' }];
  if (form.way === 'declined') return form.reason ? [] : [{ field: 'reason', code: 'reason' }];
  if (!nameKey(form.helper)) return [{ field: 'helper', code: 'helper' }];
  if (isStaff(form.helper, staff)) return [{ field: 'helper', code: 'helper_staff' }];
  return nameKey(form.helper) === nameKey(form.name) ? [{ field: 'helper', code: 'helper_self' }] : [];
}

/** Whether this name is one of the organisation's people; spaces, dots, width and case do not hide anybody. */
export function isStaff(name: string, staff: string[]): boolean {
  const wanted = nameKey(name);
  return wanted !== '' && staff.some((s) => nameKey(s) === wanted);
}

/** A name as it is compared: width, case, spaces, dots, hyphens and what nobody sees hide no one. Twin of kernel/text/letters.py. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en').replace(BESIDE_NAMES, '');
}
