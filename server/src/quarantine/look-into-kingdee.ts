import { toFen } from '@dingdee/shared/money';
import { TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable, Logger } from '@nestjs/common';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../connectors/target.js';
import { Database, placeholders } from '../database/database.js';
import { QuarantineDecisions, type QuarantinedApproval } from '../intake/quarantine/quarantine-decisions.js';
import { MappingBooks } from '../mapping/run/mapping-books.js';
import { SchemeNotFoundError } from '../scheme/version/scheme.errors.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { AFTER_DAYS, BEFORE_DAYS, type Match, matchPayments, type Payment } from './match-payments.js';
import { type ReadExpense, readExpense, unitKey } from './read-expense.js';

const PAGE = 100;
const DAY_MS = 86_400_000;
const { date: DATE, receiver: RECEIVER, receiverType: RECEIVER_TYPE } = PAYMENT_FORM.head;

/**
 * Looks into Kingdee for payments, made by hand or otherwise, that explain approvals in quarantine（到金蝶找已付的）.
 * The result is a suggestion and decides nothing.
 */
@Injectable()
export class LookIntoKingdee {
  private readonly log = new Logger('quarantine');

  constructor(
    private readonly db: Database,
    private readonly decisions: QuarantineDecisions,
    private readonly books: MappingBooks,
    private readonly catalog: BaseDataCatalog,
    private readonly schemes: SchemeStore,
    private readonly kingdee: KingdeeClient,
  ) {}

  /** Looks for every batch for which a look is requested. */
  async run(): Promise<void> {
    for (const batchId of await this.decisions.dueLooks()) await this.look(batchId);
  }

  private async look(batchId: string): Promise<void> {
    await this.decisions.beginLook(batchId);
    const read = await this.readAll(batchId);
    const { payments, problems } = await this.payments(read);
    const asked = read.filter(({ expense }) => expense !== null && !problems.has(expense.orgNumber));
    const matches = matchPayments(
      asked.flatMap(({ expense }) => (expense ? [expense] : [])),
      payments,
      await this.decisions.spokenFor(batchId),
    );
    const found = read.map((each) => noteOf(each, each.expense ? (matches.get(each.approvalId) ?? null) : null));
    for (let start = 0; start < found.length; start += PAGE)
      await this.db.inTransaction((tx) => this.decisions.note(tx, found.slice(start, start + PAGE)));
    const problem = problems.size === 0 ? null : [...new Set(problems.values())].join('');
    await this.db.inTransaction((tx) => this.decisions.endLook(tx, batchId, problem));
  }

  /** Returns whom approvals pay, by approval id, as today's mapping reads them; Kingdee is not asked. Those of a deleted scheme are missing. */
  async payeesOf(approvals: readonly QuarantinedApproval[]): Promise<ReadonlyMap<string, string>> {
    const read = await this.reader();
    const payees = new Map<string, string>();
    for (const approval of approvals)
      try {
        payees.set(approval.approvalId, (await read(approval)).payee);
      } catch (error) {
        if (!(error instanceof SchemeNotFoundError)) throw error;
      }
    return payees;
  }

  private async reader(): Promise<(approval: QuarantinedApproval) => Promise<ReadExpense>> {
    const [book, baseData, departments, current] = await Promise.all([
      this.books.current(),
      this.catalog.current(),
      this.books.departments(),
      this.schemes.currentVersions(),
    ]);
    const basisOf = async ({ schemeId }: QuarantinedApproval) => {
      const version = current.get(schemeId) ?? 1;
      const { content, form, writers } = await this.schemes.version(schemeId, version);
      // The payee is only compared here; the later bill is checked against changes of its form.
      const scheme = { id: schemeId, version, content, form, writers };
      return { book, baseData, departments, scheme, formStops: [] };
    };
    return async (approval) => readExpense(approval, await basisOf(approval));
  }

