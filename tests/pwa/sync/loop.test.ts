/** One turn of the sync by itself: what is asked, how long the phone rests afterwards, and which refusal leads where. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { STORES, type Account, type Saved, type SyncState } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { SyncRequest } from '../../../pwa/technician/storage/wire.ts';
import { exchangeAll, type LoopParts } from '../../../pwa/technician/sync/loop.ts';
import { retryLoop } from '../../../pwa/technician/sync/retryLoop.ts';
import { json, problem } from '../cast/server.ts';

const [DEVICE, SERVER_TIME] = ['d', '2026-07-14T01:00:05.000Z'];
let [count, now, since] = [0, 0, 0];
let db: Database;
let [asked, told, rests, recovered] = [[], [], [], []] as [SyncRequest[], unknown[][], number[], unknown[][]];
let answers: ((request: SyncRequest) => Response)[] = [];
const real = globalThis.setTimeout;

beforeEach(() => {
  db?.close();
  db = database(`loop-${(count += 1)}`);
  [asked, told, rests, recovered, answers, now, since] = [
    [],
    [],
    [],
    [],
    [],
    Date.parse('2026-07-14T01:00:00.000Z'),
    0,
  ];
});
after(() => {
  db.close();
});

const ok = (more: object = {}) => ({
  cursor: 0,
  last_seq: 0,
  epoch: 'e',
  results: [],
  changes: [],
  countersignatures: [],
  more: false,
  minimum_app: '0.1.0',
  server_time: SERVER_TIME,
  ...more,
});
const fact = (seq: number): Saved => ({
  device: DEVICE,
  seq,
  id: `f${seq}`,
  kind: 'noted',
  subject: { type: 'shift', id: 's' },
  at: '',
  hash: `h${seq}`,
  text: `t${seq}`,
  size: 2,
});
const account = (more: object = {}) =>
  ({
    enrolment: { device: DEVICE, organisation: { id: 'o' }, person: { id: 'p' } },
    label: 'x',
    ...more,
  }) as unknown as Account;
const sync = async () => (await db.read(['meta'], (tx) => tx.objectStore('meta').get('sync'))) as SyncState;

async function stands(
  who: Account | undefined,
  state: Partial<SyncState> | undefined,
  ...outbox: Saved[]
): Promise<void> {
  await db.write([...STORES], async (tx) => {
    if (who) await tx.objectStore('meta').put(who, 'account');
    if (state) await tx.objectStore('meta').put({ cursor: 0, clockOffset: 0, firstDone: true, ...state }, 'sync');
    await tx.objectStore('meta').put({ device: DEVICE, seq: outbox.at(-1)?.seq ?? 0 }, 'counter');
    await Promise.all(outbox.map((each) => tx.objectStore('outbox').put(each)));
  });
}

function parts(more: Partial<Environment> = {}): LoopParts {
  const note =
    (what: string) =>
    (...heard: unknown[]) => {
      told.push([what, ...heard]);
    };
  const rare =
    (what: string, result: unknown) =>
    (...given: unknown[]) => {
      recovered.push([what, ...given.filter((each) => typeof each === 'string')]);
      return Promise.resolve(result);
    };
  const environment = {
    name: `loop-${count}`,
    appVersion: '0.1.0',
    chance: () => 0.5,
    now: () => now,
    monotonic: () => since,
    locks: navigator.locks,
    fetch: (_: string, init: RequestInit) => {
      asked.push(JSON.parse(gunzipSync(new Uint8Array(init.body as ArrayBuffer)).toString()) as SyncRequest);
      return Promise.resolve((answers.shift() ?? (() => json(200, ok())))(asked.at(-1)!));
    },
    ...more,
  } as unknown as Environment;
  return {
    environment,
    db,
    anew: () => Promise.reject(new Error('not asked')),
    told: () => Promise.resolve(undefined),
    outbox: () => [],
    recovery: () =>
      Promise.resolve({
        declareLost: rare('declareLost', undefined),
        renewed: rare('renewed', false),
        signFormer: () => Promise.reject(new Error('not asked')),
        trustedAgain: rare('trustedAgain', undefined),
        presentNext: rare('presentNext', undefined),
        shown: rare('shown', { certificate: { type: 'x' } }),
        startAnew: rare('startAnew', undefined),
      }) as unknown as ReturnType<LoopParts['recovery']>,
    heard: {
      busy: note('busy'),
      signedOut: note('signedOut'),
      failed: note('failed'),
      outdated: note('outdated'),
      taken: (taken) => {
        note('taken')(taken.touched.length);
        return Promise.resolve();
      },
    },
  };
}

/** A turn and those that follow it at once; the rest until the next one lands in `rests`, its timer never ends. */
async function turn(given = parts()): Promise<void> {
  globalThis.setTimeout = ((work: () => void, ms: number) =>
    ms === 60_000 ? real(work, ms) : (rests.push(ms), 0)) as unknown as typeof setTimeout;
  try {
    await retryLoop(given.environment, () => exchangeAll(given)).wake();
  } finally {
    globalThis.setTimeout = real;
  }
}
const heard = (what: string) => told.filter(([name]) => name === what).map(([, ...rest]) => rest[0]);

