/** The picture of a signature: dark on white whatever the screen's colours are, twice as sharp as drawn, in the four shades of grey that ink has. */
import SignaturePad from 'signature_pad';
import { canCompress, compressed } from '../storage/compressed.ts';
import { groupsOf, SHAPE } from './drawing.ts';
import type { Strokes } from './ink.ts';

export type Pixels = Pick<ImageData, 'data' | 'width' | 'height'>;

const SCALE = 2;
const INK = '#111111';
const BITS = 2; // a pixel, so that the edges of the ink stay smooth: a canvas' own PNG has 32, is seven times as large and looks the same
const [PER_BYTE, WHITE] = [8 / BITS, 2 ** BITS - 1];
const MAGIC = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A PNG; rejects where the browser has no room for a canvas. */
export async function pictureOf(ink: Strokes): Promise<Blob> {
  const paper = document.createElement('canvas');
  [paper.width, paper.height] = [ink.width * SCALE, ink.height * SCALE];
  const pen = paper.getContext('2d')!;
  pen.scale(SCALE, SCALE);
  const pad = new SignaturePad(paper, { ...SHAPE, backgroundColor: '#ffffff', penColor: INK });
  pad.off();
  pad.fromData(groupsOf(ink, INK));
  if (canCompress()) return pngOf(pen.getImageData(0, 0, paper.width, paper.height));
  return new Promise((resolve, reject) => {
    // Safari before 16.4
    paper.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture of the signature'))), 'image/png');
  });
}

/** A grey PNG of what is grey already: of each pixel only the red counts. */
export async function pngOf({ data, width, height }: Pixels): Promise<Blob> {
  const about = new DataView(new ArrayBuffer(13)); // colour, compression, filter and interlace stay 0: grey, as always, none, none
  about.setUint32(0, width);
  about.setUint32(4, height);
  about.setUint8(8, BITS);
  const drawn = new Uint8Array(await compressed(rows({ data, width, height }), 'deflate'));
  const parts = [chunk('IHDR', new Uint8Array(about.buffer)), chunk('IDAT', drawn), chunk('IEND', new Uint8Array())];
  return new Blob([MAGIC, ...parts], { type: 'image/png' });
}

/** Each row begins with the byte of its filter, which is none: rows that are mostly white gain nothing by one. */
function rows({ data, width, height }: Pixels): Uint8Array<ArrayBuffer> {
  const long = 1 + Math.ceil(width / PER_BYTE);
  const packed = new Uint8Array(long * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const shade = Math.round((data[4 * (y * width + x)]! * WHITE) / 255);
      packed[y * long + 1 + Math.floor(x / PER_BYTE)]! |= shade << (8 - BITS * (1 + (x % PER_BYTE)));
    }
  }
  return packed;
}

/** Length, name, content, and the checksum of the last two. */
function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(12 + content.length);
  const view = new DataView(made.buffer);
  view.setUint32(0, content.length);
  made.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4,
  );
  made.set(content, 8);
  view.setUint32(8 + content.length, checksum(made.subarray(4, 8 + content.length)));
  return made;
}

/** CRC-32 as PNG has it. */
function checksum(bytes: Uint8Array): number {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ~rest >>> 0;
}
