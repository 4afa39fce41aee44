/** An interruption as the visit's log has it (4.4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, cutOf, type Typed } from '../../../pwa/technician/outages/cut.ts';
import type { LogEntry } from '../../../pwa/technician/phone/interface.ts';

const at = (time: string) => `2026-06-12T${time}:00.000Z`;
const fact = (id: string, kind: string, time: string, body: LogEntry['body']): LogEntry => ({
  id,
  kind,
  at: at(time),
  body,
  person: 'a',
  device: 'd',
  mine: true,
  sent: false,
});
const cut = fact('cut', 'supply_cut', '02:10', { entrances: ['1 幢', '2 幢'], until: at('06:00'), households: 12 });

test('without a closed valve there is none', () => assert.equal(cutOf([fact('x', 'arrived', '02:00', {})]), undefined));
test('notices hang within half an hour', () => assert.equal(cutOf([cut])?.postBy, at('02:40')));
test('each entrance knows since when its notice hangs, and whether it was photographed', () => {
  const posted = fact('p', 'notice_posted', '02:29', { cut: 'cut', place: '1 幢', photo: 'aa' });
  assert.deepEqual(cutOf([cut, posted])?.places, [{ place: '1 幢', at: at('02:29'), photo: true }, { place: '2 幢' }]);
});
test('another one’s notices and end are not this one’s', () => {
  const other = fact('other', 'supply_back', '03:00', { cut: 'before' });
  assert.equal(cutOf([cut, other])?.back, undefined);
  assert.equal(cutOf([cut, fact('b', 'supply_back', '05:00', { cut: 'cut' })])?.back, at('05:00'));
});

const typed = {
  medium: 'water',
  households: '12',
  until: '12:00',
  entrances: ' 1 幢 \n\n1 幢\n2 幢',
  reason: ' ',
  hotline: true,
} as const;
const nine = Date.parse('2026-06-12T01:00:00.000Z'); // 9:00 in Shanghai

test('what was typed becomes the fact: each entrance once, nothing empty', () =>
  assert.deepEqual(bodyOf(typed, nine), {
    medium: 'water',
    until: '2026-06-12T04:00:00.000Z',
    households: 12,
    entrances: ['1 幢', '2 幢'],
    hotline: true,
  }));
test('an hour that has passed is tomorrow’s, because work goes on at night', () =>
  assert.equal((bodyOf({ ...typed, until: '06:00' }, nine) as { until: string }).until, '2026-06-12T22:00:00.000Z'));
test('what is wrong is named', () => {
  const wrong = [{ medium: undefined }, { households: '-1' }, { households: '' }, { until: '' }, { entrances: ' \n' }];
  assert.deepEqual(
    wrong.map((each) => bodyOf({ ...typed, ...each } as Typed, nine)),
    ['which', 'count', 'count', 'when', 'where'],
  );
  assert.equal(
    bodyOf({ ...typed, entrances: Array.from({ length: 41 }, (_, i) => `${i} 幢`).join('\n') }, nine),
    'where',
  );
});
