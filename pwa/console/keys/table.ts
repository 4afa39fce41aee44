// The one table of keys, as it stands in the list of keys on each page (server/console/keys.py): no script names a key that is listed there.

/** A row of the table for a key: what it does, at which place among the row's keys the key stands, and with which target. */
export interface KeyRow {
  does: string;
  at: number;
  target: string;
}

/** The rows of a part of the table that name this key. */
export function rowsOf(part: string, key: string): KeyRow[] {
  const name = key === ' ' ? 'Space' : key; // because a space parts the names
  return [...document.querySelectorAll<HTMLElement>(`#keys [data-of="${part}"] [data-does]`)]
    .map(({ dataset }) => ({
      does: dataset.does ?? '',
      at: (dataset.letters ?? '').split(' ').indexOf(name),
      target: dataset.target ?? '',
    }))
    .filter(({ at }) => at >= 0);
}
