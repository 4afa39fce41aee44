/** What is said to a customer is ready, in the customer's language; map links name the datum. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { fakePhone } from '../cast/fakePhone.ts';
import { fakeDay } from '../cast/fakeDay.ts';
import { smsLink, telLink } from '../../../pwa/technician/today/links.ts';
import { mapLinks, messageFor } from '../../../pwa/technician/today/readyTexts.ts';
import { matches } from '../../../pwa/technician/today/search.ts';

const phone = fakePhone();
const visit = fakeDay('zh-CN')[2]!;

test('the message on leaving greets by name and says who comes and when', () => {
  assert.match(messageFor(phone, visit, { about: 'departed' }), /^陈先生您好，我是明线通信上门服务的李建国，.*10:30/);
});
test('a customer who reads English gets English from a technician who reads Chinese', () => {
  const guest = {
    ...visit,
    bundle: { ...visit.bundle, customer: { ...visit.bundle.customer, language: 'en' as const, name: 'Chen' } },
  };
  assert.match(
    messageFor(phone, guest, { about: 'late', expected: '2026-07-14T03:00:00.000Z' }),
    /^Hello Mr Chen, this is 李建国 of Brightline\. .*11:00/,
  );
});
test('M11: who reads English reads the technician’s English name, where there is one', () => {
  const language = 'en' as const;
  const guest = { ...visit, bundle: { ...visit.bundle, customer: { ...visit.bundle.customer, language } } };
  const person = { ...phone.person.value!, name: '古丽娜尔·买买提', name_en: 'Gulnar' };
  const named = { ...phone, person: signal(person) };
  assert.match(messageFor(named, guest, { about: 'departed' }), /this is Gulnar of/);
  assert.match(messageFor(named, visit, { about: 'departed' }), /古丽娜尔/);
});
test('our own change apologises and gives the reason; the customer’s own does not', () => {
  assert.match(messageFor(phone, visit, { about: 'reschedule', by: 'us', reason: '缺料' }), /抱歉，因为缺料/);
  assert.doesNotMatch(messageFor(phone, visit, { about: 'reschedule', by: 'customer', reason: '没空' }), /抱歉/);
});
test('numbers are dialled as digits and messages are escaped', () => {
  assert.equal(telLink('0571 8802 6618'), 'tel:057188026618');
  assert.equal(smsLink('138-0571', 'a&b'), 'sms:1380571?&body=a%26b');
});
test('a position goes to the map with its datum, a place without one by its address', () => {
  assert.match(mapLinks(visit).amap, /coordinate=gaode/);
  assert.match(mapLinks(visit).baidu, /coord_type=gcj02/);
  const { lat, lon, ...place } = visit.bundle.place;
  assert.ok(lat && lon);
  assert.match(mapLinks({ ...visit, bundle: { ...visit.bundle, place } }).amap, /search\?keyword=/);
});
test('search finds by estate, name, work and full-width digits, in any order', () => {
  assert.ok(matches(visit, '锦绣 陈国华'));
  assert.ok(matches(visit, '６０２'));
  assert.ok(!matches(visit, '锦绣 王'));
});

test('F-14: a visit is found however its house, its number and its name are typed', () => {
  const [first] = fakeDay('zh-CN');
  const bundle = {
    ...first!.bundle,
    place: { ...first!.bundle.place, line: '阳光里 6幢1单元 1802', district: '城东区', estate: '阳光里' },
    customer: {
      ...first!.bundle.customer,
      name: '阿依夏·买买提',
      salutation: 'ms' as const,
      phone_masked: '199****3907',
    },
    contact: undefined,
  };
  const gulnar = { ...first!, bundle } as typeof first & object;
  const { contact: _, ...unreached } = bundle;
  const without = { ...gulnar, bundle: unreached } as typeof gulnar;
  for (const typed of [
    '阳光里6-1-1802',
    '阳光里6幢1单元1802',
    '阳光里 1802室',
    '城东区阳光里',
    '19900003907',
    '阿依夏•买买提',
    '阿依夏・买买提',
    '买买提 阳光里',
    '阳光里６－１－１８０２',
  ])
    assert.ok(matches(without, typed), typed);
  assert.ok(!matches(without, '阳光里6-1-1801'));
  assert.ok(!matches(without, '19900003908'));
  const shi = { ...without, bundle: { ...unreached, customer: { ...unreached.customer, name: '施丽华' } } };
  assert.ok(matches(shi, '施女士'));
  assert.ok(!matches(shi, '施先生'));
});