  private async readAll(batchId: string): Promise<ReadExpense[]> {
    const read: ReadExpense[] = [];
    const reads = await this.reader();
    for (let after = ''; ; ) {
      const page = await this.decisions.waiting(batchId, after, PAGE);
      for (const approval of page) read.push(await reads(approval));
      const last = page.at(-1);
      if (!last || page.length < PAGE) return read;
      after = last.approvalId;
      // SQLite answers without yielding to the event loop; without this pause the rest of the program would wait for the whole look.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Returns Kingdee's payments of every organisation around the days of the approvals, without those that one of our bills explains,
   * and per organisation why it could not be asked.
   */
  private async payments(
    read: readonly ReadExpense[],
  ): Promise<{ payments: Payment[]; problems: ReadonlyMap<string, string> }> {
    const days = new Map<string, Set<string>>();
    for (const { expense } of read) {
      if (!expense) continue;
      const { orgNumber, day } = expense;
      days.set(orgNumber, (days.get(orgNumber) ?? new Set()).add(day));
    }
    const payments: Payment[] = [];
    const problems = new Map<string, string>();
    for (const [orgNumber, of] of days)
      try {
        const all = [...of].sort();
        const stored = await this.kingdee.paymentsOf(orgNumber, {
          from: shifted(all[0] ?? '', -BEFORE_DAYS),
          to: shifted(all.at(-1) ?? '', AFTER_DAYS),
        });
        payments.push(...(await this.notOurs(stored)).map(asPayment));
      } catch (error) {
        if (!(error instanceof KingdeeUnavailableError)) throw error;
        this.log.warn(`payments of ${orgNumber}: ${error.sentence}`);
        problems.set(orgNumber, error.sentence);
      }
    return { payments, problems };
  }

  /** Returns home-currency payments without a bill in the ledger; a ledger bill pays its own approval and no other. */
  private async notOurs(stored: readonly StoredBill[]): Promise<StoredBill[]> {
    const home = stored.filter(({ currency }) => currency === PAYMENT_FORM.homeCurrency);
    const ours = new Set<string>();
    for (let start = 0; start < home.length; start += 200) {
      const numbers = home.slice(start, start + 200).map(({ billNo }) => billNo);
      const keys = home
        .slice(start, start + 200)
        .flatMap(({ thirdBillNo }) => (thirdBillNo === '' ? [] : [thirdBillNo]));
      const rows = await this.db.query<{ no: string; kingdee: string | null; third: string }>(
        `SELECT bill_no AS no, kingdee_no AS kingdee, third_bill_no AS third FROM bill
         WHERE bill_no IN (${placeholders(numbers)}) OR kingdee_no IN (${placeholders(numbers)})
         ${keys.length === 0 ? '' : `OR process_instance_id IN (${placeholders(keys)})`}`,
        [...numbers, ...numbers, ...keys],
      );
      for (const { no, kingdee, third } of rows) for (const each of [no, kingdee, third]) if (each) ours.add(each);
    }
    return home.filter(
      ({ billNo, thirdBillNo }) => !ours.has(billNo) && !(thirdBillNo !== '' && ours.has(thirdBillNo)),
    );
  }
}

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const asPayment = ({ billNo, thirdBillNo, orgNumber, total, header }: StoredBill): Payment => ({
  billNo,
  orgNumber,
  unit: unitKey(header[RECEIVER_TYPE] ?? '', header[RECEIVER] ?? ''),
  fen: toFen(total),
  day: header[DATE] ?? '',
  key: thirdBillNo,
});

/** Returns the row with its finding and the note for the list. */
function noteOf(
  { approvalId, payee, fen, foreign, expense, why, target }: ReadExpense,
  match: Match | null,
): Parameters<QuarantineDecisions['note']>[1][number] {
  const kingdeeNo = match?.finding === 'paid' ? (match.payment?.billNo ?? null) : null;
  const row = { approvalId, payee, fen, foreign, kingdeeNo };
  if (!expense) return { ...row, finding: 'unmapped', note: why };
  if (!match) return { ...row, finding: 'unasked', note: '没有查到金蝶，不知道付过没有' };
  const { finding, payment, alike } = match;
  if (finding === 'none' && target !== USUAL_TARGET)
    return {
      ...row,
      finding: 'unasked',
      note: `金蝶里没有对上的付款单；手工开过的${TARGET_WORDS[target]}没有查，在金蝶里核对过再放行`,
    };
  switch (finding) {
    case 'paid':
      return { ...row, finding, note: `金蝶已有付款单 ${payment?.billNo ?? ''}，${payment?.day ?? ''}` };
    case 'other-payee':
      return {
        ...row,
        finding,
        note: `金蝶有 ${alike} 张同额单据，收款人不同${payment ? `，最近的是 ${payment.billNo}` : ''}`,
      };
    case 'taken':
      return { ...row, finding, note: '金蝶的同额单据已经对上别的审批' };
    case 'none':
      return { ...row, finding, note: '金蝶没有同额单据' };
  }
}