test('nobody is enrolled, or the phone is locked: it rests until somebody wakes it', async () => {
  await turn();
  await stands(account({ locked: true }), {});
  await turn();
  assert.deepEqual([asked, rests], [[], [2 ** 31 - 1, 2 ** 31 - 1]]);
});

test('nothing to send: asked once, then rest, shorter while somebody looks; an hour where it was revoked', async () => {
  await stands(account(), undefined);
  await turn();
  for (const visibilityState of ['visible', 'hidden']) {
    (globalThis as { document?: unknown }).document = { visibilityState };
    await turn();
  }
  delete (globalThis as { document?: unknown }).document;
  await stands(account({ revoked: true }), undefined);
  await turn();
  assert.deepEqual([asked.length, rests], [4, [30_000, 30_000, 300_000, 3_600_000]]);
  assert.deepEqual(new Set(heard('busy')), new Set([false]));
});

test('another tab is at it: a second, without asking', async () => {
  await stands(account(), {});
  const locks = { request: (_: string, __: object, work: (lock: null) => unknown) => Promise.resolve(work(null)) };
  await turn(parts({ locks } as unknown as Partial<Environment>));
  assert.deepEqual([asked, rests, heard('busy')], [[], [1_000], [false]]);
});

test('a request says who asks, from where, and what is new', async () => {
  await stands(account(), { cursor: 7, epoch: 'e', asOf: 9 }, fact(1), fact(2), fact(4));
  answers = [
    () => json(200, ok({ cursor: 7, last_seq: 2, results: [1, 2].map((seq) => ({ seq, outcome: 'applied' })) })),
    () => json(200, ok({ cursor: 7, last_seq: 4, results: [{ seq: 4, outcome: 'applied' }] })),
  ];
  const given = parts();
  await turn({ ...given, told: () => Promise.resolve({ unsent: 3 }) });
  assert.deepEqual(asked[0], {
    protocol: 1,
    app_version: '0.1.0',
    device: DEVICE,
    cursor: 7,
    facts: ['t1', 't2'],
    epoch: 'e',
    as_of: 9,
    told: { unsent: 3 },
  });
  assert.deepEqual(
    [heard('busy'), heard('signedOut').at(-1), heard('outdated').at(-1)],
    [[true, true, false], false, '0.1.0'],
  );
  assert.deepEqual(recovered, [['declareLost']], "what stands between 2 and 4 is nobody's any more");
});

