/** A bundle as a zip file: its directory, which members it may have, how large they may be. Twin of server/evidence/archive.py. */
import { inflateSync } from 'fflate';
import { sha256 } from './crypto.ts';
import { placeOfTrouble } from './forms.ts';
import { readJson } from './json.ts';
import { type Bytes, type Json, type Members, Wrong } from './outcome.ts';

const DOCUMENTS = [
  'manifest.json',
  'keys.json',
  'certificates.json',
  'grants.json',
  'standards.json',
  'countersignatures.json',
  'receipt.json',
  'destructions.json',
];
const OPTIONAL = ['receipt.json', 'destructions.json'];
const MEMBER =
  /^((facts|beside|refused|lost)\/\d{4,6}\.json|evidence\/[0-9a-f]{64}|log\/[a-z]+(-\d{4,6})?\.tlog-proof|words\.txt)$/;
const LEFT_BY_FILE_MANAGERS = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];
const LARGEST_MEMBER = 16 * 1024 * 1024;
const LARGEST_WHOLE = 200 * 1024 * 1024;
const [END, ENTRY, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
const FLAG_ENCRYPTED = 1;

export interface Opened {
  documents: { [name: string]: Json };
  texts: Map<string, Bytes>;
  evidence: Map<string, Bytes>;
  proofs: Map<string, Bytes>;
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  size: number;
  crc: number;
  local: number;
}

/** Every member, bounded, and checked against the manifest's list; Wrong where that fails. */
export async function openBundle(content: Bytes): Promise<Opened> {
  const members = membersOf(content);
  for (const name of DOCUMENTS) {
    if (!members.has(name) && !OPTIONAL.includes(name)) throw new Wrong('member_missing', name);
  }
  const documents: { [name: string]: Json } = {};
  const here = DOCUMENTS.filter((name) => members.has(name));
  for (const name of here) documents[name] = readJson(name, members.get(name)!);
  for (const name of here) {
    const place = placeOfTrouble(name, documents[name]!);
    if (place) throw new Wrong('malformed', place);
  }
  await checkListed(documents['manifest.json'] as Members, members);
  const names = [...members.keys()].sort();
  const under = (...starts: string[]): string[] =>
    names.filter((name) => starts.some((start) => name.startsWith(start)));
  return {
    documents,
    texts: new Map(under('facts/', 'beside/', 'refused/', 'lost/').map((name) => [name, members.get(name)!])),
    evidence: new Map(under('evidence/').map((name) => [name.slice(9), members.get(name)!])),
    proofs: new Map(under('log/').map((name) => [name, members.get(name)!])),
  };
}

async function checkListed(manifest: Members, members: Map<string, Bytes>): Promise<void> {
  const listed = manifest['files'] as Members;
  const names = [...members.keys()].filter((name) => name !== 'manifest.json').sort();
  const hashes = await Promise.all(names.map((name) => sha256(members.get(name)!)));
  for (const [place, name] of names.entries()) {
    if (!Object.hasOwn(listed, name)) throw new Wrong('stranger', name);
    if (hashes[place] !== listed[name]) throw new Wrong('member_differs', name);
  }
  const absent = Object.keys(listed)
    .sort()
    .find((name) => !members.has(name));
  if (absent !== undefined) throw new Wrong('member_missing', absent);
}

function membersOf(content: Bytes): Map<string, Bytes> {
  const found = new Map<string, Bytes>();
  const entries = directory(content).filter((entry) => !isPackaging(entry.name));
  const around = folderAround(entries.map((entry) => entry.name));
  let whole = 0;
  for (const entry of entries) {
    whole += entry.size;
    const name = entry.name.startsWith(around) ? entry.name.slice(around.length) : entry.name;
    if (entry.size > LARGEST_MEMBER || whole > LARGEST_WHOLE) throw new Wrong('too_large', name);
    if (found.has(name) || !(DOCUMENTS.includes(name) || MEMBER.test(name))) throw new Wrong('stranger', name);
    found.set(name, unpacked(content, entry));
  }
  return found;
}

/** What file managers add when they pack a folder is passed over, because nobody meant it. */
function isPackaging(name: string): boolean {
  return (
    name.endsWith('/') ||
    name.startsWith('__MACOSX/') ||
    LEFT_BY_FILE_MANAGERS.includes(name.slice(name.lastIndexOf('/') + 1))
  );
}

/** The one folder in which all of it lies when somebody unpacked a bundle and packed the folder. */
function folderAround(names: string[]): string {
  const cut = names[0]?.indexOf('/') ?? -1;
  if (cut < 0 || names.includes('manifest.json')) return '';
  const around = names[0]!.slice(0, cut + 1);
  return names.every((name) => name.startsWith(around)) ? around : '';
}

function directory(content: Bytes): Entry[] {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  try {
    let end = content.length - 22;
    while (view.getUint32(end, true) !== END) end -= 1;
    const count = view.getUint16(end + 10, true);
    const entries: Entry[] = [];
    let at = view.getUint32(end + 16, true);
    for (let number = 0; number < count; number += 1) {
      if (view.getUint32(at, true) !== ENTRY || view.getUint16(at + 8, true) & FLAG_ENCRYPTED) throw new RangeError();
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
        number,
        number,
        number,
      ];
      entries.push({
        name: new TextDecoder().decode(content.subarray(at + 46, at + 46 + nameLength)),
        method: view.getUint16(at + 10, true),
        crc: view.getUint32(at + 16, true),
        packed: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        local: view.getUint32(at + 42, true),
      });
      at += 46 + nameLength + extra + comment;
    }
    return entries;
  } catch {
    throw new Wrong('not_a_bundle', 'zip');
  }
}

/** The bytes of a member: as large as the directory says and with its checksum, else it is no bundle. */
function unpacked(content: Bytes, entry: Entry): Bytes {
  try {
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    if (view.getUint32(entry.local, true) !== LOCAL) throw new RangeError();
    const start = entry.local + 30 + view.getUint16(entry.local + 26, true) + view.getUint16(entry.local + 28, true);
    const packed = content.subarray(start, start + entry.packed);
    const bytes =
      entry.method === 0
        ? packed
        : entry.method === 8
          ? inflateSync(packed, { out: new Uint8Array(entry.size) })
          : null;
    if (!bytes || bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw new RangeError();
    return bytes as Bytes;
  } catch {
    throw new Wrong('not_a_bundle', 'zip');
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
