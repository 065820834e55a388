import type { ApprovePreview, BatchResult } from '@dingdee/shared/bill-batch';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { causeWords } from '@dingdee/shared/skipped';
import { maskText } from '../../domain/bill/account-mask.js';
import type { PushBill } from '../ledger/bill-claims.js';
import { unknownIn } from '../ledger/unknown-amounts.js';

type Skipped = BatchResult['skipped'][number];
type Line = ApprovePreview['leftOut'][number];

/** Most bills of one cause that are named. */
const NAMED = 20;
const LARGEST = 3;

/** Marks of a bill that are worth a check, as in the groups by risk. */
export interface ReviewMarks {
  bare: boolean;
  newAccount: boolean;
  changed: boolean;
}

class Sum {
  private count = 0;
  private fen = 0n;
  private unknown = 0;

  add(fen: bigint | null): void {
    this.count += 1;
    if (fen === null) this.unknown += 1;
    else this.fen += fen;
  }
  answer(): CountAndSum {
    return { count: this.count, amount: fromFen(this.fen), ...unknownIn(this.unknown) };
  }
}

/** Sums up the preview of 通过 of several bills, chunk by chunk: memory does not grow with their number. */
export class ApproveSheet {
  private readonly eligible = new Sum();
  private readonly large = new Sum();
  private readonly withoutFiles = new Sum();
  private readonly newAccount = new Sum();
  private readonly changed = new Sum();
  private largest: PushBill[] = [];
  private readonly causes = new Map<string, { sum: Sum; first: Line['first']; reasons: Set<string> }>();

  /** @param largeFen sum from which a bill counts as large, in fen. */
  constructor(private readonly largeFen: bigint) {}

  add(chosen: readonly PushBill[], skipped: readonly Skipped[], marks: ReadonlyMap<string, ReviewMarks>): void {
    for (const bill of chosen) {
      this.eligible.add(bill.baseFen);
      if (bill.baseFen === null || bill.baseFen >= this.largeFen) this.large.add(bill.baseFen);
      const mark = marks.get(bill.id);
      if (mark?.bare) this.withoutFiles.add(bill.baseFen);
      if (mark?.newAccount) this.newAccount.add(bill.baseFen);
      if (mark?.changed) this.changed.add(bill.baseFen);
    }
    this.largest = [...this.largest, ...chosen].sort(byAmount).slice(0, LARGEST);
    for (const { id, payee, amount, code, reason } of skipped) {
      const cause = this.causes.get(code) ?? { sum: new Sum(), first: [], reasons: new Set() };
      // Two reasons are enough: only whether all bills have the same sentence is used.
      if (cause.reasons.size < 2) cause.reasons.add(reason);
      cause.sum.add(amount === null ? null : toFen(amount));
      if (cause.first.length < NAMED) cause.first.push({ id, payee: maskText(payee), amount });
      this.causes.set(code, cause);
    }
  }

  answer(): ApprovePreview {
    return {
      eligible: this.eligible.answer(),
      large: this.large.answer(),
      withoutFiles: this.withoutFiles.answer(),
      newAccount: this.newAccount.answer(),
      changed: this.changed.answer(),
      largeFrom: fromFen(this.largeFen),
      largest: this.largest.map(({ id, payee, department, purpose, baseFen }) => ({
        id,
        payee: maskText(payee),
        department,
        purpose: maskText(purpose),
        amount: baseFen === null ? null : fromFen(baseFen),
      })),
      leftOut: [...this.causes]
        .map(([code, { sum, first, reasons }]) => ({ reason: causeWords(code, [...reasons]), ...sum.answer(), first }))
        .sort((a, b) => b.count - a.count),
    };
  }
}

const byAmount = (a: PushBill, b: PushBill) => ((a.baseFen ?? 0n) < (b.baseFen ?? 0n) ? 1 : -1);
