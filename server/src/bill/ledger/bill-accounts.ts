import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { BillAccount } from './bill-account.entity.js';

/** Returns the hash of an account, independent of spaces and hyphens; '' if there is no account. */
export const accountKey = (account: string): string => {
  const plain = account.replace(/[^0-9a-zA-Z]/g, '').toUpperCase();
  return plain === '' ? '' : createHash('sha256').update(plain).digest('hex').slice(0, 32);
};

/** Stores the accounts that these bills pay to now. */
export async function writeAccounts(
  tx: EntityManager,
  bills: readonly { id: string; result: Pick<MappingResult, 'fields'> }[],
): Promise<void> {
  if (bills.length === 0) return;
  const ids = bills.map(({ id }) => id);
  await tx.query(`DELETE FROM bill_account WHERE bill_id IN (${placeholders(ids)})`, ids);
  const rows = bills.flatMap(({ id, result }) => {
    const keys = result.fields.rows.map(({ fields }) => accountKey(fields[PAYMENT_FORM.row.account] ?? ''));
    return [...new Set(keys)]
      .filter((key) => key !== '')
      .map((key) => ({ bill_id: id, account_key: key, booked: false }));
  });
  await insertRows(tx, BillAccount, rows);
}

/** Records that these bills were booked: their accounts are known from now on. */
export async function noteBooked(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(`UPDATE bill_account SET booked = 1 WHERE bill_id IN (${placeholders(ids)})`, [...ids]);
}
