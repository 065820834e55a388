import { randomInt } from 'node:crypto';
import { parseAmount } from '@dingdee/shared/money';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import type { StepOutcome } from '../../connectors/target.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { type Finding, green, red, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';

/** No site has a purpose of this number: Kingdee must refuse the bill for it (first-contact.md). */
export const NO_PURPOSE = 'DINGDEE-U-NONE';
/** Without a U: whatever follows, ours have none, so no bill of ours has this number. */
const NUMBER_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const probeNumber = (): string =>
  `DINGDEE-U-${Array.from({ length: 8 }, () => NUMBER_CHARACTERS[randomInt(NUMBER_CHARACTERS.length)]).join('')}`;

/**
 * A bill that cannot be paid to anybody: 0.01, from an organisation to itself, for a purpose that does not exist, and only ever saved.
 * @param billType one that the schemes send. @param day "YYYY-MM-DD", Beijing.
 */
export function refusedDraft(
  billNo: string,
  { org, billType, settlementType, day }: { org: string; billType: string; settlementType: string; day: string },
): PaymentBillDraft {
  const amount = parseAmount('0.01');
  if (amount === null) throw new TypeError('0.01 is no amount');
  const { head, homeCurrency: currency } = PAYMENT_FORM;
  const itself =
    Object.keys(PAYMENT_FORM.unitKinds).find((kind) => PAYMENT_FORM.unitKinds[kind] === 'organisation') ?? '';
  return {
    billNo,
    thirdBillNo: billNo,
    orgNumber: org,
    currency,
    header: {
      [head.billType]: billType,
      [head.date]: day,
      [head.payeeType]: itself,
      [head.payee]: org,
      [head.receiverType]: itself,
      [head.receiver]: org,
      [head.organisation]: org,
      settleOrg: org,
      [head.currency]: currency,
      [head.settleCurrency]: currency,
      exchangeRate: '1',
      settleRate: '1',
    },
    rows: [{ amount, fields: { [PAYMENT_FORM.row.settlement]: settlementType, purpose: NO_PURPOSE } }],
    total: amount,
  };
}

/** What the answer to it says. Only a refusal for the purpose is as it was meant; taken, it stands in Kingdee and a person deletes it. */
export function judgeSave(outcome: StepOutcome | undefined, number: string, org: string): Finding {
  if (outcome === undefined || outcome.kind === 'unknown')
    return unknown('in-doubt', { number, org, words: outsideWords(outcome?.cause ?? '') });
  if (outcome.kind === 'done') return red('accepted', { number: outcome.billNo, org, id: outcome.id });
  const { refusal } = outcome;
  const words = outsideWords(refusal.messages.join('；'));
  if (refusal.class === 'permission') return red('no-right', { org, words });
  const purpose = PAYMENT_FORM.rows.purpose?.key.toLowerCase();
  const meant =
    refusal.messages.some((message) => message.includes(NO_PURPOSE)) ||
    refusal.fields.some((field) => field.toLowerCase() === purpose);
  return meant ? green('refused-as-meant', { org, words }) : red('refused-otherwise', { org, words });
}
