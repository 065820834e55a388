import type { TargetName } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { KnownHistory } from '../../bill/ledger/known-history.js';
import { isSafeValue } from '../../connectors/kingdee/form/bill-query.js';
import { KingdeeClient, KingdeeUnavailableError } from '../../connectors/target.js';
import { Database, placeholders } from '../../database/database.js';
import { keyFieldsOf } from '../call/after-look.js';
import { DECIDED } from './told-before.js';

export interface OtherBillsFound {
  /** Numbers in Kingdee, by bill id. */
  numbers: ReadonlyMap<string, string>;
  /** Bills about which Kingdee did not answer: no answer does not mean "none". */
  unread: ReadonlyMap<string, KingdeeUnavailableError>;
}

/**
 * Finds other bills of an approval in Kingdee. The field that an approval is split by is on its form, and form or scheme may have
 * changed after a backup. Then bills that were paid since have other keys than the bills of today, and a look for today's keys finds
 * nothing. So Kingdee is asked for all bills of the approval; a bill that this database does not know stops everything that is about
 * to be sent of the approval (decision 85).
 */
@Injectable()
export class OtherBills {
  constructor(
    private readonly db: Database,
    private readonly history: KnownHistory,
    private readonly kingdee: KingdeeClient,
  ) {}

  /** @param absent bills that Kingdee does not hold under their own keys. @param forms all forms under which bills were ever sent. */
  async among(absent: readonly PushBill[], forms: readonly TargetName[]): Promise<OtherBillsFound> {
    const asked = absent.filter(
      (bill) =>
        bill.state[DECIDED] !== true &&
        isSafeValue(bill.processInstanceId) &&
        (this.history.mayBeRestored(bill) || (bill.part !== '' && !this.history.of(bill))),
    );
    const numbers = new Map<string, string>();
    if (asked.length === 0) return { numbers, unread: new Map() };
    const ids = [...new Set(asked.map(({ processInstanceId }) => processInstanceId))];
    const rows = await this.db.query<{ third_bill_no: string }>(
      `SELECT o.third_bill_no FROM bill b JOIN bill o ON o.corp_id = b.corp_id AND o.process_instance_id = b.process_instance_id
       WHERE b.id IN (${placeholders(asked)})`,
      asked.map(({ id }) => id),
    );
    const known = new Set(rows.map(({ third_bill_no }) => third_bill_no));
    try {
      const found = await this.kingdee.ofApprovals(ids, forms, [...new Set(asked.flatMap(keyFieldsOf))]);
      for (const { id, processInstanceId } of asked) {
        const others = found.filter(({ keys }) =>
          keys.some((key) => (key === processInstanceId || key.startsWith(`${processInstanceId}~`)) && !known.has(key)),
        );
        if (others.length > 0) numbers.set(id, others.map(({ billNo }) => billNo).join('、'));
      }
      return { numbers, unread: new Map() };
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      return { numbers, unread: new Map(asked.map(({ id }) => [id, error])) };
    }
  }
}
