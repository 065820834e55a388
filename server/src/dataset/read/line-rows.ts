import type { DatasetTotals } from '@dingdee/shared/data-export';
import { amount, fromFen, toFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { all } from '../../bill/selection/bill-filter.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { isYuan, YUAN } from '../../domain/draft/base-total.js';
import { billCondition } from './bill-condition.js';
import { schemeNames, stateOf } from './bill-rows.js';
import { numberOf, type Row, textOf } from './cells.js';
import { badCursor } from './dataset.errors.js';
import { accountOf } from './payee-account.js';
import { type RowSource, type Scope } from './scope.js';

interface Raw {
  [column: string]: unknown;
}
const line = z.object({
  amount: z.nullable(amount),
  sourceTitle: z.string(),
  sourceNote: z.string(),
  sourceAmount: z.string(),
  fields: z.record(z.string(), z.string()),
});
const notes = z.object({ fields: z.object({ rows: z.array(line) }) });
const COLUMNS =
  'bill.id, bill_no, business_id, payee, state_kind, reached, outcome, org_number, finished_at, scheme_id, currency, (SELECT c.notes FROM bill_content c WHERE c.bill_id = bill.id) AS notes';
/** SQL for the amount of a line; NULL if its bill is not in yuan. @param amount SQL for the amount as the bill holds it. */
const inYuan = (amount: string): string => `CASE WHEN wanted.currency IN ('', '${YUAN}') THEN ${amount} END`;
/** Bills that are read at once at most: each carries its whole content, and bills that do not fit into a page are read again for the next. */
const MOST_AT_ONCE = 200;
/** Assumed lines of a bill, until some bills were read. */
const USUAL_LINES = 5;

/** 明细行. The key is "bill id:place", so that a page may end within a bill. */
export class LineRows implements RowSource {
  constructor(private readonly db: Database) {}

  /** @throws BillRefusedError if `after` is not the place of a line. */
  async page(scope: Scope, after: string | null, limit: number) {
    let { id, place } = placeOf(after);
    const condition = await billCondition(this.db, scope);
    const schemes = await schemeNames(this.db);
    const rows: Row[] = [];
    let bills = 0;
    for (;;) {
      const lines = bills === 0 ? USUAL_LINES : Math.max(1, rows.length / bills);
      const atOnce = Math.min(MOST_AT_ONCE, Math.ceil((limit + 1 - rows.length) / lines) + 1);
      const where = all([condition, { sql: 'bill.id >= ?', params: [id] }]);
      const found = await this.db.query<Raw>(
        `SELECT ${COLUMNS} FROM bill WHERE ${where.sql} ORDER BY bill.id LIMIT ${atOnce}`,
        where.params,
      );
      for (const bill of found) {
        const first = String(bill.id) === id ? place + 1 : 0;
        const lines = linesOf(bill);
        for (let at = first; at < lines.length; at++) {
          if (rows.length === limit) return { rows, last: `${id}:${place}` };
          const one = lines[at];
          if (one) rows.push(this.told(bill, one, at, scope, schemes));
          [id, place] = [String(bill.id), at];
        }
        // Continues after a bill without lines, or with no lines left.
        if (lines.length <= first) [id, place] = [String(bill.id), lines.length];
      }
      bills += found.length;
      if (found.length < atOnce) return { rows, last: null };
    }
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = await billCondition(this.db, scope);
    // Counts one row per line of each bill, with either database's way to unnest a list.
    const own = inYuan(this.db.dialect === 'mysql' ? 'line.amount' : "json_extract(line.value, '$.amount')");
    const [row] = await this.db.query<Raw>(
      this.db.dialect === 'mysql'
        ? `SELECT COUNT(*) AS n, ${sumOfFen(`CAST(REPLACE(${own}, '.', '') AS SIGNED)`)} AS fen, ${unknownOf(own)} AS unknown_amounts
           FROM (SELECT id AS wanted_id, currency FROM bill WHERE ${where.sql}) wanted JOIN bill_content c ON c.bill_id = wanted.wanted_id
           CROSS JOIN JSON_TABLE(c.notes, '$.fields.rows[*]' COLUMNS (amount VARCHAR(40) PATH '$.amount')) AS line`
        : `SELECT COUNT(*) AS n, ${sumOfFen(`CAST(REPLACE(${own}, '.', '') AS INTEGER)`)} AS fen, ${unknownOf(own)} AS unknown_amounts
           FROM (SELECT id AS wanted_id, currency FROM bill WHERE ${where.sql}) wanted JOIN bill_content c ON c.bill_id = wanted.wanted_id CROSS JOIN json_each(c.notes, '$.fields.rows') AS line`,
      where.params,
    );
    return { rows: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }

  private told(
    bill: Raw,
    { amount: own, sourceTitle, sourceNote, sourceAmount, fields }: z.infer<typeof line>,
    at: number,
    { fullAccounts }: Scope,
    schemes: ReadonlyMap<string, string>,
  ): Row {
    return {
      billNo: String(bill.bill_no),
      businessId: String(bill.business_id),
      line: at + 1,
      payee: maskText(String(bill.payee)),
      source: textOf(maskText(sourceTitle)),
      costItem: textOf(fields[PAYMENT_FORM.row.costItem]),
      expenseDepartment: textOf(fields.expenseDepartment),
      amount: own === null || !isYuan({ currency: String(bill.currency) }) ? null : toFen(own),
      state: stateOf(bill),
      org: textOf(bill.org_number),
      finishedAt: numberOf(bill.finished_at),
      sourceNote: textOf(maskText(sourceNote)),
      sourceAmount: textOf(sourceAmount),
      account: accountOf(fields, fullAccounts),
      scheme: schemes.get(String(bill.scheme_id)) ?? null,
    };
  }
}

const PLACE = /^([^:]+):(\d{1,6})$/;
/** Parses the cursor strictly: a client may send any cursor, and a place that is no whole number would never reach the end of a bill. */
function placeOf(after: string | null): { id: string; place: number } {
  if (after === null) return { id: '', place: -1 };
  const [, id, place] = PLACE.exec(after) ?? [];
  if (id === undefined || place === undefined) throw badCursor();
  return { id, place: Number(place) };
}

const linesOf = ({ notes: text }: Raw): z.infer<typeof line>[] =>
  text == null ? [] : notes.parse(JSON.parse(String(text))).fields.rows;
