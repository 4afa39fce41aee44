/** An interruption as a visit's log has it: when the valve was closed, where the notice hangs, whether supply is back. Pure. */
import { dayAfter, dayOf, momentOf } from '../shell/dates.ts';
import type { LogEntry } from '../phone/interface.ts';
import type { Body } from '../storage/wire.ts';

export const MEDIA = ['water', 'network', 'gas'] as const;
export type Medium = (typeof MEDIA)[number];
const MINUTES = 30; // for telling and posting, after the valve was closed (4.4)

/** What is typed before the valve is closed. */
export interface Typed {
  medium?: Medium;
  households: string;
  until: string;
  entrances: string;
  reason: string;
  hotline: boolean;
}
const MOST = 40;
const LONGEST = 80; // letters of one entrance

/** The fact's body, or what is wrong with what was typed. An hour that has passed is tomorrow's, because work goes on at night. */
export function bodyOf(
  { medium, households, until, entrances, reason, hotline }: Typed,
  now: number,
): Body | 'which' | 'count' | 'when' | 'where' {
  const places = [...new Set(entrances.split('\n').flatMap((line) => line.trim().slice(0, LONGEST) || []))];
  const today = dayOf(now);
  const at = momentOf(today, until);
  const end = at && Date.parse(at) < now ? momentOf(dayAfter(today, 1), until) : at;
  if (!medium) return 'which';
  if (!/^\d{1,5}$/.test(households)) return 'count';
  if (!end) return 'when';
  if (places.length === 0 || places.length > MOST) return 'where';
  const said = { ...(reason.trim() && { reason: reason.trim() }), ...(hotline && { hotline }) };
  return { medium, until: end, households: Number(households), entrances: places, ...said };
}

export interface Cut {
  id: string;
  at: string;
  /** The latest moment in time for the last notice. */
  postBy: string;
  until: string;
  households: number;
  places: { place: string; at?: string; photo?: boolean }[];
  back?: string;
}

/** The latest of a visit. */
export function cutOf(log: readonly LogEntry[]): Cut | undefined {
  const cut = log.findLast(({ kind }) => kind === 'supply_cut');
  if (!cut) return undefined;
  const ours = log.filter(({ body }) => body.cut === cut.id);
  const back = ours.find(({ kind }) => kind === 'supply_back');
  return {
    id: cut.id,
    at: cut.at,
    postBy: new Date(Date.parse(cut.at) + MINUTES * 60_000).toISOString(),
    until: String(cut.body.until),
    households: Number(cut.body.households),
    places: (cut.body.entrances as string[]).map((place) => {
      const posted = ours.find(({ kind, body }) => kind === 'notice_posted' && body.place === place);
      return { place, ...(posted && { at: posted.at, photo: Boolean(posted.body.photo) }) };
    }),
    ...(back && { back: back.at }),
  };
}
