import type { IntakeRun } from '@dingdee/shared/intake';
import { type Amount, amount, fromFen, toFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';

/** An approval that a run did not collect, with the total of its form as the run read it; null if it is unknown. */
export interface LeftOutApproval {
  id: string;
  total: Amount | null;
}

/** An approval whose total is unknown: it was not read, it belongs to another form, or it may still change. */
export const withoutTotal = (id: string): LeftOutApproval => ({ id, total: null });

/** Most approvals that are kept one by one for a reason of a run; the others are only counted and summed. */
const MOST_LISTED = 500;

/** The approvals of one reason so far. */
export class ReasonTally {
  count = 0;
  unknown = 0;
  private fen = 0n;
  readonly listed: LeftOutApproval[] = [];

  constructor(readonly reason: string) {}

  /** Continues the tally of a run that goes on. */
  static from(sum: IntakeRun['skipped'][number], listed: readonly LeftOutApproval[]): ReasonTally {
    const tally = new ReasonTally(sum.reason);
    Object.assign(tally, { count: sum.count, unknown: sum.unknown ?? 0, fen: toFen(sum.amount) });
    tally.listed.push(...listed);
    return tally;
  }

  add(approval: LeftOutApproval): void {
    this.count += 1;
    if (approval.total === null) this.unknown += 1;
    else this.fen += toFen(approval.total);
    if (this.listed.length < MOST_LISTED) this.listed.push(approval);
  }

  get sum(): IntakeRun['skipped'][number] {
    const { reason, count, unknown, listed } = this;
    return { reason, count, amount: fromFen(this.fen), ...(unknown > 0 ? { unknown } : {}), listed: listed.length };
  }
}

const sums = z.array(
  z.object({
    reason: z.string(),
    count: z.int(),
    amount: z.optional(amount),
    unknown: z.optional(z.int()),
    listed: z.optional(z.int()),
  }),
);

/**
 * Reads column `skipped`. A run of before has only the counts: all its amounts are unknown, and it lists no approval.
 * @param lists whether the run still has its lists.
 */
export const readReasons = (json: string, lists: boolean): IntakeRun['skipped'] =>
  sums.parse(JSON.parse(json)).map(({ reason, count, amount: sum, unknown, listed = 0 }) => {
    const missing = sum === undefined ? count : (unknown ?? 0);
    return {
      reason,
      count,
      amount: sum ?? fromFen(0n),
      ...(missing > 0 ? { unknown: missing } : {}),
      listed: lists ? listed : 0,
    };
  });

const lists = z.array(z.object({ reason: z.string(), approvals: z.array(z.tuple([z.string(), z.nullable(amount)])) }));

/** Reads column `left_out`: the approvals of each reason, in the order in which the run met them. */
export function readLeftOut(json: string | null): ReadonlyMap<string, readonly LeftOutApproval[]> {
  const read = json === null ? [] : lists.parse(JSON.parse(json));
  return new Map(read.map(({ reason, approvals }) => [reason, approvals.map(([id, total]) => ({ id, total }))]));
}

export const writeLeftOut = (reasons: readonly ReasonTally[]): string =>
  JSON.stringify(
    reasons.map(({ reason, listed }) => ({ reason, approvals: listed.map(({ id, total }) => [id, total]) })),
  );
