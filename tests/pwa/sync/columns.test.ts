/** A page in columns is the same page: texts of facts byte for byte, changes in their order; whatever is not it is asked for plainly. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Change, Columns } from '../../../pwa/technician/storage/wire.ts';
import { COLUMNS, fromColumns } from '../../../pwa/technician/sync/columns.ts';
import { exchange } from '../../../pwa/technician/sync/exchange.ts';

const golden = () =>
  JSON.parse(readFileSync(new URL('../../vectors/wire/columns.json', import.meta.url), 'utf8')) as {
    changes: Change[];
    columns: Columns;
  };
const REQUEST = { protocol: 1 as const, app_version: '0.1.0', device: 'd', cursor: 0, facts: ['a'] };
const ANSWER = { cursor: 7, last_seq: 3, epoch: 'e', results: [], server_time: 'then', more: false };

/** What is asked of a server that answers in columns whoever accepts them. */
function server(columns: Columns): { environment: Environment; accepted: (string | null)[] } {
  const accepted: (string | null)[] = [];
  const fetch = (_: string, { headers }: RequestInit) => {
    accepted.push(new Headers(headers).get('Accept'));
    const [form, told] = accepted.at(-1)!.includes(COLUMNS)
      ? [COLUMNS, { columns }]
      : ['application/json', { changes: golden().changes }];
    return Promise.resolve(new Response(JSON.stringify({ ...ANSWER, ...told }), { headers: { 'Content-Type': form } }));
  };
  return { environment: { fetch } as unknown as Environment, accepted };
}

test('the golden page comes out of its columns', async () => {
  const { changes, columns } = golden();
  assert.deepEqual(await fromColumns(columns), changes);
});

test('an exchange accepts columns and knows nothing of them afterwards', async () => {
  const { environment, accepted } = server(golden().columns);
  const answer = await exchange(environment, REQUEST, 1_000);
  assert.deepEqual(answer, { ...ANSWER, changes: golden().changes });
  assert.deepEqual(accepted, [`${COLUMNS}, application/json`]);
});

const WRONG: Record<string, (columns: Columns) => void> = {
  'another sum': (columns) => (columns.sum = '0'.repeat(64)),
  'a fact with another body': ({ bundles }) => replaced(bundles, '光猫红灯', '光猫绿灯'),
  'a grant that is not this one': ({ bundles }) => replaced(bundles, '"kind_of_work"', '"kind_of_play"'),
  'a form that is not known': (columns) => (columns.bundles = { like: 1 } as never),
  'no form at all': (columns) => (columns.order = undefined as never),
};

function replaced(column: object, from: string, to: string): void {
  const text = JSON.stringify(column);
  assert.ok(text.includes(from));
  Object.assign(column, JSON.parse(text.replaceAll(from, to)));
}

for (const [what, spoil] of Object.entries(WRONG))
  test(`where columns do not say what the server had, it is asked again for plain changes: ${what}`, async () => {
    const { columns } = golden();
    spoil(columns);
    const { environment, accepted } = server(columns);
    assert.deepEqual((await exchange(environment, REQUEST, 1_000))?.changes, golden().changes);
    assert.deepEqual(accepted, [`${COLUMNS}, application/json`, 'application/json']);
  });
