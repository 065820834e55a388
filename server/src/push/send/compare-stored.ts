import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { BillClaims, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { compare, type Difference } from '../../connectors/kingdee/form/compare-bill.js';
import { customKeys } from '../../connectors/kingdee/form/to-kingdee.js';
import { KingdeeClient } from '../../connectors/target.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';

/** After booking: what was sent and what Kingdee stored, one query per chunk (product.md §3). */
@Injectable()
export class CompareStored {
  private readonly log = new Logger('compare');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    private readonly kingdee: KingdeeClient,
  ) {}

  /** A bill without an answer stays booked and uncompared; the watch asks about it again. */
  async run(bills: readonly PushBill[]): Promise<void> {
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
      if (!answer) return [];
      const [found] = answer.stored;
      if (!draft || !found)
        return [{ bill, differences: [{ path: '', label: '单据', predicted: bill.billNo, stored: null }] }];
      return [{ bill, differences: compare(draft, found, bill) }];
    });
    if (results.length === 0) return;
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
  }
}

function sentenceOf(differences: readonly Difference[]): string {
  const parts = differences
    .slice(0, 3)
    .map(({ label, predicted, stored }) => `${label}：发送 ${predicted}，金蝶 ${stored ?? '空'}`);
  return `金蝶里存的与发送的不同：${parts.join('；')}${differences.length > 3 ? ` 等 ${differences.length} 处` : ''}`;
}
