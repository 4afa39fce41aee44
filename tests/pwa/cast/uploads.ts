/** The tus side of the test's server: keeps bytes by offset, verifies the hash at the end. */
import { createHash } from 'node:crypto';

interface Upload {
  sha256: string;
  length: number;
  bytes: Buffer;
}

export class Uploads {
  readonly stored = new Map<string, Buffer>();
  /** Hashes in the order in which they came home, and every request, for what was sent how often. */
  readonly order: string[] = [];
  readonly requests: string[] = [];
  /** Called with each chunk; may change it or stop it half way. */
  chunk: (bytes: Buffer, upload: Upload) => Buffer | undefined = (bytes) => bytes;
  private readonly begun = new Map<string, Upload>();
  private made = 0;

  answer(path: string, method: string, headers: Headers, body: ArrayBuffer | undefined): Response {
    this.requests.push(method);
    if (method === 'POST') return this.create(headers, body);
    const upload = this.begun.get(path);
    if (!upload) return gone();
    if (method === 'HEAD')
      return new Response(null, { status: 200, headers: { 'Upload-Offset': String(upload.bytes.length) } });
    if (Number(headers.get('Upload-Offset')) !== upload.bytes.length) return new Response(null, { status: 409 });
    return this.take(path, upload, Buffer.from(body!), 204);
  }

  /** The server has forgotten what was begun. */
  forget(): void {
    this.begun.clear();
  }

  private create(headers: Headers, body: ArrayBuffer | undefined): Response {
    const sha256 = atob(/sha256 ([^,]+)/.exec(headers.get('Upload-Metadata')!)![1]!);
    const length = Number(headers.get('Upload-Length'));
    const path = `/api/v1/uploads/${(this.made += 1)}`;
    if (this.stored.has(sha256))
      return new Response(null, { status: 201, headers: { Location: path, 'Upload-Offset': String(length) } });
    const upload = { sha256, length, bytes: Buffer.alloc(0) };
    this.begun.set(path, upload);
    return this.take(path, upload, Buffer.from(body ?? new ArrayBuffer(0)), 201);
  }

  private take(path: string, upload: Upload, bytes: Buffer, status: number): Response {
    const taken = this.chunk(bytes, upload);
    if (!taken) throw new TypeError('cut off');
    upload.bytes = Buffer.concat([upload.bytes, taken]);
    if (upload.bytes.length >= upload.length) {
      this.begun.delete(path);
      if (createHash('sha256').update(upload.bytes).digest('hex') !== upload.sha256)
        return new Response(null, { status: 460 });
      this.stored.set(upload.sha256, upload.bytes);
      this.order.push(upload.sha256);
    }
    return new Response(null, { status, headers: { Location: path, 'Upload-Offset': String(upload.bytes.length) } });
  }
}

function gone(): Response {
  return new Response('{"code":"upload_gone"}', {
    status: 404,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}
