// Questions that are read aloud: a digit answers the one at hand and goes on to the next, so that eyes and hands stay with the call.

const QUESTIONS = 'form[data-questions] fieldset[data-question]';

/** Whether this page asks questions. */
export function onQuestions(): boolean {
  return document.querySelector(QUESTIONS) !== null;
}

/** Choose the answer with this number: of the question in which somebody stands, else of the first without an answer. */
export function choose(number: number): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(QUESTIONS)];
  const here = all.find((one) => one.contains(document.activeElement)) ?? all.find((one) => !answerOf(one));
  const option = here?.querySelectorAll<HTMLInputElement>('input')[number - 1];
  if (!here || !option) return false;
  option.click();
  const next = all[all.indexOf(here) + 1];
  if (next) (answerOf(next) ?? next.querySelector<HTMLElement>('input'))?.focus();
  else document.querySelector<HTMLElement>('form[data-questions] textarea')?.focus();
  return true;
}

function answerOf(question: HTMLElement): HTMLElement | null {
  return question.querySelector<HTMLElement>('input:checked');
}
