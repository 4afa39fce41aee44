/** What the customer found wrong, and what was changed after they had signed: said while everybody is still here, with the way to a new signature. */
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { objectionsIn } from './comments';
import type { Here } from './here';
import { enterCustomerMode } from './steps';
import { lastOf, type VisitView } from './view';

export function SignAgain({ here }: { here: Here }) {
  const say = messages.value.visits.again;
  const { view } = here;
  if (view.visit.readOnly || lastOf(view, 'ended')) return null;
  const objected = objectionsIn(view);
  const changed = changedSinceSigned(view);
  if (objected.length === 0 && !changed) return null;
  return (
    <section class="notice attention">
      <Icon name="edit" />
      <div>
        {objected.map((text) => (
          <p key={text}>
            <b>{text}</b>
          </p>
        ))}
        <p>{changed ? say.changed : say.objected}</p>
        {here.lead && (
          <button type="button" class="button wide below" onClick={() => enterCustomerMode(here)}>
            {changed ? say.sign : say.show}
          </button>
        )}
      </div>
    </section>
  );
}

/** Whether anything that stood on the signed pages was answered anew or taken back since. */
export function changedSinceSigned({ visit: { log }, facts, main }: VisitView): boolean {
  const signed = facts.findLast((fact) => fact.kind === 'signed' || fact.kind === 'signing_offered');
  if (!signed) return false;
  const turn = main.findIndex(({ steps }) => steps.some(({ step }) => step.answer.kind === 'signature'));
  const before = new Set(main.slice(0, turn).flatMap(({ moment }) => moment.steps.map(({ id }) => id)));
  const stepOf = (id: unknown): unknown => log.find((fact) => fact.id === id)?.body.step;
  return log
    .slice(log.findIndex((fact) => fact.id === signed.id) + 1)
    .some(({ kind, body }) => before.has(String(kind === 'withdrawn' ? stepOf(body.fact) : body.step)));
}
