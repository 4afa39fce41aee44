/** What reads codes in a camera's picture: the browser's own detector where it knows the codes on labels, else the decoder that is stored apart. */

/** The text of a code that is in the video now, undefined where there is none. */
export type Look = (video: HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}
interface Decoder {
  read(picture: ImageData): string | undefined;
}
export const APART = 'doorstep-apart'; // sw.ts serves from it and leaves it in place
const NEEDED = ['code_128', 'qr_code'];
const WISHED = [...NEEDED, 'code_39', 'ean_13', 'data_matrix'];
const LONGEST = 1_000; // px of the side that is looked at: more makes a cheap phone slow, and reads no better

/** Undefined where the decoder has not come to this phone yet and there is no network. */
export async function detector(): Promise<Look | undefined> {
  const own = await ownDetector();
  if (own) return async (video) => (await own.detect(video))[0]?.rawValue;
  const url = __LAZY__['decoder'];
  const decoder = url ? await (import(url) as Promise<Decoder>).catch(() => undefined) : undefined;
  return decoder && (async (video) => decoder.read(pictureOf(video)));
}

/** Stores the decoder on a phone whose browser needs it, and forgets the one of another version. */
export async function keepDecoder(): Promise<void> {
  const url = __LAZY__['decoder'];
  if (!url || !('caches' in globalThis) || (await ownDetector())) return;
  const cache = await caches.open(APART);
  if (!(await cache.match(url))) {
    const answer = await fetch(url);
    if (!answer.ok || !answer.headers.get('Content-Type')?.includes('javascript')) return; // a captive portal's page
    await cache.put(url, answer);
  }
  const wanted = new URL(url, location.href).href;
  for (const { url: each } of await cache.keys()) if (each !== wanted) await cache.delete(each);
}

/** Some browsers have the detector and know no code: then it is as if they had none. */
async function ownDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: Detectors };
  const known = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (!BarcodeDetector || !NEEDED.every((each) => known.includes(each))) return undefined;
  return new BarcodeDetector({ formats: WISHED.filter((each) => known.includes(each)) });
}

let paper: HTMLCanvasElement | undefined;

function pictureOf(video: HTMLVideoElement): ImageData {
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight, 1));
  paper ??= document.createElement('canvas');
  paper.width = Math.max(1, Math.round(video.videoWidth * scale));
  paper.height = Math.max(1, Math.round(video.videoHeight * scale));
  const context = paper.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(video, 0, 0, paper.width, paper.height);
  return context.getImageData(0, 0, paper.width, paper.height);
}
