import { SharedContext } from './shared-context.js';

const counting = new SharedContext<{ commits: number }>();

/** Counts the commits of everything that `run` begins, so that a request that breaks off can say whether anything was changed. */
export const countCommits = (run: () => void): void => counting.run({ commits: 0 }, run);

export function committed(): void {
  const request = counting.get();
  if (request) request.commits += 1;
}

/** Returns the number of transactions that the running request has committed; 0 outside a request. */
export const commitsSoFar = (): number => counting.get()?.commits ?? 0;

/** Sets the count to 0, because the commits so far are no part of what the person asked for (e.g. a prolonged session). */
export function forgetCommits(): void {
  const request = counting.get();
  if (request) request.commits = 0;
}
