/* The same visits for everybody who keeps documents: an id as ours, the text, and what else a visit's note says. */
export const documentsOf = (texts) =>
  texts.map((text, number) => ({
    id: `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    kind: 'noted',
    at: '2026-07-14T01:00:00.000Z',
    person: '01980000-0000-7000-8000-000000000002',
    text,
  }));
