import type { Accrual, AccrualGroup, Accruals, CloseListQuery } from '@dingdee/shared/close';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import * as z from 'zod/mini';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import type { Database } from '../database/database.js';
import { DAY_MS } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import { stateWord } from './close-words.js';

type Row = Record<string, unknown>;
type Reads = Pick<Database, 'query'>;
/** Age limit of an accrual: a bill that Kingdee never audits is not carried on for ever. */
const OLDEST_MS = 366 * DAY_MS;
const names = z.array(z.string());

/** An SQL text and its parameters. */
export interface Source {
  sql: string;
  params: readonly unknown[];
}

const COLUMNS = `b.id AS bill_id, b.org_number AS org_number, CASE WHEN INSTR(b.cost_items, '","') > 0 THEN '[]' ELSE b.cost_items END AS cost_item,
  b.business_id AS business_id, b.bill_no AS bill_no, b.payee AS payee, b.finished_at AS finished_at, b.state_kind AS state_kind, b.base_fen AS base_fen`;

/**
 * 暂估: approvals agreed before `end` whose bill Kingdee had not audited by then, as far as it is known now. Bills that were archived since are
 * not owed. Each part uses an index: open bills and bills finished after `end` by state, bills never audited by
 * ix_bill_reached_state_kind_state_since.
 */
export const accruedBefore = (end: number): Source => ({
  sql: `SELECT ${COLUMNS} FROM bill b WHERE b.state_kind IN ('collected', 'needs-mapping', 'ready', 'approved', 'pushing', 'in-doubt', 'failed', 'held') AND b.finished_at < ?
    UNION ALL SELECT ${COLUMNS} FROM bill b WHERE b.state_kind IN ('booked', 'written-back', 'reversal-needed') AND b.state_since >= ? AND b.finished_at < ?
      AND (b.reached <> 'audited' OR NOT EXISTS (SELECT 1 FROM push_receipt p WHERE p.bill_id = b.id AND p.step = 'audit' AND p.outcome = 'done' AND p.ended_at < ?))
    UNION ALL SELECT ${COLUMNS} FROM bill b WHERE b.state_kind IN ('booked', 'written-back', 'reversal-needed') AND b.state_since >= ? AND b.state_since < ? AND b.finished_at < ?
      AND b.reached IN ('none', 'saved', 'submitted')`,
  params: [end, end, end, end, end - OLDEST_MS, end, end],
});

/** The accruals as they were signed. */
export const accruedIn = (packId: string): Source => ({
  sql: 'SELECT * FROM close_accrual WHERE pack_id = ?',
  params: [packId],
});

export async function accrualSums(
  db: Reads,
  { sql, params }: Source,
  orgName: (number: string) => string,
): Promise<{ accruals: CountAndSum; accrualGroups: AccrualGroup[] }> {
  const sums = `COUNT(*) AS n, ${sumOfFen('x.base_fen')} AS fen, SUM(CASE WHEN x.base_fen IS NULL THEN 1 ELSE 0 END) AS unknown_n`;
  // Groups and total come from one read.
  const found = await db.query<Row>(
    `WITH x AS (${sql}) SELECT 0 AS whole, x.org_number AS org, x.cost_item AS item, ${sums} FROM x GROUP BY x.org_number, x.cost_item
     UNION ALL SELECT 1, '', '', ${sums} FROM x ORDER BY whole, org, item`,
    [...params],
  );
  const rows = found.filter((row) => readInt(row.whole) === 0);
  const total = found.find((row) => readInt(row.whole) === 1);
  return {
    accruals: sumOf(total ?? {}),
    accrualGroups: rows.map((row) => ({
      orgNumber: String(row.org),
      orgName: orgName(String(row.org)),
      costItem: itemOf(row.item),
      ...sumOf(row),
    })),
  };
}

/** Returns all accruals, in the order of their ids, from one query. */
export async function allAccruals(
  db: Reads,
  { sql, params }: Source,
  orgName: (number: string) => string,
): Promise<Accrual[]> {
  const rows = await db.query<Row>(`SELECT x.* FROM (${sql}) x ORDER BY x.bill_id`, [...params]);
  return rows.map((row) => accrualOf(row, orgName));
}

/** Returns one page, in the order of their ids. */
export async function accrualPage(
  db: Reads,
  { sql, params }: Source,
  { cursor, limit }: CloseListQuery,
  orgName: (number: string) => string,
): Promise<Accruals> {
  const [counted] = await db.query<{ n: unknown }>(`SELECT COUNT(*) AS n FROM (${sql}) x`, [...params]);
  const rows = await db.query<Row>(`SELECT x.* FROM (${sql}) x WHERE x.bill_id > ? ORDER BY x.bill_id LIMIT ${limit}`, [
    ...params,
    cursor ?? '',
  ]);
  return {
    items: rows.map((row) => accrualOf(row, orgName)),
    next: rows.length === limit ? String(rows.at(-1)?.bill_id) : null,
    total: readInt(counted?.n),
  };
}

const accrualOf = (row: Row, orgName: (number: string) => string): Accrual => ({
  billId: String(row.bill_id),
  businessId: String(row.business_id),
  billNo: String(row.bill_no),
  payee: maskText(String(row.payee)),
  orgName: orgName(String(row.org_number)),
  costItem: itemOf(row.cost_item),
  finishedAt: readInt(row.finished_at),
  amount: row.base_fen == null ? null : fromFen(readFen(row.base_fen)),
  state: stateWord(row.state_kind),
});
const itemOf = (json: unknown): string => names.parse(JSON.parse(String(json)))[0] ?? '';
function sumOf(row: Row): CountAndSum {
  const unknown = readInt(row.unknown_n);
  const sum = { count: readInt(row.n), amount: fromFen(readFen(row.fen)) };
  return unknown > 0 ? { ...sum, unknown } : sum;
}
