/** The engine as a page of its own, so that browser tests can call it without going through the app's screens. */
import { encodePicture, type Region } from '../../../pwa/technician/evidence/picture.ts';
import { openPhone } from '../../../pwa/technician/phone/open.ts';
import { sha256 } from '../../../pwa/technician/storage/hashes.ts';

const text = (bytes: ArrayBuffer) =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));

Object.assign(globalThis, {
  openPhone,
  sha256,
  /** Fetches a file and sends it through the phone's pipeline: {bytes (base64), width, height, type} or {refused: code}. */
  async encoded(address: string, blur: Region[] = []) {
    try {
      const { bytes, ...rest } = await encodePicture(await (await fetch(address)).blob(), blur);
      return { ...rest, bytes: text(bytes) };
    } catch (refused) {
      return { refused: (refused as { code?: string }).code ?? String(refused) };
    }
  },
});
