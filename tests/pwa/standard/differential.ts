/** Answers for the phone's side of the differential test: a question a line on stdin, an answer a line on stdout. */
import { readFileSync } from 'node:fs';
import { answer } from './answers.ts';

const questions = readFileSync(0, 'utf8').split('\n').filter(Boolean);
process.stdout.write(questions.map((line) => `${answer(JSON.parse(line))}\n`).join(''));