for (const [name, state, expected] of [
  ['from the beginning', { cursor: 0, asOf: 9, epoch: 'e' }, [0, undefined]],
  ['once everything of then is here', { cursor: 9, asOf: 9 }, [9, undefined]],
  ['in between', { cursor: 8, asOf: 9 }, [8, 9]],
  ['where that is not known', { cursor: 8 }, [8, undefined]],
  ['in a resync', { cursor: 8, resync: { cursor: 3, page: 1 } }, [3, undefined]],
] as const) {
  test(`as of when is asked: ${name}`, async () => {
    await stands(account(), state as Partial<SyncState>);
    answers = [() => json(200, ok({ cursor: 9 }))];
    await turn();
    assert.deepEqual([asked[0]!.cursor, asked[0]!.as_of], expected);
  });
}

test('a batch that is too large is halved down to one, and one that is still too large passes', async () => {
  await stands(account(), {}, ...Array.from({ length: 5 }, (_, i) => fact(i + 1)));
  answers = Array.from({ length: 9 }, () => () => problem(413, 'batch_too_large'));
  await turn();
  assert.deepEqual([asked.map(({ facts }) => facts.length), rests], [[5, 2, 1], [2_000]]);
});

const taken = ({ facts }: SyncRequest) =>
  json(
    200,
    ok({
      last_seq: Number(facts.at(-1)!.slice(1)),
      results: facts.map((text) => ({ seq: Number(text.slice(1)), outcome: 'applied' })),
    }),
  );
const cut = (): Response => {
  throw new TypeError('cut off');
};

for (const [name, count, met, sizes, rest] of [
  ['of 251 facts 250 go in one exchange, the last in the next', 251, [taken, taken], [250, 1], 30_000],
  [
    'a long request breaks off: a short one at once, then longer ones again',
    101,
    [cut, taken, taken, taken],
    [101, 20, 40, 41],
    30_000,
  ],
  ['a short one breaks off, too: tried later', 21, [cut, cut], [21, 20], 2_000],
  ['a short one that breaks off is not sent twice', 20, [cut], [20], 2_000],
  [
    "another fault than the line's is no reason for a short one",
    21,
    [() => problem(503, 'passing_fault')],
    [21],
    2_000,
  ],
  ['one fact that is too large passes', 1, [() => problem(413, 'batch_too_large')], [1], 2_000],
  [
    'what was too large stays too large when the line is good again',
    120,
    [() => problem(413, 'batch_too_large'), cut, taken, taken, taken, taken],
    [120, 60, 20, 40, 60],
    30_000,
  ],
] as const) {
  // Guard: pwa/technician/sync/loop.ts:answerTo
  test(`fault 21: ${name}`, async () => {
    await stands(account(), {}, ...Array.from({ length: count }, (_, i) => fact(i + 1)));
    answers = [...met];
    await turn();
    assert.deepEqual([asked.map(({ facts }) => facts.length), rests], [sizes, [rest]]);
  });
}

test('an answer that moves nothing is tried later, not at once', async () => {
  await stands(account(), {}, fact(1));
  await turn();
  assert.deepEqual([asked.length, rests, heard('busy')], [1, [2_000], [true, false]]);
});

test('signed out: everything is kept and nothing is tried until somebody signs in', async () => {
  await stands(account(), {});
  answers = [() => problem(401, 'signed_out')];
  await turn();
  assert.deepEqual([rests, heard('signedOut'), new Set(heard('busy')), recovered], [[], [true], new Set([false]), []]);
});

