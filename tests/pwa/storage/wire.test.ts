/** The frozen formats: every golden fixture gives the same bytes, hash and signature on the phone as on the server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import { canonical, normalised } from '../../../pwa/technician/storage/canonical.ts';
import {
  bodyCommit,
  decode,
  documentBytes,
  encode,
  factBytes,
  genesis,
  receiptCode,
  sha256,
} from '../../../pwa/technician/storage/hashes.ts';
import { serverSigned } from '../../../pwa/technician/storage/keys.ts';
import type { Body, Fact, Json, Subject } from '../../../pwa/technician/storage/wire.ts';

const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/wire/${name}.json`, import.meta.url), 'utf8')) as T;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('facts: the same text, the same covered bytes, the same hash, a signature that holds', async () => {
  const { public_key, facts } = golden<{
    public_key: string;
    facts: { name: string; text: string; covered: string; body_commit: string; hash: string }[];
  }>('facts');
  const key = await crypto.subtle.importKey('raw', decode(public_key), { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'verify',
  ]);
  for (const each of facts) {
    const fact = JSON.parse(each.text) as Fact;
    const covered = await factBytes(fact as unknown as Body);
    assert.equal(canonical(fact as unknown as Json), each.text, each.name);
    assert.equal(text(covered), each.covered, each.name);
    assert.equal(await bodyCommit(fact.salt, fact.body), each.body_commit, each.name);
    assert.equal(await sha256(covered), each.hash, each.name);
    assert.ok(
      await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, decode(fact.signature), covered),
      each.name,
    );
  }
  assert.ok(facts.length >= 6);
});

test('facts: erasing body and salt leaves the hash as it was', async () => {
  const { facts } = golden<{ facts: { text: string; body_commit: string; hash: string }[] }>('facts');
  const { body: _, salt: __, ...erased } = JSON.parse(facts[2]!.text) as Fact;
  assert.equal(
    await sha256(await factBytes({ ...erased, body_commit: facts[2]!.body_commit } as unknown as Body)),
    facts[2]!.hash,
  );
});

test('documents of the server: covered bytes, hash, Ed25519 signature', async () => {
  const { documents } = golden<{ documents: { document: Body; covered: string; hash: string; public_key: string }[] }>(
    'documents',
  );
  for (const { document, covered, hash, public_key } of documents) {
    assert.equal(text(documentBytes(document)), covered);
    assert.equal(await sha256(documentBytes(document)), hash);
    assert.equal(
      await serverSigned(decode(public_key), decode(document['signature'] as string), documentBytes(document)),
      true,
    );
    assert.equal(
      await serverSigned(
        decode(public_key),
        decode(document['signature'] as string),
        documentBytes({ ...document, v: 2 }),
      ),
      false,
    );
  }
  assert.equal(documents.length, 4);
});

test('genesis of a chain without a grant', async () => {
  for (const each of golden<{ cases: { organisation: string; device: string; subject: Subject; genesis: string }[] }>(
    'genesis',
  ).cases) {
    assert.equal(await genesis(each.organisation, each.device, each.subject), each.genesis);
  }
});

test('receipt codes: eight characters nobody confuses', async () => {
  for (const { visit, grant_hash, code } of golden<{ cases: { visit: string; grant_hash: string; code: string }[] }>(
    'receipt_codes',
  ).cases) {
    assert.equal(await receiptCode(visit, grant_hash), code);
    assert.match(code, /^[2-9A-HJKMNP-Z]{8}$/);
  }
});

test('canonical text: as written down, and as the reference implementation writes it', () => {
  const { cases, refused } = golden<{ cases: { text: string; canonical: string }[]; refused: string[] }>('canonical');
  for (const each of cases) {
    assert.equal(canonical(JSON.parse(each.text) as Json), each.canonical);
    assert.equal(canonicalize(JSON.parse(each.text)), each.canonical);
  }
  for (const each of refused) assert.throws(() => canonical(JSON.parse(each) as Json), /not_a_fact/, each);
});

test('what people type is made signable: half characters and NUL go, everything else stays', () => {
  const typed = {
    text: `${'谢谢😀'.slice(0, 3)}\u0000!`,
    empty: undefined,
    none: null,
    list: ['a\u0000', undefined],
    deep: { 'k\ud83d': 'é' },
  };
  assert.deepEqual(normalised(typed), { text: '谢谢!', list: ['a'], deep: { k: 'é' } });
  assert.throws(() => normalised({ length: 1.5 }), /not_a_fact/);
});

test('base64url without padding goes both ways', () => {
  for (let length = 0; length < 20; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => 251 + i);
    assert.deepEqual(decode(encode(bytes)), bytes);
    assert.match(encode(bytes), /^[\w-]*$/);
  }
});
