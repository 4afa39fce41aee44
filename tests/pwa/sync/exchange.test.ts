/** One request and its answer: what goes out, what is taken for our server's, and when the next try comes. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { SyncRequest } from '../../../pwa/technician/storage/wire.ts';
import { ask, exchange, PATIENCE, problemOf, send } from '../../../pwa/technician/sync/exchange.ts';
import { retryLoop } from '../../../pwa/technician/sync/retryLoop.ts';
import { json, problem } from '../cast/server.ts';

interface Sent {
  path: string;
  init: RequestInit;
  headers: Headers;
}

/** Environment whose network gives this answer and remembers what it was asked. */
function network(answer: (sent: Sent) => Response | Promise<Response>): { environment: Environment; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch = (path: string, init: RequestInit) => {
    sent.push({ path, init, headers: new Headers(init.headers) });
    return Promise.resolve(answer(sent.at(-1)!));
  };
  return { environment: { fetch, chance: () => 0.5 } as unknown as Environment, sent };
}

const ANSWER = {
  cursor: 7,
  last_seq: 3,
  epoch: 'e',
  results: [],
  changes: [],
  server_time: '2026-07-14T01:00:00.000Z',
  countersignatures: [],
  more: false,
  minimum_app: '0',
};
const request = (...facts: string[]): SyncRequest => ({
  protocol: 1,
  app_version: '0.1.0',
  device: 'd',
  cursor: 0,
  facts,
});

test('an exchange goes out packed, once, and never from a cache or to another place', async () => {
  const { environment, sent } = network(() => json(200, ANSWER));
  assert.deepEqual(await exchange(environment, request('a', 'b'), 1_000), ANSWER);
  const { path, init, headers } = sent[0]!;
  assert.deepEqual(
    [path, init.method, init.credentials, init.cache, init.redirect],
    ['/api/v1/sync', 'POST', 'same-origin', 'no-store', 'error'],
  );
  assert.deepEqual([headers.get('Content-Type'), headers.get('Content-Encoding')], ['application/json', 'gzip']);
  assert.deepEqual(JSON.parse(gunzipSync(new Uint8Array(init.body as ArrayBuffer)).toString()), request('a', 'b'));
  assert.equal(sent.length, 1);
});

test('a browser that cannot pack sends the text', async () => {
  const { CompressionStream: kept } = globalThis;
  delete (globalThis as { CompressionStream?: unknown }).CompressionStream;
  try {
    const { environment, sent } = network(() => json(200, ANSWER));
    assert.deepEqual(await exchange(environment, request('a'), 1_000), ANSWER);
    assert.deepEqual(
      [sent[0]!.init.body, sent[0]!.headers.has('Content-Encoding')],
      [JSON.stringify(request('a')), false],
    );
    const size = JSON.stringify(request('a', 'b')).length;
    assert.equal(await exchange(environment, request('a', 'b'), size - 1), undefined);
    assert.deepEqual(await exchange(environment, request('a', 'b'), size), ANSWER);
  } finally {
    globalThis.CompressionStream = kept;
  }
});

test('a batch above the limit is not sent at all, a single fact always is', async () => {
  const { environment, sent } = network(() => json(200, ANSWER));
  assert.equal(await exchange(environment, request('a', 'b'), 10), undefined);
  assert.equal(sent.length, 0);
  assert.deepEqual(await exchange(environment, request('a'), 10), ANSWER);
});

for (const name of ['cursor', 'last_seq', 'epoch', 'results', 'changes', 'server_time']) {
  test(`an answer without ${name}, or with another thing in its place, is not our server's`, async () => {
    for (const wrong of [undefined, null, {}, 0.5]) {
      const { environment } = network(() => json(200, { ...ANSWER, [name]: wrong }));
      await assert.rejects(exchange(environment, request(), 1_000), { name: 'ProblemError', code: 'not_our_server' });
    }
  });
}

