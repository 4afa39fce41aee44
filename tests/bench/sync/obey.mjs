/* A client under measurement: one command a line comes in, what it took in seconds (and what it found) goes out as JSON. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { documentsOf } from './documents.mjs';

/** Packages of the benches' own folder. */
export const packages = createRequire(`${process.env.PACKAGES}/package.json`);

/** The texts, one a visit. */
export const texts = () => JSON.parse(readFileSync(process.env.TEXTS, 'utf8'));

export const documents = () => documentsOf(texts());

/** `commands`: name → function; a rejection ends the process with its message. */
export function obey(commands) {
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const asked = JSON.parse(line);
    const began = performance.now();
    const found = await commands[asked.do](asked);
    process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000, found })}\n`);
  });
}
