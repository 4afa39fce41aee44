/** A camera's file as an upright picture: what photographs and the tool that wipes begin with, so that both refuse alike. */
import { StorageProblem } from './problem.ts';

/** `not_a_picture` or `heic` where the browser cannot decode it. */
export async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new StorageProblem((await isHeic(file)) ? 'heic' : 'not_a_picture', error);
  }
}

/** By its first bytes, because another picture taken the same way would be refused again. */
async function isHeic(file: Blob): Promise<boolean> {
  const head = new TextDecoder('latin1').decode(await file.slice(4, 12).arrayBuffer());
  return /^ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(head);
}
