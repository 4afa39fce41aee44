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
  goTo(all[all.indexOf(here) + 1]);
  return true;
}

/** Whether this is an answer to one of the questions, where Enter goes on and sends nothing. */
export function isQuestion(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(QUESTIONS) !== null;
}

/** Go to the question before or behind the one in which somebody stands; behind the last are the customer's own words. */
export function step(by: number): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(QUESTIONS)];
  const here = all.findIndex((one) => one.contains(document.activeElement));
  if (here < 0) return false;
  goTo(all[Math.max(0, here + by)]);
  return true;
}

function goTo(question: HTMLElement | undefined): void {
  if (question) (answerOf(question) ?? question.querySelector<HTMLElement>('input'))?.focus();
  else document.querySelector<HTMLElement>('form[data-questions] textarea')?.focus();
}

function answerOf(question: HTMLElement): HTMLElement | null {
  return question.querySelector<HTMLElement>('input:checked');
}
