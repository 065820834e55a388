import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import { toFen } from '@dingdee/shared/money';
import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../connectors/target.js';
import { Database, placeholders } from '../database/database.js';
import { DAY_MS, dayStart } from '../domain/beijing-time.js';
import { AFTER_DAYS, BEFORE_DAYS } from '../quarantine/match-payments.js';
import { isForeign, sumOf } from './compare-target.js';
import { copiedBills, copyEntry } from './copies.js';
import { whoseBills } from './our-marks.js';
import type { Entry } from './statement-store.js';

const AT_ONCE = 200;
/** Only organisations that were paid through us within this many days are asked about. */
const PAID_DAYS = 92;
const { head: ROLES } = PAYMENT_FORM;
/** States of bills that we pay. For a bill that was paid by hand, the payment in Kingdee is the only one and no double. */
const PAYS_HERE: readonly BillStateKind[] = BILL_STATES.filter(
  (kind) => kind !== 'handled-outside' && kind !== 'no-payment',
);

/** Finds Kingdee's payment bills of a day, by any creator, that no bill of the ledger accounts for, and second bills under one of our keys. */
@Injectable()
export class OnlyInKingdee {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly kingdee: KingdeeClient,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** Returns organisations with payments through us in the months before the day; others are not compared. */
  async organisations(day: string): Promise<string[]> {
    const rows = await this.db.query<{ org: string }>(
      `SELECT DISTINCT b.org_number AS org FROM scheme c
       JOIN approval a ON a.scheme_id = c.id AND a.finished_at >= ? AND a.finished_at < ? JOIN bill b ON b.approval_id = a.id
       WHERE b.kingdee_id IS NOT NULL AND b.org_number <> '' ORDER BY b.org_number`,
      [dayStart(day) - PAID_DAYS * DAY_MS, dayStart(day) + DAY_MS],
    );
    return rows.map(({ org }) => org);
  }

  /**
   * @param seen "form id" of bills that were already found by key.
   * @param prefixes prefixes of our numbers. @returns the entries, or the problem if the organisation could not be read.
   */
  async of(
    orgNumber: string,
    day: string,
    prefixes: readonly string[],
    seen: ReadonlySet<string>,
  ): Promise<{ entries: Entry[]; problem: string | null }> {
    let paid: readonly StoredBill[];
    try {
      paid = await this.kingdee.paymentsOf(orgNumber, { from: day, to: day });
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      return { entries: [], problem: error.sentence };
    }
    const entries: Entry[] = [];
    const others = paid.filter((bill) => !seen.has(`${bill.form ?? USUAL_TARGET} ${bill.id}`));
    for (let start = 0; start < others.length; start += AT_ONCE)
      entries.push(...(await this.entriesOf(others.slice(start, start + AT_ONCE), day, prefixes)));
    return { entries, problem: null };
  }

  private async entriesOf(bills: readonly StoredBill[], day: string, prefixes: readonly string[]): Promise<Entry[]> {
    const marked = bills.map((stored) => ({
      stored,
      form: stored.form ?? USUAL_TARGET,
      id: stored.id,
      billNo: stored.billNo,
      keys: [...new Set([stored.thirdBillNo, ...Object.values(stored.carriers ?? {})])].filter((key) => key !== ''),
    }));
    const whose = await whoseBills(this.db, prefixes, marked);
    const foreign = marked.filter((bill) => whose.get(bill) === 'foreign').map(({ stored }) => stored);
    const alike = await this.alike(foreign, day);
    const copied = await copiedBills(
      this.db,
      marked.filter((bill) => whose.get(bill) === 'copy'),
    );
    return marked.flatMap((bill): Entry[] => {
      const of = whose.get(bill);
      if (of === 'ledger') return [];
      const { stored } = bill;
      const subject = `kingdee ${bill.form} ${bill.id}`;
      const repeats = [bill.billNo, ...bill.keys].map((mark) => copied.get(mark)).find((each) => each !== undefined);
      if (of === 'copy' && repeats) {
        const entry = copyEntry(stored, repeats, day, subject, this.receiverOf(stored));
        return entry === null ? [] : [entry];
      }
      const same = alike.get(stored.id);
      return [
        {
          subject,
          processCode: '',
          orgNumber: stored.orgNumber,
          processInstanceId: null,
          billId: null,
          businessId: null,
          billNo: stored.billNo,
          payee: this.receiverOf(stored),
          dingtalk: { n: 0, fen: 0n },
          ledger: { n: 0, fen: 0n },
          kingdee: { n: 1, fen: sumOf([stored]) },
          source: null,
          target: of === 'ours' || of === 'copy' ? 'extra' : same === undefined ? 'hand-typed' : 'hand-double',
          told:
            same === undefined ? {} : { lines: [{ label: '同收款人、同金额的单据', sent: same, now: stored.billNo }] },
        },
      ];
    });
  }

  private receiverOf({ header, orgNumber }: StoredBill): string {
    const number = header[ROLES.receiver] ?? '';
    const kind = PAYMENT_FORM.unitKinds[header[ROLES.receiverType] ?? ''];
    const name = kind === undefined ? '' : this.catalog.nameOf(kind, number, orgNumber);
    return [...new Set([name, number])]
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, 200);
  }

  /** Returns, by Id of the foreign bill, the number of a bill of ours with the same organisation, unit and sum around that day. */
  private async alike(foreign: readonly StoredBill[], day: string): Promise<Map<string, string>> {
    const home = foreign.filter((stored) => !isForeign(stored));
    const found = new Map<string, string>();
    if (home.length === 0) return found;
    const fens = [...new Set(home.map(({ total }) => toFen(total).toString()))];
    const rows = await this.db.query<{ id: string; no: string; org: string; kingdee: string | null }>(
      `SELECT id, bill_no AS no, org_number AS org, kingdee_no AS kingdee FROM bill
       WHERE state_kind IN (${placeholders(PAYS_HERE)}) AND base_fen IN (${placeholders(fens)}) AND finished_at >= ? AND finished_at < ?`,
      [...PAYS_HERE, ...fens, dayStart(day) - AFTER_DAYS * DAY_MS, dayStart(day) + (BEFORE_DAYS + 1) * DAY_MS],
    );
    const drafts = await this.claims.drafts(
      this.db.read,
      rows.map(({ id }) => id),
    );
    for (const stored of home) {
      const same = rows.find(({ id, org }) => {
        const draft = drafts.get(id);
        return (
          org === stored.orgNumber &&
          draft?.total === stored.total &&
          (draft.header[ROLES.receiver] ?? '') === (stored.header[ROLES.receiver] ?? '') &&
          (draft.header[ROLES.receiverType] ?? '') === (stored.header[ROLES.receiverType] ?? '')
        );
      });
      if (same) found.set(stored.id, same.kingdee ?? same.no);
    }
    return found;
  }
}
