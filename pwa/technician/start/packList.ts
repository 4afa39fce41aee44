/** What to bring for a day: the five items counted once (HV-4), then parts added up with the visits that need them. Pure. */
import type { Stop } from '../today/day.ts';
import type { Text } from '../storage/wire.ts';

export type FiveId = 'covers' | 'mat' | 'cloth' | 'card' | 'survey';
export interface Part {
  name: Text;
  unit: Text;
  count: number;
  visits: number[];
}
export interface PackList {
  homes: number;
  visits: number;
  five: { id: FiveId; count: number }[];
  parts: Part[];
}

/** HV-4 under the names that a standard gives it; counted here, so left out of the parts. */
const FIVE = new Set(['鞋套', '垫布', '抹布', '服务卡', '监督调查表', '服务监督调查表']);

/**
 * A tool that is reused is brought once. Covers: a pair a home. Card and form: one a visit. Mats are used again: one and a spare. Cloths: one for two homes.
 * `visits` of a part are the places in the day, from 1, so that somebody can tell what a missing part holds up.
 */
export function packList(stops: readonly Stop[]): PackList {
  const homes = stops.length;
  const visits = stops.flatMap((stop) => stop.visits);
  const five: PackList['five'] = [
    { id: 'covers', count: homes },
    { id: 'mat', count: Math.min(2, homes) },
    { id: 'cloth', count: Math.ceil(homes / 2) },
    { id: 'card', count: visits.length },
    { id: 'survey', count: visits.length },
  ];
  const parts = new Map<string, Part>();
  visits.forEach((visit, index) => {
    for (const { name, unit, count, reused } of visit.bundle.work.bring) {
      if (FIVE.has(name['zh-CN'])) continue;
      const known = parts.get(name['zh-CN']) ?? { name, unit, count: 0, visits: [] };
      parts.set(name['zh-CN'], {
        ...known,
        count: reused ? Math.max(known.count, count) : known.count + count,
        visits: [...known.visits, index + 1],
      });
    }
  });
  return { homes, visits: visits.length, five, parts: [...parts.values()] };
}
