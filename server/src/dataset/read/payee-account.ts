import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { findAccount, maskAccount } from '../../domain/bill/account-mask.js';

/** Returns the account that a row of a bill pays to. @param full all of its digits; else the last four. */
export function accountOf(fields: Readonly<Record<string, string>>, full: boolean): string | null {
  const text = fields[PAYMENT_FORM.row.account];
  if (text === undefined || text === '') return null;
  return full ? (findAccount(text) ?? text) : maskAccount(text);
}