test('a question carries a body only where it has one', async () => {
  const { environment, sent } = network(() => json(201, { made: true }));
  assert.deepEqual(await ask(environment, 'POST', '/api/v1/devices', { label: 'x' }), { made: true });
  await ask(environment, 'GET', '/api/v1/session');
  assert.deepEqual(
    sent.map(({ init }) => [init.method, init.body]),
    [
      ['POST', '{"label":"x"}'],
      ['GET', undefined],
    ],
  );
  assert.deepEqual(
    sent.map(({ headers }) => [headers.get('Accept'), headers.get('Content-Type')]),
    [
      ['application/json', 'application/json'],
      ['application/json', null],
    ],
  );
});

test('what comes back instead is told apart: nothing, a refusal in words, somebody in between', async () => {
  const asked = (answer: () => Response) => ask(network(answer).environment, 'GET', '/x');
  assert.deepEqual(await asked(() => new Response(null, { status: 204 })), {});
  const html = (status: number, type: string) => () =>
    new Response('<p>', { status, headers: { 'Content-Type': type } });
  await assert.rejects(
    asked(() => problem(403, 'forbidden')),
    { code: 'forbidden', problem: { ...problem403, status: 403 } },
  );
  await assert.rejects(asked(html(200, 'text/html')), { code: 'not_our_server' });
  await assert.rejects(asked(html(200, 'application/json')), { code: 'not_our_server' });
  await assert.rejects(asked(html(502, 'text/html')), {
    code: 'server_down',
    problem: { status: 502, code: 'server_down' },
  });
  await assert.rejects(asked(html(511, 'text/html')), { code: 'not_our_server' });
  await assert.rejects(asked(html(413, 'text/html')), { code: 'batch_too_large' });
  await assert.rejects(
    asked(() => new Response(new TextEncoder().encode('{}'), { status: 200 })),
    { code: 'not_our_server' },
  ); // without a type it is nobody's
  await assert.rejects(
    asked(() => {
      throw new TypeError('offline');
    }),
    { code: 'no_network' },
  );
  assert.equal(
    problemOf({
      status: 500,
      ok: false,
      headers: new Headers({ 'Content-Type': 'application/json' }),
      text: '{"code":7}',
    }).code,
    'server_down',
  );
});
const problem403 = {
  type: 'about:blank',
  title: 'forbidden',
  detail: 'forbidden',
  code: 'forbidden',
  next: 'forbidden',
};

test('a proxy that never answers is left after a minute, and an answer leaves no timer behind', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let stopped = false;
    const { environment } = network(
      ({ init }) =>
        new Promise((_, reject) => {
          init.signal!.addEventListener('abort', () => {
            stopped = true;
            reject(init.signal!.reason);
          });
        }),
    );
    const answer = assert.rejects(send(environment, '/x', {}), { code: 'no_network' });
    mock.timers.tick(PATIENCE - 1);
    assert.equal(stopped, false);
    mock.timers.tick(1);
    await answer;
    assert.equal(stopped, true);
    const quick = network(() => json(200, {}));
    assert.equal((await send(quick.environment, '/x', {})).ok, true);
    mock.timers.tick(PATIENCE);
    assert.equal(quick.sent[0]!.init.signal!.aborted, false);
  } finally {
    mock.timers.reset();
  }
});

test('F-1: an answer that comes slowly is waited for as long as something comes, and given up a minute after the last of it', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let line!: ReadableStreamDefaultController;
    const slow = network(
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              line = controller;
            },
          }),
          { headers: { 'Content-Type': 'application/json' } },
        ),
    );
    const whole = send(slow.environment, '/x', {});
    for (const part of ['{"a', '":"', '米"}']) {
      await settled();
      mock.timers.tick(PATIENCE - 1);
      line.enqueue(new TextEncoder().encode(part));
    }
    await settled();
    line.close();
    assert.equal((await whole).text, '{"a":"米"}');
    const stuck = network(
      ({ init }) =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              init.signal!.addEventListener('abort', () => controller.error(init.signal!.reason));
              controller.enqueue(new Uint8Array(1));
            },
          }),
        ),
    );
    const given = assert.rejects(send(stuck.environment, '/x', {}), { code: 'no_network' });
    await settled();
    mock.timers.tick(PATIENCE);
    await given;
  } finally {
    mock.timers.reset();
  }
});

