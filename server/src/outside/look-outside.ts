import { createHash } from 'node:crypto';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import type { LookOutside as Look, OutsideFinding, OutsideSeen } from '@dingdee/shared/outside';
import type { CountAndSum } from '@dingdee/shared/page';
import { TARGET_WORDS, type TargetName, targetNamed, USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import { paidByKey } from '../bill/ledger/closed-by-person.js';
import { unknownIn, unknownOf } from '../bill/ledger/unknown-amounts.js';
import { mustBeFree, type OutsidePayment } from '../bill/park/outside-payment.js';
import { BillSelections } from '../bill/selection/bill-selections.js';
import { BulkOffers } from '../bill/selection/bulk-offers.js';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { statusWord } from '../connectors/kingdee/answer/status-words.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../connectors/target.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { maskText } from '../domain/bill/account-mask.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { NOT_YUAN } from '../domain/draft/base-total.js';
import { differencesOf, findingWords, type HeldOutside, type PaidOutside, samePayeeOf } from './outside-finding.js';
import { OutsideLooks } from './outside-looks.js';

const { head: ROLES } = PAYMENT_FORM;
/** Most bills that one payment is said to pay. */
export const MOST = 2_000;

/** Asks Kingdee about the bill that is said to have paid bills of ours. It only reads, and runs outside any transaction. */
@Injectable()
export class LookOutside {
  constructor(
    private readonly db: Database,
    private readonly selections: BillSelections,
    private readonly offers: BulkOffers,
    private readonly claims: BillClaims,
    private readonly catalog: BaseDataCatalog,
    private readonly kingdee: KingdeeClient,
    private readonly looks: OutsideLooks,
  ) {}

  /** Returns Kingdee's answer for a person to read. @throws as `lookAt`. SelectionNotFoundError, SelectionExpiredError, SelectionNotAsShownError */
  async look(asked: Look, actor: Actor): Promise<OutsideFinding> {
    return (await this.lookAt(asked, actor)).finding;
  }

  /**
   * Returns the finding together with the payment to be stored.
   * @throws BillRefusedError if the number belongs to a bill that was pushed for another approval, because that bill paid its own approval;
   * for more bills than one payment is said to pay; for a person who has asked too often.
   */
  async lookAt({ refs, number }: Look, actor: Actor): Promise<{ finding: OutsideFinding; payment: OutsidePayment }> {
    const ids: string[] = [];
    for await (const chunk of this.selections.chunks(refs, actor)) {
      ids.push(...chunk.map(({ id }) => id));
      if (ids.length > MOST)
        throw new BillRefusedError(
          'bill/outside-too-many',
          `选中的单据超过 ${MOST} 张，没有去金蝶查。一张金蝶单据付不了这么多：分批再查，或不填编号。`,
        );
    }
    await this.looks.note(number, ids.length, actor);
    const ours = await this.ours(ids, number, await this.sumOf(refs, actor));
    return this.compared(ids, number, ours);
  }

  /** Returns Kingdee's present answer about the payment by which a person had closed these bills; the sum of all of them is compared. */
  async again(ids: readonly string[], number: string): Promise<OutsideFinding> {
    const [row] = await this.db.query<Record<string, unknown>>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${unknownOf('base_fen')} AS unknown_amounts FROM bill WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    const ours = await this.ours(ids, number, countAndSumOf(row));
    return (await this.compared(ids, number, { ...ours, others: NONE })).finding;
  }

  private async compared(ids: readonly string[], number: string, ours: PaidOutside) {
    const forms = await this.formsOf(ids);
    await mustBeFree(this.db.read, number, []);
    const answer = (finding: Omit<OutsideFinding, 'digest'>, names: readonly string[] = []) => {
      const payment = { number, seen: finding.seen, names, others: ours.others.count };
      return { finding: { ...finding, digest: digestOf(finding, ours.others) }, payment };
    };
    let found: readonly StoredBill[];
    try {
      found = await this.find(number, forms);
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      return answer(told('unanswered', number, null, ours, [], error.sentence));
    }
    // Two organisations may use the same number; the bill of our organisation is meant.
    const stored = found.find(({ orgNumber }) => ours.orgNumbers.includes(orgNumber)) ?? found[0];
    if (stored === undefined)
      return answer(told('absent', number, null, ours, [], forms.map((form) => TARGET_WORDS[form]).join('、')));
    const names = found.flatMap(namesOf);
    await mustBeFree(this.db.read, number, names);
    const held = await this.held(stored, ids);
    const differs = differencesOf(held, ours);
    return answer(told(differs.length === 0 ? 'same' : 'differs', number, held, ours, differs), names);
  }

  private async find(number: string, forms: readonly TargetName[]): Promise<readonly StoredBill[]> {
    const found = (await this.kingdee.find([{ forms, billNo: number, thirdBillNo: number }])).get(number) ?? [];
    return found.filter(({ billNo }) => billNo.toUpperCase() === number.toUpperCase());
  }

  /** Returns the forms to search: the usual form of payments by hand, and the target forms of these bills. */
  private async formsOf(ids: readonly string[]): Promise<TargetName[]> {
    const rows = await this.among<{ target_form: string }>('SELECT DISTINCT target_form FROM bill', ids);
    return [...new Set([USUAL_TARGET, ...rows.map((row) => targetNamed(String(row.target_form)))])];
  }

  /** Returns number and sum of the bills that may be handled outside, computed by the database. */
  private async sumOf(refs: BillRefs, actor: Actor): Promise<CountAndSum> {
    const offers =
      'items' in refs
        ? (await this.offers.ofSeen(refs, actor)).actions
        : await this.offers.ofSelection(refs.selectionId, actor);
    return offers.find(({ action }) => action === 'handle-outside')?.fits ?? NONE;
  }

  private async ours(ids: readonly string[], number: string, sum: CountAndSum): Promise<PaidOutside> {
    const distinct = async (column: 'payee' | 'org_number' | 'currency'): Promise<string[]> => {
      const rows = await this.among<{ value: unknown }>(`SELECT DISTINCT ${column} AS value FROM bill`, ids);
      return [...new Set(rows.map(({ value }) => String(value ?? '')))];
    };
    const currencies = (await distinct('currency')).map((currency) => (currency === NOT_YUAN ? '' : currency));
    const own = await this.among<{ fen: unknown; unknown_amounts: unknown }>(
      `SELECT ${sumOfFen('amount_minor')} AS fen, ${unknownOf('amount_minor')} AS unknown_amounts FROM bill`,
      ids,
    );
    const whole = currencies.length === 1 && sum.count === ids.length;
    const known = whole && own.every((row) => readInt(row.unknown_amounts) === 0);
    return {
      sum,
      inOwn: known ? fromFen(own.reduce((fen, row) => fen + readFen(row.fen), 0n)) : null,
      payees: (await distinct('payee')).map((payee) => maskText(payee)),
      orgNumbers: await distinct('org_number'),
      currencies,
      others: await this.others(number),
    };
  }

  private async among<T>(select: string, ids: readonly string[]): Promise<T[]> {
    const rows: T[] = [];
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      rows.push(...(await this.db.query<T>(`${select} WHERE id IN (${placeholders(part)})`, part)));
    }
    return rows;
  }

  private async others(number: string): Promise<CountAndSum> {
    const [row] = await this.db.query<Record<string, unknown>>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${unknownOf('base_fen')} AS unknown_amounts FROM bill
       WHERE state_kind = 'handled-outside' AND reason_rank = 3 AND reason_key = ?`,
      [paidByKey(number)],
    );
    return countAndSumOf(row);
  }

  private async held(stored: StoredBill, ids: readonly string[]): Promise<HeldOutside> {
    const { header, orgNumber, currency, cancelled } = stored;
    const number = header[ROLES.receiver] ?? '';
    const kind = PAYMENT_FORM.unitKinds[header[ROLES.receiverType] ?? ''];
    const name = kind === undefined ? '' : this.catalog.nameOf(kind, number, orgNumber);
    const date = header[ROLES.date]?.slice(0, 10) ?? '';
    return {
      billNo: stored.billNo,
      called: TARGET_WORDS[stored.form ?? USUAL_TARGET],
      payee: maskText(name || number),
      amount: stored.total,
      // The home currency has the code that our bills use.
      currency: currency === PAYMENT_FORM.homeCurrency ? 'CNY' : currency,
      date: /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null,
      status: cancelled === true ? '已作废' : statusWord(stored.status),
      orgNumber,
      counts: cancelled !== true && stored.status === 'C',
      samePayee: await this.samePayee(header[ROLES.receiverType] ?? '', number, ids),
    };
  }

  /**
   * Returns whether the payee is that of our drafts, by kind and number: an employee and a supplier may share a number. Null unless
   * all drafts are there; then names are compared.
   */
  private async samePayee(kind: string, number: string, ids: readonly string[]): Promise<boolean | null> {
    if (ids.length > MOST_DRAFTS) return null;
    const drafts = [...(await this.claims.drafts(this.db.read, ids)).values()];
    if (drafts.length === 0 || drafts.length < ids.length) return null;
    const paid = drafts.map(({ header }) => [header[ROLES.receiverType] ?? '', header[ROLES.receiver] ?? ''] as const);
    return samePayeeOf([kind, number], paid);
  }
}

const NONE: CountAndSum = { count: 0, amount: fromFen(0n) };
/** Most drafts that are read to compare the payee. */
const MOST_DRAFTS = 200;

const countAndSumOf = (row: Record<string, unknown> | undefined): CountAndSum => ({
  count: readInt(row?.n),
  amount: fromFen(readFen(row?.fen)),
  ...unknownIn(readInt(row?.unknown_amounts)),
});

const namesOf = ({ billNo, thirdBillNo, carriers }: StoredBill): string[] =>
  [billNo, thirdBillNo, ...Object.values(carriers ?? {})].filter((name) => name !== '');

const digestOf = (finding: Omit<OutsideFinding, 'digest'>, others: CountAndSum): string =>
  createHash('sha256')
    .update(JSON.stringify([finding, others]))
    .digest('hex');

function told(
  seen: OutsideSeen,
  number: string,
  held: HeldOutside | null,
  { sum }: PaidOutside,
  differs: readonly string[],
  away = '',
): Omit<OutsideFinding, 'digest'> {
  const bill = held && {
    billNo: held.billNo,
    called: held.called,
    payee: held.payee,
    amount: held.amount,
    currency: held.currency,
    date: held.date,
    status: held.status,
  };
  return { seen, number, bill, ours: sum, differs: [...differs], sentence: findingWords(seen, number, held, away) };
}
