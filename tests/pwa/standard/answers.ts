/** The phone's answers to the questions of the differential test: verdicts on conditions, a log's record, how a visit stands. */
import { completion } from '../../../pwa/technician/standard/completion.ts';
import { countsAs, goodOf, opened } from '../../../pwa/technician/standard/declared.ts';
import { holds } from '../../../pwa/technician/standard/evaluate.ts';
import { recordOf } from '../../../pwa/technician/standard/record.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: whatever the server draws by chance
const documents = new Map<string, any>();

/** One question, one answer; a document that is told once is meant by its name afterwards. */
export function answer(question: any): string {
  // biome-ignore-end lint/suspicious/noExplicitAny: of the questions
  if (question.document) documents.set(question.name, question.document);
  if (question.conditions) {
    return question.conditions
      .map((condition: unknown) => (holds(condition, question.record, question.inputs) ? '1' : '0'))
      .join('');
  }
  if (question.declared) {
    const { document, facts, inputs, good, outcome } = question.declared;
    return JSON.stringify([
      goodOf({ good }, inputs),
      countsAs(document, outcome) ?? null,
      [...opened(document, facts, inputs)].map(([fact, { what }]) => [fact, what]),
    ]);
  }
  if (question.outcome)
    return JSON.stringify(
      completion(documents.get(question.name), recordOf(question.facts), question.inputs, question.outcome),
    );
  return question.facts ? JSON.stringify(recordOf(question.facts)) : 'ready';
}
