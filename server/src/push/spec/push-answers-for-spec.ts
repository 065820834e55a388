import fc from 'fast-check';

/** One call for all three steps, only at the first attempt. Its effect and its answer need not agree. */
export interface SingleCall {
  kind: 'single';
  leaves: 'none' | 'A' | 'B' | 'C';
  says: 'done' | 'refused' | 'aborted';
  looked: boolean;
}
/** The result of a call. */
export type Answer =
  | SingleCall
  | { kind: 'answered' | 'refused' | 'busy' | 'lost' | 'not-sent' }
  | { kind: 'crash'; executed: boolean }
  /** Nobody waits any more, or the connection broke at once; the call goes on in Kingdee and commits later. */
  | { kind: 'timeout' | 'reset'; commitsAfter: number };

/** A call that commits after nobody waits for it any more, at most `most` ms after that. */
export const lateCommit = <K extends 'timeout' | 'reset'>(kind: K, most: number) =>
  fc.record({ kind: fc.constant(kind), commitsAfter: fc.integer({ min: 0, max: most }) });

/** Any possible result of a call. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom<Answer>(
    { kind: 'answered' },
    { kind: 'refused' },
    { kind: 'busy' },
    { kind: 'lost' },
    { kind: 'not-sent' },
  ),
  fc.record({ kind: fc.constant('crash' as const), executed: fc.boolean() }),
  lateCommit('timeout', 3_000_000),
);

/** A first save that is to do all three steps. */
export const singleCall: fc.Arbitrary<Answer> = fc.record({
  kind: fc.constant('single' as const),
  leaves: fc.constantFrom('none' as const, 'A' as const, 'B' as const, 'C' as const),
  says: fc.constantFrom('done' as const, 'refused' as const, 'aborted' as const),
  looked: fc.boolean(),
});