test('signed out with work: perhaps the server has forgotten this phone, which its certificate tells, once', async () => {
  for (const [code, first, argument] of [
    ['signed_out', 401, true],
    ['device_not_yours', 403, false],
  ] as const) {
    [asked, told, recovered] = [[], [], []];
    await stands(account(), { present: undefined } as unknown as SyncState, fact(1));
    answers = [() => problem(first, code), () => problem(first, code)];
    const given = parts();
    const presentNext = (_: Database, only: boolean) => {
      recovered.push([only]);
      return db.write(
        ['meta'],
        async (tx) =>
          void (await tx
            .objectStore('meta')
            .put({ ...((await tx.objectStore('meta').get('sync')) as SyncState), present: [] }, 'sync')),
      );
    };
    const recovery = async () =>
      ({ ...(await given.recovery()), presentNext }) as Awaited<ReturnType<LoopParts['recovery']>>;
    await turn({ ...given, recovery });
    assert.deepEqual(
      [asked.length, asked[1]!.certificate, recovered, heard('signedOut')],
      [2, { type: 'x' }, [[argument], ['shown']], [true]],
      code,
    );
    assert.deepEqual(rests, []);
  }
});

test('a refusal after the push was taken carries what became of the facts', async () => {
  await stands(account(), { epoch: 'e', cursor: 3 }, fact(1));
  answers = [() => problem(426, 'app_too_old', { last_seq: 1, results: [{ seq: 1, outcome: 'applied' }] })];
  await turn();
  assert.deepEqual(
    [await db.read(['outbox'], (tx) => tx.objectStore('outbox').count()), heard('outdated').at(-1), rests],
    [0, 'app_too_old', [2_000]],
  );
  assert.deepEqual([(await sync()).cursor, (await sync()).epoch], [3, 'e']);
});

test('an app that is too old from its first sync on hands in its work, learns no epoch, and is not kept out when it is new', async () => {
  await stands(account(), undefined, fact(1));
  answers = [
    () => problem(426, 'app_too_old', { last_seq: 1, results: [{ seq: 1, outcome: 'applied' }] }),
    () => json(200, ok({ last_seq: 1 })),
  ];
  await turn();
  await turn();
  assert.deepEqual(['epoch' in asked[1]!, recovered, (await sync()).epoch], [false, [], 'e']);
});

test('a cursor that is too old begins the feed anew; a revoked phone that is asked to sign in is one like any other', async () => {
  await stands(account(), {});
  answers = [() => problem(410, 'cursor_too_old', { last_seq: 0, results: [] })];
  await turn();
  assert.deepEqual([recovered, asked.length], [[['startAnew', DEVICE]], 2]);
  await stands(account({ revoked: true }), {});
  answers = [() => problem(401, 'signed_out')];
  [asked, recovered] = [[], []];
  await turn();
  assert.deepEqual([recovered, asked.length, heard('signedOut').at(-1)], [[['trustedAgain']], 2, false]);
});

test('a copied phone that may not be one of its own rests for an hour', async () => {
  await stands(account(), {}, fact(1));
  answers = [() => problem(409, 'cloned_device')];
  await turn();
  assert.deepEqual([recovered, rests], [[['renewed']], [3_600_000]]);
});

test('what was acknowledged under a former key is signed again before anything is asked, but not while revoked', async () => {
  await stands(account({ revoked: true }), { former: true });
  await turn();
  assert.deepEqual([recovered, asked.length], [[], 1]);
  await stands(account(), { former: true });
  const given = parts();
  const signFormer = async () => {
    recovered.push(['signFormer', asked.length]);
    await stands(account(), {});
  };
  await turn({
    ...given,
    recovery: async () => ({ ...(await given.recovery()), signFormer }) as Awaited<ReturnType<LoopParts['recovery']>>,
  });
  assert.deepEqual([recovered, asked.length, heard('taken').length > 1], [[['signFormer', 1]], 2, true]);
});

test('server minus phone is measured at the middle of the exchange, never longer than patience lasts', async () => {
  for (const [took, offset] of [
    [0, 5_000],
    [2_000, 6_000],
    [-50, 5_000],
    [10_000_000, 35_000],
  ] as const) {
    await stands(account(), {});
    since = 0;
    answers = [
      () => {
        since = took;
        return json(200, ok());
      },
    ];
    await turn();
    assert.equal((await sync()).clockOffset, offset, String(took));
  }
});

