/** Bytes made smaller by the browser itself. */

/** Whether this browser can: Safari can from 16.4 on. */
export function canCompress(): boolean {
  return typeof CompressionStream !== 'undefined';
}

/** Not through a Blob, because each one is a round trip to another process. */
export async function compressed(bytes: Uint8Array<ArrayBuffer>, format: CompressionFormat): Promise<ArrayBuffer> {
  const { readable, writable } = new CompressionStream(format);
  const writer = writable.getWriter();
  const [packed] = await Promise.all([new Response(readable).arrayBuffer(), writer.write(bytes), writer.close()]);
  return packed;
}
