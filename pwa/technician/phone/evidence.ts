/** Photographs, strokes and signature pictures: bytes first, then the fact that names them. */
import { bytesOf, keepBytes } from '../evidence/store.ts';
import type { EvidenceStore } from './interface.ts';
import type { Engine } from './engine.ts';

export function evidenceOf(parts: Pick<Engine, 'environment' | 'db' | 'notingSpace' | 'save'>): EvidenceStore {
  const { environment, db } = parts;
  const urls = new Map<string, string>();
  return {
    async photograph(visit, step, purpose, file, blur = []) {
      const { encodePicture } = await import('../evidence/picture.ts'); // stored by the service worker, wanted only now
      const { bytes, width, height, type } = await encodePicture(file, blur);
      const { sha256, size } = await parts.notingSpace(() =>
        keepBytes(environment, db, visit, bytes, { type, width, height }),
      );
      const body = {
        ...(step && { step }),
        purpose,
        sha256,
        size,
        type,
        width,
        height,
        ...(blur.length > 0 && { blurred: true }),
      };
      const { id } = await parts.save({ type: 'visit', id: visit }, 'photographed', body);
      return { sha256, step, purpose, width, height, sent: false, fact: id };
    },
    async keepEvidence(visit, bytes, type) {
      const { sha256, size } = await parts.notingSpace(() => keepBytes(environment, db, visit, bytes, { type }));
      return { sha256, size, type };
    },
    async evidenceUrl(sha256) {
      const url = urls.get(sha256) ?? (await objectUrl(parts, sha256));
      if (url !== undefined) urls.set(sha256, url);
      return url;
    },
  };
}

async function objectUrl({ db }: Pick<Engine, 'db'>, sha256: string): Promise<string | undefined> {
  const [bytes, about] = await Promise.all([
    bytesOf(db, sha256),
    db.read(['evidence'], (tx) => tx.objectStore('evidence').get(sha256)),
  ]);
  return bytes && about && URL.createObjectURL(new Blob([bytes], { type: about.type }));
}
