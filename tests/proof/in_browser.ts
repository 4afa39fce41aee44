/** The browser's verifier as a process: a question a line in, a verdict a line out. */
import { createInterface } from 'node:readline';
import { verify, type Asked } from '../../pwa/customer/verifier/verify.ts';

interface Question extends Asked {
  bundle: string;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, ...asked } = JSON.parse(line) as Question;
  let answer: object;
  try {
    answer = await verify(Uint8Array.from(Buffer.from(bundle, 'base64')), asked);
  } catch (failure) {
    answer = { failure: String((failure as Error).stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
