/** What this phone says of a visit at the moment at which it ends: the server judges again and compares. Pure. */
import { completion } from '../standard/completion.ts';
import { inputsOf, recordOf } from '../standard/record.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import type { Body } from '../storage/wire.ts';

/** The body of `ended` with the phone's verdict on this visit, by all that it has of it before the end. */
export function withCompletionCheck(body: Body, { standard, log, bundle }: VisitOnPhone): Body {
  const { may_finish, missing } = completion(
    standard,
    recordOf(log),
    inputsOf(bundle.grant.inputs),
    String(body.outcome),
  );
  return { ...body, verdict: { may_finish, missing } };
}
