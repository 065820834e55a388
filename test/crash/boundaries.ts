/** Calls of a push, and the comment that ends it; each can be cut at the same four places. */
const CALLS = ['save', 'submit', 'audit', 'comment'] as const;
/**
 * before-send: the intent is committed, no byte was sent · sent: all bytes were sent, no answer came · answered: the answer was read,
 * nothing of it is committed · before-commit: everything is written, COMMIT was not sent.
 */
const OF_A_CALL = ['before-send', 'sent', 'answered', 'before-commit'] as const;
/** Places of a look at Kingdee or at the approval, which changes nothing there. */
const OF_A_LOOK = ['before-ask', 'answered', 'before-commit'] as const;

/**
 * All places where a process is killed on purpose. `probe` asks Kingdee for a bill in doubt, `look` the approval for a comment in doubt.
 */
export const BOUNDARIES: readonly string[] = [
  ...CALLS.flatMap((call) => OF_A_CALL.map((place) => `${call}.${place}`)),
  ...OF_A_LOOK.map((place) => `probe.${place}`),
  ...OF_A_LOOK.slice(0, 2).map((place) => `look.${place}`),
];

/**
 * Calls that take a bill out of Kingdee again, each with the places where it can be cut, and the look that ends a withdrawal. The matrix
 * only pushes, so these are cut in flow/withdraw-crash.spec.ts.
 */
export const OF_A_WITHDRAWAL: readonly (readonly [boundary: string, call: string])[] = [
  ...['unaudit', 'unsubmit', 'delete'].flatMap((call) =>
    ['intent.before-commit', ...OF_A_CALL].map(
      (place) => [place.startsWith('intent') ? `${call}-${place}` : `${call}.${place}`, call] as const,
    ),
  ),
  ['withdrawn.before-commit', 'delete'],
];

/** Returns the boundaries whose names begin with a prefix of a comma-separated list; '' = all boundaries. */
export function boundariesOf(list: string): readonly string[] {
  const starts = list.split(',');
  return BOUNDARIES.filter((boundary) => starts.some((start) => boundary.startsWith(start)));
}

/** Safeties that can be removed to check that the matrix turns red; see sabotage.ts. */
export const SAFETIES = ['probe', 'lease', 'intent', 'look', 'hold'] as const;
export type Safety = (typeof SAFETIES)[number];
