import { afterEach, beforeEach, expect, it } from 'vitest';
import { MOST_REVEALS } from './reveal-account.js';
import { ACCOUNT, reviewer, reviewForSpec } from './review-for-spec.js';

type Review = Awaited<ReturnType<typeof reviewForSpec>>;
let db: Review['db'];
let on: Review['on'];
let close: Review['close'];
let given: Review['given'];

beforeEach(async () => {
  ({ db, on, close, given } = await reviewForSpec());
});
afterEach(() => close());

it('shows a person thirty full accounts an hour and no more, and somebody else theirs', async () => {
  const id = await given(1);
  const all = await Promise.allSettled(Array.from({ length: 3 * MOST_REVEALS }, () => on.reveal.reveal(id, reviewer)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_REVEALS);
  await expect(on.reveal.reveal(id, reviewer)).rejects.toMatchObject({ code: 'bill/too-many-reveals', status: 422 });
  expect(await on.reveal.reveal(id, { ...reviewer, userId: 'somebody-else' })).toEqual({ account: ACCOUNT });
  const logged = await db.query("SELECT seq FROM audit WHERE action = 'reveal-account' AND actor = ?", [
    reviewer.userId,
  ]);
  expect(logged).toHaveLength(MOST_REVEALS);
});
