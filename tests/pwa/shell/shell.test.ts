/** Addresses, times and words: every page opens from its address, and both languages say everything. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';

const { address, read } = await import('../../../pwa/technician/shell/router.ts');
const { freezeClock } = await import('../../../pwa/technician/shell/clock.ts');
const { clock, dayAfter, dayInYear, dayOf, inOrganisation, weekday, zone } = await import(
  '../../../pwa/technician/shell/dates.ts'
);
const { zhCN } = await import('../../../pwa/technician/customer-mode/messages/zh-CN.ts');
const { masked, named } = await import('../../../pwa/technician/shell/format.ts');
const { language, loadMessages, messagesIn } = await import('../../../pwa/technician/shell/messages.ts');
await Promise.all([loadMessages('zh-CN'), loadMessages('en')]);

test('every route is found again from its own address', () => {
  const routes = [
    { page: 'today' },
    { page: 'today', day: '2026-07-15' },
    { page: 'visit', id: 'v 1/ü' },
    { page: 'visit', id: 'v1', moment: 'at-the-door' },
    { page: 'customer', id: 'v1' },
    ...['delivery', 'proof', 'start', 'settings', 'signin', 'end', 'search'].map((page) => ({ page })),
  ] as Parameters<typeof address>[0][];
  for (const route of routes) assert.deepEqual(read(address(route)), route);
});
test('an address that means nothing is lost, not an error', () => {
  for (const odd of ['/app/nothing', '/app/%E0%A4%A', '/elsewhere', '/app/settings/x'])
    assert.equal(read(odd).page, 'lost');
  assert.deepEqual(read('/app/?day=tomorrow'), { page: 'today' });
});
test('times are the organisation’s, without a leading zero', () => {
  assert.equal(clock('2026-07-14T00:53:00.000Z'), '8:53');
  assert.equal(dayOf('2026-07-14T16:30:00.000Z'), '2026-07-15');
  assert.equal(inOrganisation('2026-07-15', '09:30'), '2026-07-15T01:30:00.000Z');
  assert.equal(dayAfter('2026-02-28', 1), '2026-03-01');
});
test('on the day when clocks are changed a time is still the right moment', () => {
  zone.value = 'Europe/Berlin';
  assert.equal(inOrganisation('2026-03-29', '04:00'), '2026-03-29T02:00:00.000Z');
  assert.equal(inOrganisation('2026-03-29', '01:30'), '2026-03-29T00:30:00.000Z');
  zone.value = 'Asia/Shanghai';
});
test('dates and names in both languages', () => {
  freezeClock(Date.parse('2026-07-14T04:00:00.000Z'));
  assert.equal(`${dayInYear('2026-07-14')} ${weekday('2026-07-14')}`, '7月14日 周二');
  assert.equal(named({ name: '王秀兰', salutation: 'ms' }), '王秀兰女士');
  language.value = 'en';
  assert.equal(`${weekday('2026-07-14')} ${dayInYear('2026-07-14')}`, 'Tue 14\u00a0Jul');
  assert.equal(named({ name: 'Wang Xiulan', salutation: 'ms' }), 'Ms Wang Xiulan');
  language.value = 'zh-CN';
});
test('a phone number is masked, a short one wholly', () => {
  assert.equal(masked('13806512765'), '138****2765');
  assert.equal(masked('10086'), '*****');
});
test('both languages say everything, and Chinese speaks to the technician as 你', () => {
  const leaves = (words: object, path = ''): [string, unknown][] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'object'
        ? leaves(value as object, `${path}.${key}`)
        : [[`${path}.${key}`, value] as [string, unknown]],
    );
  const [chinese, english] = [leaves(messagesIn('zh-CN')), leaves(messagesIn('en'))];
  assert.deepEqual(chinese.map(([path]) => path).sort(), english.map(([path]) => path).sort());
  for (const [path, text] of [...chinese, ...english])
    assert.notEqual(text === '' && !path.includes('.units.'), true, `${path} is empty`);
  const toTechnician = chinese.filter(
    ([path, text]) =>
      typeof text === 'string' && !path.includes('.message.') && !path.startsWith('.visits') && text.includes('您'),
  );
  assert.deepEqual(toTechnician, []);
});
test('a table of words stands once, however many pages say them', () => {
  const tables = new Map<object, string>(); // by what they are, because several pages may show one
  const gather = (words: object, path: string): void => {
    for (const [key, value] of Object.entries(words).filter(([, each]) => each && typeof each === 'object')) {
      tables.set(value as object, `${path}.${key}`);
      gather(value as object, `${path}.${key}`);
    }
  };
  gather({ ...messagesIn('zh-CN'), customer: zhCN }, '');
  const lines = [...tables].map(([table, path]) => ({
    path,
    said: new Set(
      Object.entries(table).flatMap(([key, text]) => (typeof text === 'string' ? [`${key}: ${text}`] : [])),
    ),
  }));
  const twice = lines.flatMap((one, place) =>
    lines
      .slice(place + 1)
      .flatMap((other) =>
        [...one.said].filter((each) => other.said.has(each)).length > 3 ? [`${one.path} ${other.path}`] : [],
      ),
  );
  assert.deepEqual(twice, []);
});
