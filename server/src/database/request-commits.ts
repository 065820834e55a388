import { AsyncLocalStorage } from 'node:async_hooks';

const counting = new AsyncLocalStorage<{ commits: number }>();

/** Everything that `run` begins counts what it stores, so that a request that breaks off can say whether anything was changed. */
export const countCommits = (run: () => void): void => counting.run({ commits: 0 }, run);

export function committed(): void {
  const request = counting.getStore();
  if (request) request.commits += 1;
}

/** How much the running request has stored; 0 outside a request. */
export const commitsSoFar = (): number => counting.getStore()?.commits ?? 0;

/** What was stored so far is none of what the person asked for (a session that was prolonged). */
export function forgetCommits(): void {
  const request = counting.getStore();
  if (request) request.commits = 0;
}