/** A turn that is played by hand: each call waits for what it should come to. */
function played(chance = 0.5) {
  const turns: { end: (rest?: number) => void; fail: () => void }[] = [];
  const work = retryLoop(
    { chance: () => chance } as Environment,
    () =>
      new Promise((resolve, reject) => {
        turns.push({ end: resolve, fail: () => reject(new Error('passing')) });
      }),
  );
  return { turns, work };
}
const settled = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

test('one turn at a time; one that is wanted during a turn follows it, once', async () => {
  const { turns, work } = played();
  const first = work.wake();
  assert.equal(work.wake(), first);
  void work.wake();
  turns[0]!.end();
  await settled();
  assert.equal(turns.length, 2);
  turns[1]!.end();
  await first;
  assert.equal(turns.length, 2);
  void work.wake();
  assert.equal(turns.length, 3);
  turns[2]!.end();
});

test('while turns fail, being woken during one is no reason for another; a person who insists gets one', async () => {
  const { turns, work } = played();
  const first = work.wake();
  void work.wake();
  turns[0]!.fail();
  await first;
  assert.equal(turns.length, 1);
  const second = work.wake();
  void work.wake(true);
  turns[1]!.fail();
  await settled();
  assert.equal(turns.length, 3);
  turns[2]!.fail();
  await second;
  assert.equal(turns.length, 3);
  work.stop();
});

test('the next turn comes after its rest, or when somebody wakes it, and none after the stop', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { turns, work } = played();
    void work.wake();
    turns[0]!.end(1_000);
    await settled();
    mock.timers.tick(999);
    assert.equal(turns.length, 1);
    mock.timers.tick(1);
    assert.equal(turns.length, 2);
    turns[1]!.end(1_000);
    await settled();
    void work.wake();
    assert.equal(turns.length, 3);
    turns[2]!.end(); // until woken
    await settled();
    mock.timers.tick(2 ** 31 - 1);
    assert.equal(turns.length, 3);
    void work.wake();
    turns[3]!.end(1_000);
    await settled();
    work.stop();
    mock.timers.tick(2_000);
    await work.wake();
    assert.equal(turns.length, 4);
  } finally {
    mock.timers.reset();
  }
});

test('a stop during a turn lets it end and begins no other', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { turns, work } = played();
    const running = work.wake();
    void work.wake();
    work.stop();
    turns[0]!.end(10);
    await running;
    mock.timers.tick(100);
    assert.equal(turns.length, 1);
  } finally {
    mock.timers.reset();
  }
});

for (const [chance, waits] of [
  [0, [1_000, 2_000, 4_000]],
  [0.5, [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]],
] as const) {
  test(`while it fails it is tried later and later, with chance ${chance}, and from the beginning after a success`, async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { turns, work } = played(chance);
      void work.wake();
      for (const wait of waits) {
        void work.wake(); // being woken meanwhile is no reason to hammer
        turns.at(-1)!.fail();
        await settled();
        const before = turns.length;
        mock.timers.tick(wait - 1);
        assert.equal(turns.length, before, `not before ${wait} ms`);
        mock.timers.tick(1);
        assert.equal(turns.length, before + 1, `after ${wait} ms`);
      }
      turns.at(-1)!.end();
      await settled();
      void work.wake();
      turns.at(-1)!.fail();
      await settled();
      const before = turns.length;
      mock.timers.tick(waits[0]);
      assert.equal(turns.length, before + 1);
      work.stop();
      turns.at(-1)!.end();
    } finally {
      mock.timers.reset();
    }
  });
}
