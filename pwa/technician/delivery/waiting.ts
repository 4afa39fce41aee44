/** What waits, as a person would list it: one line a kind and visit, oldest first; a photograph and its fact are one thing. Pure. */
import type { Delivery } from '../phone/interface.ts';

export interface Group {
  kind: string;
  visit: string | undefined;
  count: number;
}

/** Bytes are listed under the fact that names them. */
const SAME: Record<string, string> = {
  photograph: 'photographed',
  signature: 'signed',
  appointed: 'answered',
  deviated: 'answered',
  commented: 'surveyed',
  left: 'ended',
};
const BYTES = new Set(['photograph', 'signature']);

/** Groups in the order of their oldest item; a kind without a name of its own counts among *other*. */
export function grouped(items: Delivery['items'], named: (kind: string) => boolean): Group[] {
  const groups = new Map<string, Group & { facts: number; bytes: number }>();
  for (const item of [...items].sort((one, other) => (one.at < other.at ? -1 : 1))) {
    const said = SAME[item.kind] ?? item.kind;
    const kind = named(said) ? said : 'other';
    const key = `${kind} ${item.visit ?? ''}`;
    const known = groups.get(key) ?? { kind, visit: item.visit, count: 0, facts: 0, bytes: 0 };
    known[BYTES.has(item.kind) ? 'bytes' : 'facts'] += 1;
    known.count = Math.max(known.facts, known.bytes);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ kind, visit, count }) => ({ kind, visit, count }));
}
