import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { BillClaims, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { compare, type Difference } from '../../connectors/kingdee/form/compare-bill.js';
import { customKeys } from '../../connectors/kingdee/form/to-kingdee.js';
import { KingdeeClient, type StoredBill } from '../../connectors/target.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { Wakes } from '../../queue/wakes.js';
import { type FilledPayee, filledPayee } from '../call/filled-payee.js';

/** Largest number of bills in one query. */
const TOGETHER = 200;
/** Rows of the audit log that are searched for bills that were booked and not compared: after a start, and after a question without an answer. */
const LATEST = 5_000;
const AGAIN_MS = 60_000;

/** Compares what was sent with what Kingdee stored, after booking, in one query for all waiting bills (product.md §3). */
@Injectable()
export class CompareStored implements OnApplicationBootstrap {
  private readonly log = new Logger('compare');
  private readonly gathered: PushBill[] = [];
  /** When the log is searched next, by `performance.now()`. */
  private searchAt = 0;

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    private readonly kingdee: KingdeeClient,
    private readonly wakes: Wakes,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('compare', () => this.drain());
    this.wakes.wakeHere('compare');
  }

  /** Compares the bills in the background of the push. Bills that are booked while a query is running are compared together in the next one. */
  soon(bills: readonly PushBill[]): void {
    this.gathered.push(...bills);
    this.wakes.wakeHere('compare');
  }

  /**
   * Compares the gathered bills, and those that a former process booked last and did not compare. Bills of which Kingdee says nothing are
   * found in the log when others are booked: it answers again then.
   */
  async drain(): Promise<void> {
    if (performance.now() >= this.searchAt) {
      const missed = await this.missed();
      this.searchAt = Number.POSITIVE_INFINITY;
      const known = new Set(this.gathered.map(({ id }) => id));
      this.gathered.push(...missed.filter(({ id }) => !known.has(id)));
    }
    while (this.gathered.length > 0) {
      let all = false;
      try {
        all = await this.run(this.gathered.splice(0, TOGETHER));
      } finally {
        if (!all) this.searchAt = performance.now() + AGAIN_MS;
      }
    }
  }

  /** Returns the bills that were booked within the latest rows of the audit log and not compared since. */
  private async missed(): Promise<PushBill[]> {
    const rows: { id: string }[] = await this.db.read.query(
      `SELECT a.subject_id AS id FROM audit a
       WHERE a.seq > (SELECT COALESCE(MAX(seq), 0) - ${LATEST} FROM audit) AND a.subject_kind = 'bill'
         AND a.to_state = 'booked' AND a.from_state IN ('pushing', 'in-doubt', 'failed')
         AND NOT EXISTS (SELECT 1 FROM audit c WHERE c.subject_id = a.subject_id AND c.seq > a.seq AND c.action IN ('compare', 'stands'))`,
    );
    const bills = await this.claims.load(this.db.read, [...new Set(rows.map(({ id }) => id))]);
    return bills.filter(({ kind }) => kind === 'booked' || kind === 'written-back');
  }

  /**
   * Compares the bills and stores the differences. A bill without an answer stays booked and uncompared.
   * @returns whether all were compared.
   */
  async run(bills: readonly PushBill[]): Promise<boolean> {
    const drafts = await this.claims.drafts(
      this.db.read,
      bills.map((bill) => bill.id),
    );
    const answers = await askEach(
      this.kingdee,
      bills,
      (bill) => ({ ...keyOf(bill), billNo: bill.kingdeeNo ?? bill.billNo }),
      customKeys([...drafts.values()]),
    );
    for (const cause of causesOf(answers)) this.log.warn(`compare: ${cause}`);
    const results = bills.flatMap((bill): { bill: PushBill; differences: readonly Difference[] }[] => {
      const draft = drafts.get(bill.id);
      const answer = answers.answered.get(bill.id);
      if (!answer || !draft) return [];
      const [found] = answer.stored;
      if (!found) return [{ bill, differences: [{ path: '', label: '单据', predicted: bill.billNo, stored: null }] }];
      const all = compare(draft, found, bill);
      // A person has named this bill, and saw that it carries neither our number nor our key.
      const differences = bill.state.keyless === true ? all.filter(({ path }) => !OUR_KEYS.has(path)) : all;
      const accepted = acceptedIn(bill, draft, found);
      return [{ bill, differences: accepted ? differences.filter(isOutside(accepted)) : differences }];
    });
    const all = results.length === bills.length;
    if (results.length === 0) return all;
    await this.db.inTransaction(async (tx) => {
      await this.audit.append(
        tx,
        SYSTEM,
        results.map(({ bill, differences }) => ({
          action: 'compare',
          subjectKind: 'bill',
          subjectId: bill.id,
          detail: { differences },
        })),
      );
      const different = results.filter(({ differences }) => differences.length > 0);
      for (const { bill, differences } of different)
        await this.ledger.noteDifference(tx, bill.id, sentenceOf(differences));
    });
    return all;
  }
}

/** Returns the payee that Kingdee filled in or replaced, if a person was shown exactly it and let the bill go on with it. */
function acceptedIn({ state }: PushBill, draft: PaymentBillDraft, found: StoredBill): FilledPayee | null {
  const payee = filledPayee(draft, found);
  return payee !== null && payee.key === state.filled ? payee : null;
}
const isOutside =
  ({ paths }: FilledPayee) =>
  ({ path }: Difference): boolean =>
    !paths.has(path);
const OUR_KEYS: ReadonlySet<string> = new Set(['billNo', 'thirdBillNo']);

function sentenceOf(differences: readonly Difference[]): string {
  const parts = differences
    .slice(0, 3)
    .map(({ label, predicted, stored }) => `${label}：发送 ${predicted || '空'}，金蝶 ${stored ?? '空'}`);
  return `金蝶里存的与发送的不同：${parts.join('；')}${differences.length > 3 ? ` 等 ${differences.length} 处` : ''}`;
}
