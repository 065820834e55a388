import { randomInt } from 'node:crypto';
import { parseAmount } from '@dingdee/shared/money';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import type { StepOutcome } from '../../connectors/target.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { type Finding, green, red, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';

/** A payment purpose that no site has: Kingdee must refuse the bill for it (first-contact.md). */
export const NO_PURPOSE = 'DINGDEE-U-NONE';
/** The characters of our numbers, without a U: no bill of ours has a number that begins like a probe's. */
const NUMBER_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const probeNumber = (): string =>
  `DINGDEE-U-${Array.from({ length: 8 }, () => NUMBER_CHARACTERS[randomInt(NUMBER_CHARACTERS.length)]).join('')}`;

/**
 * Builds a bill that cannot be paid to anybody: 0.01, from an organisation to itself, for a purpose that does not exist; it is only ever saved.
 * @param billType a bill type that the schemes send. @param day "YYYY-MM-DD", Beijing.
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

/** Judges the answer. Only a refusal because of the purpose is as expected; an accepted bill is in Kingdee, and a person must delete it. */
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
