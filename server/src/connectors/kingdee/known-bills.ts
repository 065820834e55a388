import { type TargetName, targetNamed } from '@dingdee/shared/scheme';
import { Database, placeholders } from '../../database/database.js';
import type { BillKey } from '../target.js';

/** Number of additional bills in the same query, per organisation. */
const WITNESSES = 3;
/** Form under which a bill was sent. */
const STANDS_UNDER = 'COALESCE(b.sent_form, b.target_form)';
const BOOKED = ['booked', 'written-back'] as const;

/** Knowledge of our ledger about the bills of a query, before Kingdee is asked. */
export interface Expected {
  /** Paying organisation of each asked bill, by the billNo of its key; a bill that the ledger does not know is absent. */
  orgs: ReadonlyMap<string, string>;
  /** Asked bills that Kingdee must hold, by the billNo of their key. */
  held: ReadonlySet<string>;
  /** Other bills that Kingdee must hold, by organisation. */
  witnesses: ReadonlyMap<string, readonly BillKey[]>;
}

/** Finds the bills that Kingdee must show to a user with the right to see them: booked bills that have not been found missing since. */
export class KnownBills {
  constructor(private readonly db: Database) {}

  /** Returns what must be there. @param form the asked form: visible bills of another form say nothing about this one. */
  async expected(form: TargetName, keys: readonly BillKey[]): Promise<Expected> {
    const numbers = keys.map(({ billNo }) => billNo);
    const orgs = new Map<string, string>();
    const held = new Set<string>();
    const ids: string[] = [];
    for (const column of ['bill_no', 'kingdee_no']) {
      const rows = await this.db.query<
        Record<'id' | 'no' | 'org_number' | 'state_kind', string> & { form: string | null; missing: unknown }
      >(
        `SELECT b.id, b.${column} AS no, b.org_number, b.state_kind, ${STANDS_UNDER} AS form, w.absent_since AS missing FROM bill b
         LEFT JOIN kingdee_watch w ON w.bill_id = b.id WHERE b.${column} IN (${placeholders(numbers)})`,
        numbers,
      );
      for (const row of rows) {
        ids.push(row.id);
        orgs.set(row.no, row.org_number);
        const isThere = row.missing == null && BOOKED.some((kind) => kind === row.state_kind);
        if (isThere && targetNamed(row.form) === form) held.add(row.no);
      }
    }
    const witnesses = new Map<string, readonly BillKey[]>();
    for (const org of new Set(orgs.values())) witnesses.set(org, await this.witnesses(form, org, ids));
    return { orgs, held, witnesses };
  }

  private async witnesses(form: TargetName, org: string, but: readonly string[]): Promise<BillKey[]> {
    const found: BillKey[] = [];
    for (const kind of BOOKED) {
      const rows = await this.db.query<Record<'bill_no' | 'kingdee_no' | 'third_bill_no', string>>(
        `SELECT b.bill_no, COALESCE(b.kingdee_no, b.bill_no) AS kingdee_no, b.third_bill_no FROM bill b
         LEFT JOIN kingdee_watch w ON w.bill_id = b.id
         WHERE b.state_kind = ? AND b.org_number = ? AND ${STANDS_UNDER} = ? AND w.absent_since IS NULL AND b.id NOT IN (${placeholders(but)})
         ORDER BY b.state_since DESC, b.id DESC LIMIT ${WITNESSES}`,
        [kind, org, form, ...but],
      );
      found.push(...rows.map((row) => ({ forms: [form], billNo: row.kingdee_no, thirdBillNo: row.third_bill_no })));
    }
    return found.slice(0, WITNESSES);
  }
}
