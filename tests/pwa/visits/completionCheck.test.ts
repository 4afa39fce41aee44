/** A visit's end carries this phone's own verdict, so that the server can compare. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOf } from '../../../pwa/technician/visits/view.ts';
import { withCompletionCheck } from '../../../pwa/technician/visits/completionCheck.ts';
import { answered, entry, visit } from './standard.ts';

test('an end with open steps says which and that it may not be', () => {
  const now = visit([answered('a')]);
  const { verdict, outcome } = withCompletionCheck({ outcome: 'done' }, now) as {
    verdict: { may_finish: boolean; missing: string[] };
    outcome: string;
  };
  assert.equal(outcome, 'done');
  assert.equal(verdict.may_finish, false);
  assert.deepEqual(verdict.missing, viewOf(now).completion.missing);
  assert.ok(verdict.missing.length > 0 && !verdict.missing.includes('a'));
});
test('another end at the door is judged by its own path, and a note stays beside the verdict', () => {
  const body = withCompletionCheck({ outcome: 'nobody_home', note: 'n' }, visit([entry('arrived'), entry('knocked')]));
  assert.equal(body.note, 'n');
  assert.deepEqual(Object.keys(body.verdict as object).sort(), ['may_finish', 'missing']);
  assert.notDeepEqual((body.verdict as { missing: string[] }).missing, viewOf(visit([])).completion.missing);
});
