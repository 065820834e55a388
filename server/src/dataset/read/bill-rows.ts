import { BILL_STATES, bookedWord, OUTCOMES, REACHED, STATE_WORDS } from '@dingdee/shared/bill-state';
import type { DatasetTotals } from '@dingdee/shared/data-export';
import { fromFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { all } from '../../bill/selection/bill-filter.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { billCondition } from './bill-condition.js';
import { type Cell, fenOf, numberOf, type Row, textOf } from './cells.js';
import { accountOf } from './payee-account.js';
import { behindKey, type RowSource, type Scope } from './scope.js';

interface Raw {
  [column: string]: unknown;
}
const costItems = z.catch(z.array(z.string()), []);
const notes = z.object({ fields: z.object({ rows: z.array(z.object({ fields: z.record(z.string(), z.string()) })) }) });
const COLUMNS = `id, bill_no, business_id, payee, department, purpose, state_kind, reached, outcome, base_fen, org_number, finished_at, kingdee_no,
 business_date, originator_name, cost_items, currency, approved_by, approved_at, reason, scheme_id, scheme_version, content_hash,
 state_since, process_instance_id`;

/** 单据. */
export class BillRows implements RowSource {
  constructor(private readonly db: Database) {}

  async page(scope: Scope, after: string | null, limit: number) {
    const where = all([await billCondition(this.db, scope), ...behindKey('bill.id', after)]);
    const found = await this.db.query<Raw>(
      `SELECT ${COLUMNS} FROM bill WHERE ${where.sql} ORDER BY bill.id LIMIT ${limit + 1}`,
      where.params,
    );
    const shown = found.slice(0, limit);
    return { rows: await this.told(shown, scope), last: found.length > limit ? String(shown.at(-1)?.id) : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = await billCondition(this.db, scope);
    const [row] = await this.db.query<Raw>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill WHERE ${where.sql}`,
      where.params,
    );
    return { rows: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }

  private async told(rows: readonly Raw[], { fullAccounts }: Scope): Promise<Row[]> {
    const ids = rows.map(({ id }) => String(id));
    const [booked, further, pushers, accounts, people, schemes] = await Promise.all([
      this.byId(
        ids,
        "SELECT subject_id AS id, MIN(at) AS found FROM audit WHERE to_state = 'booked' AND subject_id IN (?) GROUP BY subject_id",
      ),
      // Bills that were only saved or submitted by us, and audited by people.
      this.byId(
        ids,
        "SELECT subject_id AS id, MAX(at) AS found FROM audit WHERE action = 'watch-step' AND subject_id IN (?) GROUP BY subject_id",
      ),
      this.byId(
        ids,
        'SELECT i.bill_id AS id, o.owner_name AS found FROM push_item i JOIN push_order o ON o.id = i.order_id WHERE i.not_sent IS NULL AND i.bill_id IN (?) ORDER BY o.created_at',
      ),
      this.accounts(ids, fullAccounts),
      this.byId(
        [...new Set(rows.flatMap(({ approved_by: by }) => (by == null ? [] : [String(by)])))],
        'SELECT user_id AS id, name AS found FROM member WHERE user_id IN (?)',
      ),
      schemeNames(this.db),
    ]);
    return rows.map((row) => {
      const id = String(row.id);
      const bookedAt = row.reached === 'audited' ? numberOf(booked.get(id)) : null;
      const own = [String(row.business_id), String(row.bill_no)];
      return {
        billNo: String(row.bill_no),
        businessId: String(row.business_id),
        payee: maskText(String(row.payee)),
        department: String(row.department),
        purpose: maskText(String(row.purpose), own),
        state: stateOf(row),
        amount: fenOf(row.base_fen),
        org: textOf(row.org_number),
        finishedAt: numberOf(row.finished_at),
        bookedAt: bookedAt === null ? null : Math.max(bookedAt, numberOf(further.get(id)) ?? 0),
        kingdeeNo: textOf(row.kingdee_no),
        businessDate: textOf(row.business_date),
        originator: textOf(row.originator_name),
        costItems: textOf(costItems.parse(JSON.parse(String(row.cost_items))).join('、')),
        currency: textOf(row.currency),
        account: accounts.get(id) ?? null,
        approvedBy: row.approved_by == null ? null : String(people.get(String(row.approved_by)) ?? row.approved_by),
        approvedAt: numberOf(row.approved_at),
        pushedBy: textOf(pushers.get(id)),
        reason: row.reason == null ? null : maskText(String(row.reason), own),
        scheme: schemes.get(String(row.scheme_id)) ?? null,
        schemeVersion: readInt(row.scheme_version),
        contentHash: textOf(row.content_hash),
        stateSince: numberOf(row.state_since),
        instanceId: String(row.process_instance_id),
      };
    });
  }

  /** Reads values of other tables for all rows of a page in one statement. @param sql with one `IN (?)`; the last row of an id counts. */
  private async byId(ids: readonly string[], sql: string): Promise<Map<string, unknown>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<{ id: unknown; found: unknown }>(
      sql.replace('IN (?)', `IN (${placeholders(ids)})`),
      [...ids],
    );
    return new Map(rows.map(({ id, found }) => [String(id), found]));
  }

  private async accounts(ids: readonly string[], full: boolean): Promise<Map<string, Cell>> {
    const found = await this.byId(ids, 'SELECT bill_id AS id, notes AS found FROM bill_content WHERE bill_id IN (?)');
    return new Map(
      [...found].map(([id, text]) => {
        const { rows } = notes.parse(JSON.parse(String(text))).fields;
        const accounts = rows.flatMap(({ fields }) => accountOf(fields, full) ?? []);
        return [id, textOf([...new Set(accounts)].join('、'))];
      }),
    );
  }
}

/** Returns the state in words; 已入账 only if Kingdee has audited the bill. */
export function stateOf({ state_kind, reached, outcome }: Raw): string {
  const state = BILL_STATES.find((kind) => kind === state_kind) ?? 'collected';
  if (state !== 'booked' && state !== 'written-back') return STATE_WORDS[state];
  return bookedWord(
    REACHED.find((each) => each === reached) ?? 'none',
    OUTCOMES.find((each) => each === outcome) ?? 'save',
  );
}

/** Returns id of a scheme → its name. */
export async function schemeNames(db: Database): Promise<Map<string, string>> {
  const rows = await db.query<{ id: unknown; name: unknown }>('SELECT id, name FROM scheme');
  return new Map(rows.map(({ id, name }) => [String(id), String(name)]));
}
