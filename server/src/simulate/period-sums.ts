import { type Amount, amount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { DIFFERENCES, type SimulatedSide } from '@dingdee/shared/simulation';
import * as z from 'zod/mini';
import { unknownIn } from '../bill/ledger/unknown-amounts.js';
import { formNamed } from '../connectors/forms/payment-form.js';
import { baseTotal } from '../domain/draft/base-total.js';
import { type PaymentBillDraft, targetOf } from '../domain/draft/payment-bill.js';
import { storedRuleUses } from './rule-uses.js';
import type { Kind, Side, SimulatedOne } from './simulate-one.js';

export const DIMENSIONS = ['costItem', 'department', 'organisation'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

const tally = z.object({ count: z.int(), amount, unknown: z.optional(z.int()) });
const side = z.object({ billed: tally, stopped: tally, leftOut: tally });
const lines = z.array(z.object({ key: z.string(), before: amount, after: amount }));
/** Sums as they are stored with a run. */
export const storedSums = z.object({
  proven: z.int(),
  unmapped: z.int(),
  archived: z.int(),
  kinds: z.record(z.string(), tally),
  before: side,
  after: side,
  sums: z.object({ costItem: lines, department: lines, organisation: lines }),
  /** Written when the run is done; runs of earlier versions have none. */
  uses: z.optional(storedRuleUses),
});
export type StoredSums = z.infer<typeof storedSums>;

/** Count and sum of bills; a `null` amount is unknown. */
class Tally {
  private count = 0;
  private unknown = 0;
  private fen = 0n;

  add(total: Amount | null): void {
    this.count += 1;
    if (total === null) this.unknown += 1;
    else this.fen += toFen(total);
  }

  get told(): CountAndSum {
    return { count: this.count, amount: fromFen(this.fen), ...unknownIn(this.unknown) };
  }
}

class Placed {
  private readonly tallies = { billed: new Tally(), stopped: new Tally(), 'left-out': new Tally() };

  add({ at, result }: Side): void {
    this.tallies[at].add(totalOf({ at, result }));
  }

  get told(): SimulatedSide {
    const { billed, stopped, 'left-out': leftOut } = this.tallies;
    return { billed: billed.told, stopped: stopped.told, leftOut: leftOut.told };
  }
}

/** The bill's total; without a bill, the approval's total, as far as it is in yuan. */
export const totalOf = ({ result }: Side): Amount | null => result.draft?.total ?? baseTotal(result.facts);

/** Sums over a period; memory grows with the cost items and departments, not with the bills. */
export class PeriodSums {
  private proven = 0;
  private archived = 0;
  private readonly kinds = new Map<Kind, Tally>(
    [...DIFFERENCES, 'same' as const, 'both-stop' as const].map((kind) => [kind, new Tally()]),
  );
  private readonly before = new Placed();
  private readonly after = new Placed();
  private readonly sums: Record<Dimension, Map<string, { before: bigint; after: bigint }>> = {
    costItem: new Map(),
    department: new Map(),
    organisation: new Map(),
  };

  /** @param unmapped number of approvals of the period without content to compare. */
  constructor(private readonly unmapped: number) {}

  add(each: SimulatedOne): void {
    if (each.proven) this.proven += 1;
    // Uses the bill's total before; for a bill that stopped before, the approval's total.
    this.kinds.get(each.kind)?.add(totalOf(each.before));
    this.before.add(each.before);
    this.after.add(each.after);
    this.spread(each.before, 'before');
    this.spread(each.after, 'after');
  }

  /** Adds a bill whose citations cannot be read; it counts on neither side. */
  addUnread(): void {
    this.kinds.get('unproven')?.add(null);
  }

  /** Adds a bill whose original is archived. */
  addArchived(): void {
    this.archived += 1;
  }

  get told(): StoredSums {
    const { proven, unmapped, archived, before, after, sums } = this;
    const linesOf = (dimension: Dimension): StoredSums['sums'][Dimension] =>
      [...sums[dimension]].map(([key, fen]) => ({ key, before: fromFen(fen.before), after: fromFen(fen.after) }));
    return {
      proven,
      unmapped,
      archived,
      kinds: Object.fromEntries([...this.kinds].map(([kind, each]) => [kind, each.told])),
      before: before.told,
      after: after.told,
      sums: {
        costItem: linesOf('costItem'),
        department: linesOf('department'),
        organisation: linesOf('organisation'),
      },
    };
  }

  private spread({ at, result: { draft } }: Side, when: 'before' | 'after'): void {
    if (at !== 'billed' || draft === null) return;
    for (const { dimension, key, fen } of partsOf(draft)) {
      const line = this.sums[dimension].get(key) ?? { before: 0n, after: 0n };
      line[when] += fen;
      this.sums[dimension].set(key, line);
    }
  }
}

function partsOf(draft: PaymentBillDraft): { dimension: Dimension; key: string; fen: bigint }[] {
  const { head, row } = formNamed(targetOf(draft));
  const total = toFen(draft.total);
  return [
    { dimension: 'organisation', key: draft.orgNumber, fen: total },
    { dimension: 'department', key: draft.header[head.department] ?? '', fen: total },
    ...draft.rows.map((each) => ({
      dimension: 'costItem' as const,
      key: each.fields[row.costItem] ?? '',
      fen: toFen(each.amount),
    })),
  ];
}
