/** What this person has half written, or written and not heard of yet; kept on the phone until the company says that it has it. */
import type { Phone } from '../phone/interface.ts';
import type { Asked } from '../storage/wire.ts';

export interface Statement {
  text: string;
  /** The question was read here, which the company is told once. */
  seen?: true;
  /** When it was handed in on this phone. */
  given?: string;
}

const FRESH_DAYS = 14; // for which a finding stands on Today
const DAY = 86_400_000;

export const draftOf = (phone: Pick<Phone, 'draft'>, complaint: string) =>
  phone.draft<Statement>(`statement.${complaint}`);

/** Whether the person has still to write, by the company's word and by what was handed in here. */
export const isOpen = (asked: Asked, statement: Statement | undefined): boolean =>
  !asked.stated && !asked.closed && !statement?.given;

/** What stands on Today: what is asked, and a finding for two weeks after the case was closed. */
export function onToday(asked: Asked, statement: Statement | undefined, now: number): boolean {
  if (asked.finding && asked.closed) return Date.parse(asked.closed) > now - FRESH_DAYS * DAY;
  return isOpen(asked, statement);
}
