/** Answers for the phone's side of the differential test: a question a line on stdin, an answer a line on stdout. */
import { readFileSync } from 'node:fs';
import { completion } from '../../../pwa/technician/standard/completion.ts';
import { holds } from '../../../pwa/technician/standard/evaluate.ts';
import { recordOf } from '../../../pwa/technician/standard/record.ts';

const documents = new Map<string, any>();

function answer(question: any): string {
  if (question.document) documents.set(question.name, question.document);
  if (question.conditions) {
    return question.conditions.map((condition: unknown) => (holds(condition, question.record, question.inputs) ? '1' : '0')).join('');
  }
  if (question.outcome) return JSON.stringify(completion(documents.get(question.name), recordOf(question.facts), question.inputs, question.outcome));
  return question.facts ? JSON.stringify(recordOf(question.facts)) : 'ready';
}

const questions = readFileSync(0, 'utf8').split('\n').filter(Boolean);
process.stdout.write(questions.map((line) => `${answer(JSON.parse(line))}\n`).join(''));
