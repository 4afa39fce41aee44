/** What this phone says of a visit at the moment at which it ends: the server judges again and compares. Pure. */
import { completion } from '../standard/completion.ts';
import { CLOSED } from '../standard/declared.ts';
import { inputsOf, recordOf } from '../standard/record.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import type { Body } from '../storage/wire.ts';

/** The body of `ended` with what an end of the standard's own counts as, and the phone's verdict by all that it has of the visit before the end. */
export function withCompletionCheck(body: Body, { standard, log, bundle }: VisitOnPhone): Body {
  const { may_finish, missing } = completion(
    standard,
    recordOf(log),
    inputsOf(bundle.grant.inputs),
    String(body.outcome),
  );
  const own = standard.outcomes?.find(({ id }) => id === body.outcome && !CLOSED.has(id));
  return { ...body, ...(own && { counts_as: own.counts_as }), verdict: { may_finish, missing } };
}
