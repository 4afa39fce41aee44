/** The browser's verifier as a process: a question a line in, a verdict a line out. */
import { createInterface } from 'node:readline';
import { readPolicy } from '../../pwa/customer/verifier/policy.ts';
import { verify, type Asked } from '../../pwa/customer/verifier/verify.ts';

interface Question extends Asked {
  bundle: string;
  policyText?: string;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, policyText, ...asked } = JSON.parse(line) as Question;
  let answer: object;
  try {
    const policy = policyText === undefined ? {} : { policy: await readPolicy(policyText) };
    answer = await verify(Uint8Array.from(Buffer.from(bundle, 'base64')), { ...asked, ...policy });
  } catch (failure) {
    answer = { failure: String((failure as Error).stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
