/** The picture of a signature: a PNG that everybody can open, as dark and as smooth as what was drawn, and small. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { pngOf, type Pixels } from '../../../pwa/technician/customer-mode/picture.ts';

const [PAPER, INK] = [255, 0x11];
function drawn(width: number, height: number, shade: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.fill(shade(x, y), 4 * (y * width + x), 4 * (y * width + x) + 3);
  return { data, width, height };
}

/** Name and content of each chunk, their checksums compared. */
function chunksOf(bytes: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const named = bytes.subarray(at + 4, at + 8 + bytes.readUInt32BE(at));
    assert.equal(bytes.readUInt32BE(at + 4 + named.length), crc32(named));
    found.push([named.toString('latin1', 0, 4), named.subarray(4)]);
  }
  return found;
}

/** Shades from 0 to 255, row by row, as a reader of PNG finds them. */
function shadesOf(chunks: [string, Buffer][]): number[][] {
  const [width, height] = [chunks[0]![1].readUInt32BE(0), chunks[0]![1].readUInt32BE(4)];
  const raw = inflateSync(chunks[1]![1]);
  const long = 1 + Math.ceil(width / 4);
  assert.equal(raw.length, long * height);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => ((raw[y * long + 1 + (x >> 2)]! >> (6 - 2 * (x & 3))) & 3) * 85),
  );
}

test('ink, paper and the edge between them are where they were drawn, also where a row does not fill its last byte', async () => {
  const edge = [INK, 90, 170, PAPER, PAPER, INK, PAPER];
  const blob = await pngOf(drawn(7, 3, (x, y) => (y === 1 ? edge[x]! : PAPER)));
  const bytes = Buffer.from(await blob.arrayBuffer());
  const chunks = chunksOf(bytes);
  assert.deepEqual(
    [blob.type, bytes.toString('latin1', 1, 4), chunks.map(([name]) => name)],
    ['image/png', 'PNG', ['IHDR', 'IDAT', 'IEND']],
  );
  const blank = Array<number>(7).fill(255);
  assert.deepEqual(shadesOf(chunks), [blank, [0, 85, 170, 255, 255, 0, 255], blank]);
});

test('a pad full of ink is a few KB', async () => {
  const wave = (x: number, y: number) => (Math.abs((y % 55) - 27 - 20 * Math.sin(x / 9 + y)) < 4 ? INK : PAPER);
  assert.ok((await pngOf(drawn(716, 440, wave))).size < 12_000);
});
