/** A photograph as evidence: upright, at most 2,048 px and 300 KB, always re-encoded so that no position survives. */
import { decode } from '../storage/pictureFile.ts';
import { StorageProblem } from '../storage/problem.ts';

/** A region in pixels of the upright original, made unreadable before anything is encoded. */
export interface Region {
  x: number;
  y: number;
  w: number;
  h: number;
}
export interface Encoded {
  bytes: ArrayBuffer;
  width: number;
  height: number;
  type: 'image/jpeg';
}

const LONGEST = 2048;
const HEAVIEST = 300 * 1024;
const QUALITIES = [0.82, 0.75, 0.66, 0.56, 0.46];
const SMALLER = 0.8; // then the size steps, because one real picture is 407 KB at 2,048 px and quality 75
const SHORTEST = 480;
const MOSAIC = 12; // squares across a blurred region: too few to read a face or a number

/** The picture of a camera's file; `not_a_picture` or `heic` where the browser cannot decode it. */
export async function encodePicture(file: Blob, blur: readonly Region[] = []): Promise<Encoded> {
  const upright = await decode(file);
  try {
    for (let longest = LONGEST; longest >= SHORTEST; longest = Math.floor(longest * SMALLER)) {
      const canvas = drawn(upright, longest, blur);
      for (const quality of QUALITIES) {
        const blob = await jpeg(canvas, quality);
        if (blob.size <= HEAVIEST)
          return { bytes: await blob.arrayBuffer(), width: canvas.width, height: canvas.height, type: 'image/jpeg' };
      }
    }
  } finally {
    upright.close();
  }
  throw new StorageProblem('picture_too_large');
}

type Canvas = OffscreenCanvas | HTMLCanvasElement;

function drawn(picture: ImageBitmap, longest: number, blur: readonly Region[]): Canvas {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = blank(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
  const paper = context(canvas);
  paper.fillStyle = '#fff'; // a transparent PNG would turn black
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = 'high';
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const region of blur) hide(paper, canvas, region, scale);
  return canvas;
}

/** A coarse mosaic in place of the region: what was under it is averaged away, not covered. */
function hide(paper: CanvasRenderingContext2D, canvas: Canvas, { x, y, w, h }: Region, scale: number): void {
  const [left, top, wide, high] = [x, y, w, h].map((value) => Math.round(value * scale)) as [
    number,
    number,
    number,
    number,
  ];
  if (wide < 1 || high < 1) return;
  let coarse = blank(wide, high);
  context(coarse).drawImage(canvas, left, top, wide, high, 0, 0, wide, high);
  while (Math.max(coarse.width, coarse.height) > MOSAIC) coarse = halved(coarse);
  paper.imageSmoothingEnabled = false;
  paper.drawImage(coarse, left, top, wide, high);
  paper.imageSmoothingEnabled = true;
}

/** By halves, because one large step only picks single pixels. */
function halved(canvas: Canvas): Canvas {
  const half = blank(Math.ceil(canvas.width / 2), Math.ceil(canvas.height / 2));
  context(half).drawImage(canvas, 0, 0, half.width, half.height);
  return half;
}

function context(canvas: Canvas): CanvasRenderingContext2D {
  return canvas.getContext('2d') as CanvasRenderingContext2D; // both kinds of canvas draw alike
}

/** Off the page where the browser can, because a canvas element costs a layout. */
function blank(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

function jpeg(canvas: Canvas, quality: number): Promise<Blob> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new StorageProblem('not_a_picture'))),
      'image/jpeg',
      quality,
    ),
  );
}
