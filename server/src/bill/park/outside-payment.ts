import type { PaidBy } from '@dingdee/shared/outside';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { dialectOf } from '../../database/dialect.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { paidByKey } from '../ledger/closed-by-person.js';

/** The bill in Kingdee that is said to have paid bills of ours, as it was read before this is recorded. */
export interface OutsidePayment extends PaidBy {
  /** All its names, in Kingdee's spelling too: its number and the values of its key fields. */
  names: readonly string[];
  /** Number of bills that it is said to have paid already, as shown to the person. */
  others: number;
}

/**
 * Checks that Kingdee's bill is not one of ours. Kingdee ignores upper and lower case; our own numbers are kept as Kingdee spells them.
 * @throws BillRefusedError
 */
export async function mustBeFree(reads: EntityManager, number: string, names: readonly string[]): Promise<void> {
  const spelt = [...new Set([number, ...names].flatMap((each) => [each, each.toUpperCase(), each.toLowerCase()]))];
  const list = placeholders(spelt);
  // Our key fields contain the approval's id, for a part with "~" and six characters: this also finds a bill whose number we never
  // learned.
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
 * Checks in the same transaction, after these bills were closed, that nobody else has named the same payment meanwhile. Waits for
 * uncommitted rows of others (a deadlock is repeated, and then sees them).
 * @param closed bills that this request has closed by the payment, in earlier transactions too. @throws BillRefusedError
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
