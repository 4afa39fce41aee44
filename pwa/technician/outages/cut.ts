/** An interruption as a visit's log has it: when the valve was closed, where the notice hangs, whether supply is back. Pure. */
import type { LogEntry } from '../phone/interface.ts';

export const MEDIA = ['water', 'network', 'gas'] as const;
export type Medium = (typeof MEDIA)[number];
const MINUTES = 30; // for telling and posting, after the valve was closed (4.4)

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
