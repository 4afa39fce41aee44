// What a phone's export file holds, read back record by record: the passphrase and the open bytes never leave this browser.
import type { AboutPhone, Head } from '../../technician/storage/exported.ts';
import { SealProblem, unsealed } from '../../technician/storage/sealed.ts';

export interface Evidence {
  sha256: string;
  media: string;
  bytes: Blob;
}
export interface Contents {
  about: AboutPhone;
  grants: string[];
  facts: { seq: number; text: string }[];
  evidence: Evidence[];
}

/** Everything in the file; `told` hears how much has been read, 0 to 1. SealProblem where the file does not hold. */
export async function contents(file: Blob, passphrase: string, told: (part: number) => void): Promise<Contents> {
  const found: Omit<Contents, 'about'> & { about?: AboutPhone } = { grants: [], facts: [], evidence: [] };
  const source = new Source(unsealed(file, passphrase), (read) => told(read / file.size));
  for (;;) {
    const head = JSON.parse(new TextDecoder().decode(await source.next(await lengthOf(source)))) as Head;
    if (head.type === 'end') break;
    if (head.type === 'phone') {
      found.about = head;
      continue;
    }
    const bytes = await source.next(head.size);
    if (head.type === 'grant') found.grants.push(new TextDecoder().decode(bytes));
    else if (head.type === 'fact') found.facts.push({ seq: head.seq, text: new TextDecoder().decode(bytes) });
    else found.evidence.push({ sha256: head.sha256, media: head.media, bytes: new Blob([bytes]) });
  }
  if (!found.about) throw new SealProblem('cut_off');
  return { ...found, about: found.about };
}

async function lengthOf(source: Source): Promise<number> {
  const four = await source.next(4);
  return new DataView(four.buffer, four.byteOffset).getUint32(0);
}

/** Bytes by number out of chunks; never more than one record and one chunk at once. */
class Source {
  private rest = new Uint8Array();
  private read = 0;
  private readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
  private readonly told: (read: number) => void;

  constructor(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>, told: (read: number) => void) {
    [this.chunks, this.told] = [chunks, told];
  }

  async next(wanted: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array<ArrayBuffer>[] = [this.rest];
    let held = this.rest.length;
    while (held < wanted) {
      const chunk = await this.chunks.next();
      if (chunk.done) throw new SealProblem('cut_off');
      parts.push(chunk.value);
      held += chunk.value.length;
      this.told((this.read += chunk.value.length));
    }
    const all = parts.length === 1 ? this.rest : joined(parts, held);
    this.rest = all.subarray(wanted);
    return all.slice(0, wanted);
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
