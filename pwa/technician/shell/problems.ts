/** What a refusal says to the person: the server's own sentence and next step, or ours for what is wrong on this phone. */
import { ProblemError, StorageProblem } from '../storage/problem.ts';
import { fromWhen } from './dates.ts';
import { messages } from './messages.ts';

export interface Said {
  what: string;
  next?: string;
  code: string;
  fields?: Record<string, string[]>;
}

/** Sentence, next step and the fields concerned, for anything that a verb of the phone rejects with. */
export function saidOf(failure: unknown): Said {
  const { failed, storage } = messages.value.shell;
  if (failure instanceof StorageProblem) return { what: storage[failure.code], code: failure.code };
  if (failure instanceof TypeError && /import/i.test(failure.message))
    return { what: failed.broken, next: failed.brokenNext, code: 'part_gone' }; // another tab has let a newer version in
  if (!(failure instanceof ProblemError)) return { what: failed.unknown, code: 'unknown' };
  const { problem, code } = failure;
  if (code === 'server_down') return { what: failed.server, code };
  if (code === 'no_network' || code === 'not_our_server')
    return { what: code === 'no_network' ? failed.network : failed.portal, code };
  const next = problem.retry_after === undefined ? problem.next : fromWhen(Date.now() + problem.retry_after * 1000);
  return {
    what: problem.detail ?? problem.title ?? failed.unknown,
    code,
    ...(next && { next }),
    ...(problem.errors && { fields: problem.errors }),
  };
}