test('more visits than one request shows: the first ones, and no facts', async () => {
  await stands(account(), { present: Array.from({ length: 41 }, (_, i) => `v${i}`) }, fact(1));
  answers = [
    () => {
      throw new Error('seen enough');
    },
  ];
  await turn();
  assert.deepEqual([asked[0]!.facts, recovered], [[], [['shown']]]);
  await stands(account(), { present: Array.from({ length: 40 }, (_, i) => `v${i}`) }, fact(1));
  answers = [
    () => {
      throw new Error('seen enough');
    },
  ];
  await turn();
  assert.deepEqual(asked[1]!.facts, ['t1']);
});

test('a fault that passes neither trusts a revoked phone again nor says that the app is too old', async () => {
  await stands(account({ revoked: true }), {}, fact(1));
  answers = [() => problem(503, 'passing_fault', { next: { 'zh-CN': '等一会儿', en: 'Wait' } })];
  await turn();
  assert.deepEqual([recovered, heard('outdated'), heard('signedOut'), rests], [[], [], [], [2_000]]);
});

test('a refusal carries what became of the facts only where it says both, how far and what', async () => {
  for (const about of [
    { last_seq: 1 },
    { results: [{ seq: 1, outcome: 'applied' }] },
    { last_seq: 0.5, results: [{ seq: 1, outcome: 'applied' }] },
  ]) {
    await stands(account(), { epoch: 'e' }, fact(1));
    answers = [() => problem(426, 'app_too_old', about)];
    await turn();
    assert.equal(await db.read(['outbox'], (tx) => tx.objectStore('outbox').count()), 1, JSON.stringify(about));
  }
});

test('after what it carried the feed goes on from where it was, under the epoch that the answer told', async () => {
  await stands(account(), { cursor: 0 }, fact(1));
  answers = [
    () => problem(426, 'app_too_old', { last_seq: 1, results: [{ seq: 1, outcome: 'applied' }], epoch: 'told' }),
  ];
  await turn();
  assert.deepEqual([(await sync()).epoch, (await sync()).cursor, (await sync()).firstDone], ['told', 0, true]);
});

test('the middle of an exchange is told by a clock that began long before it', async () => {
  await stands(account(), {});
  since = 5_000_000;
  answers = [
    () => {
      since += 2_000;
      return json(200, ok());
    },
  ];
  await turn();
  assert.equal((await sync()).clockOffset, 6_000);
});

test('a copy that an answer finds out rests for an hour where it may not be a phone of its own, and goes on at once where it may', async () => {
  for (const [may, requests, rest] of [
    [false, 1, 30_000],
    [true, 2, 30_000],
  ] as const) {
    [asked, rests, recovered] = [[], [], []];
    await stands(account(), {});
    answers = [() => json(200, ok({ last_seq: 9 }))];
    const given = parts();
    const renewed = async () => {
      recovered.push(['renewed']);
      return may;
    };
    await turn({
      ...given,
      recovery: async () =>
        ({ ...(await given.recovery()), renewed }) as unknown as Awaited<ReturnType<LoopParts['recovery']>>,
    });
    assert.deepEqual([asked.length, rests, recovered], [requests, [rest], [['renewed']]]);
  }
});

test('pages follow one another at once, and whoever mends something tells the pages', async () => {
  await stands(account(), {});
  answers = [
    () => json(200, ok({ cursor: 1, more: true })),
    () => json(200, ok({ cursor: 2, more: true })),
    () => json(200, ok({ cursor: 3 })),
  ];
  await turn();
  assert.deepEqual([asked.map(({ cursor }) => cursor), rests], [[0, 1, 2], [30_000]]);
  await stands(account({ revoked: true }), {});
  [asked, told] = [[], []];
  answers = [() => problem(401, 'signed_out')];
  await turn();
  assert.equal(heard('taken').length, asked.length, 'once for the mending and once for the answer after it');
});
