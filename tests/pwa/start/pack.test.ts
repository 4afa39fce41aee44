/** The pack list of a day and the PIN: counted once, and not to be guessed at a glance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';
import { fakeDay, FAKE_DAY } from '../cast/fakeDay.ts';
import { ABLE } from '../cast/fakePhone.ts';
import { heldUntil } from '../../../pwa/technician/start/holds.tsx';
import { obstacle } from '../../../pwa/technician/start/Obstacle.tsx';
import { packList } from '../../../pwa/technician/start/packList.ts';
import { pinGap } from '../../../pwa/technician/start/pin.ts';
import { stopsOf } from '../../../pwa/technician/today/day.ts';

const visits = fakeDay('zh-CN').filter((visit) => visit.bundle.work.day === FAKE_DAY);

test('eight visits at seven homes need seven pairs of covers and eight cards (HV-4)', () => {
  const list = packList(stopsOf(visits));
  assert.deepEqual(Object.fromEntries(list.five.map(({ id, count }) => [id, count])), {
    covers: 7,
    mat: 2,
    cloth: 4,
    card: 8,
    survey: 8,
  });
});
test('parts are added up and name the visits that need them', () => {
  const parts = packList(stopsOf(visits)).parts.map(
    (part) => `${part.name['zh-CN']} ${part.count} (${part.visits.join()})`,
  );
  assert.deepEqual(parts, ['光猫 2 (2,3)', '皮线光缆 30 (2,3)', '水表 DN15 1 (4)', '表前阀 1 (4)']);
});
test('the five items are not counted a second time when an order names them', () => {
  const covers = { name: { 'zh-CN': '鞋套', en: 'Shoe covers' }, unit: { 'zh-CN': '双', en: 'pairs' }, count: 1 };
  const [visit] = visits;
  const named = { ...visit!, bundle: { ...visit!.bundle, work: { ...visit!.bundle.work, bring: [covers] } } };
  assert.deepEqual(packList([{ visits: [named] }]).parts, []);
});
test('a tool that serves every visit is brought once', () => {
  const meter = {
    name: { 'zh-CN': '光功率计', en: 'Optical power meter' },
    unit: { 'zh-CN': '台', en: 'pieces' },
    count: 1,
    reused: true,
  };
  const stops = visits.slice(0, 3).map((visit) => ({
    visits: [{ ...visit, bundle: { ...visit.bundle, work: { ...visit.bundle.work, bring: [meter] } } }],
  }));
  assert.deepEqual(
    packList(stops).parts.map(({ count, visits: needing }) => [count, needing]),
    [[1, [1, 2, 3]]],
  );
});
test('the phone works without a signal until the last day whose contacts it holds', () => {
  assert.equal(heldUntil(fakeDay('zh-CN'), FAKE_DAY), '2026-07-15');
  assert.equal(heldUntil([], FAKE_DAY), FAKE_DAY);
});
test('a PIN is four to six digits, not a row and not one digit', () => {
  assert.equal(pinGap('258', '258'), 'pinShort');
  assert.equal(pinGap('１２３４', '１２３４'), 'pinShort');
  for (const plain of ['1111', '1234', '654321']) assert.equal(pinGap(plain, plain), 'pinSame');
  assert.equal(pinGap('2580', '2581'), 'pinDiffers');
  assert.equal(pinGap('2580', '2580'), undefined);
});
test('what this browser cannot do is said before anybody enrols, WeChat first', () => {
  assert.deepEqual(obstacle({ ...ABLE, inWeChat: true, secure: false }), { kind: 'weChat', soft: false });
  assert.deepEqual(obstacle({ ...ABLE, webCrypto: false })?.kind, 'crypto');
  assert.deepEqual(obstacle({ ...ABLE, indexedDb: false })?.kind, 'storage');
  assert.equal(obstacle({ ...ABLE, iosNotInstalled: true })?.soft, true);
  assert.equal(obstacle({ ...ABLE, persisted: false }), undefined);
});
