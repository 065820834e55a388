import type { PaidBy } from '@dingdee/shared/outside';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { dialectOf } from '../../database/dialect.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { paidByKey } from '../ledger/closed-by-person.js';

/** The bill in Kingdee that is said to have paid others of ours, as it was looked at before it is written down. */
export interface OutsidePayment extends PaidBy {
  /** All that it may be called, in Kingdee's spelling too: its number and whatever its key fields carry. */
  names: readonly string[];
  /** How many bills it is said to have paid already, as the person was told. */
  others: number;
}

/**
 * Whether Kingdee's bill is one of ours. Kingdee does not tell upper from lower case; our own numbers are kept as Kingdee spells them.
 * @throws BillRefusedError
 */
export async function mustBeFree(reads: EntityManager, number: string, names: readonly string[]): Promise<void> {
  const spelt = [...new Set([number, ...names].flatMap((each) => [each, each.toUpperCase(), each.toLowerCase()]))];
  const list = placeholders(spelt);
  // What our key fields carry is the approval, for a part with six characters behind "~": also of one whose number we never learned.
  const approvals = [...new Set(spelt.map((each) => each.replace(/~[0-9A-Za-z]{6}$/, '')))];
  const [taken]: unknown[] = await reads.query(
    `SELECT id FROM bill WHERE kingdee_no IN (${list}) UNION ALL SELECT id FROM bill WHERE bill_no IN (${list})
     UNION ALL SELECT id FROM bill WHERE corp_id IN (SELECT MIN(corp_id) FROM bill UNION SELECT MAX(corp_id) FROM bill)
       AND process_instance_id IN (${placeholders(approvals)}) LIMIT 1`,
    [...spelt, ...spelt, ...approvals],
  );
  if (taken)
    throw new BillRefusedError(
      'bill/number-taken',
      `金蝶单据 ${number} 是另一张审批推送的，付的是那一张，没有改动。重复提交的用“排除”；否则核对编号。`,
    );
}

/**
 * After these were closed, in the same transaction: nobody else has named the same payment meanwhile. Rows of others that are not
 * committed yet are waited for (a deadlock is repeated, and then sees them).
 * @param closed how many this press has closed by it, those of earlier transactions too. @throws BillRefusedError
 */
export async function mustPayNoMore(
  tx: EntityManager,
  { number, others }: OutsidePayment,
  closed: number,
): Promise<void> {
  const lock = dialectOf(tx.dataSource) === 'mysql' ? ' FOR UPDATE' : '';
  const rows: { n: unknown }[] = await tx.query(
    `SELECT COUNT(*) AS n FROM bill WHERE state_kind = 'handled-outside' AND reason_rank = 3 AND reason_key = ?${lock}`,
    [paidByKey(number)],
  );
  if (readInt(rows[0]?.n) > others + closed)
    throw new BillRefusedError(
      'bill/outside-changed',
      `刚有人把别的单据也记为由金蝶单据 ${number} 付过，没有改动。再查一次，看过再记。`,
    );
}
