/**
 * Error for a broken promise about money: a second bill or comment, a lost approval, a wrong sum, a right that a person should not have.
 * `npm test` repeats a failed file once, but never one that failed with this (scripts/test-verdict.mjs).
 */
export class Invariant extends Error {}
// On the prototype, because the first line of a stack is made before a field of the instance is set.
Invariant.prototype.name = 'Invariant';

/** Makes the failure of an assertion final. @throws Invariant with the message of the error of `check`. */
export function invariant<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new Invariant(error instanceof Error ? detail(error) : String(error), { cause: error });
  }
}

/** Returns the message of an assertion with the expected and received values, if it has them. */
function detail(error: Error & { expected?: unknown; actual?: unknown }): string {
  if (error.expected === undefined && error.actual === undefined) return error.message;
  const [wanted, got] = [error.expected, error.actual].map((value) => JSON.stringify(value, readable)?.slice(0, 1500));
  return `${error.message}\nexpected ${wanted}\nreceived ${got}`;
}

/** JSON has no bigint: 分 are printed as text. */
const readable = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
