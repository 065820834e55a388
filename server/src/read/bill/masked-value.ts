import { isInvoiceNumber, maskAccount, maskText } from '../../domain/bill/account-mask.js';
import { payeeLabel } from '../../engine/payee/payee-labels.js';

/** Returns the text of a control as people may see it: an account number only in part. @param keep numbers that are no accounts */
export const maskedValue = (text: string, keep: readonly string[], label: string): string =>
  payeeLabel(label) === 'account' ? maskAccount(text) : maskText(text, keep, isInvoiceNumber(label) ? label : '');
