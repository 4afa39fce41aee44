/** Half-typed text and unfinished strokes are found again after a kill (fault 23). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrolledPhone, everything, restarted, until } from '../cast/environment.ts';
import { refusing } from '../cast/refusing.ts';
import { FakeServer } from '../cast/server.ts';

// Guard: pwa/technician/storage/drafts.ts:touch
test('fault 23: what was half-typed is there after a kill, without any farewell', async () => {
  const { phone, environment, db } = await enrolledPhone(new FakeServer());
  const draft = phone.draft<string>('note');
  draft.set('王女士说');
  draft.set('王女士说路由器');
  assert.equal(draft.value.value, '王女士说路由器');
  await until(async () => (await everything(db))['drafts']!.length === 1);
  const again = await restarted(phone, environment);
  assert.equal(again.draft<string>('note').value.value, '王女士说路由器');
});

test('unfinished strokes keep their shape; clearing is for good', async () => {
  const { phone, environment, db } = await enrolledPhone(new FakeServer());
  const strokes = phone.draft<{ strokes: number[][] }>('ink');
  strokes.set({
    strokes: [
      [1, 2],
      [3, 4],
    ],
  });
  await until(async () => (await everything(db))['drafts']!.length === 1);
  const again = await restarted(phone, environment);
  assert.deepEqual(again.draft('ink').value.value, {
    strokes: [
      [1, 2],
      [3, 4],
    ],
  });
  await again.draft('ink').clear();
  assert.deepEqual((await everything(db))['drafts'], []);
  assert.equal((await restarted(again, environment)).draft('ink').value.value, undefined);
});

test('two parts of a page share one draft', async () => {
  const { phone } = await enrolledPhone(new FakeServer());
  phone.draft<string>('note').set('one');
  assert.equal(phone.draft<string>('note').value.value, 'one');
});

test('a draft that could not be written is written with the next touch', async () => {
  const { phone, db } = await enrolledPhone(new FakeServer());
  const [note, other] = [phone.draft<string>('note'), phone.draft<string>('other')];
  note.set('first');
  await refusing('commit', () => assert.rejects(note.clear(), { code: 'no_space' }));
  note.set('first');
  other.set('second');
  await until(async () => (await everything(db))['drafts']!.length === 2);
});
