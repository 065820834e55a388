import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readCitedTables } from '../../bill/ledger/bill-content.js';
import { OutdatedContent } from '../../bill/review/outdated-content.js';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';

/**
 * Condition on bills b for which table t has no plain row (for all, without a day): if the table decides who pays, their paying organisation depends on all of its
 * rows (decision 52). SQL on `bill b` and `mapping_table t`. CROSS JOIN as in behind-table.ts;
 * by the plus sign SQLite finds a row by its key, not by the index of all rows that count.
 */
export const WITHOUT_ROW = `t.target = 'organisation' AND NOT EXISTS (SELECT 1 FROM bill_lookup l CROSS JOIN mapping_row r ON r.row_key = l.lookup_key
  WHERE l.bill_id = b.id AND l.table_code = t.code AND r.table_id = t.id AND +r.until_revision IS NULL AND r.scope = 'company' AND r.org_number = '' AND r.from_day = '')`;

/**
 * Returns bills whose content is outdated: a row that they asked for, or the version of their scheme, has changed since they were mapped,
 * or they are due to be mapped (bills-due-to-map.ts). Nobody approves them before they are mapped again. A row that was only confirmed by
 * a second person changes no value, and does not count.
 * @param ids of bills that have content
 */
export async function behindMapping(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const list = placeholders(ids);
  const due: { id: string }[] = await tx.query(
    `SELECT bill_id AS id FROM bill_due_map WHERE bill_id IN (${list})
     UNION SELECT b.id FROM bill b JOIN scheme s ON s.id = b.scheme_id WHERE b.id IN (${list}) AND s.current_version <> b.scheme_version`,
    [...ids, ...ids],
  );
  const behind = new Set(due.map(({ id }) => id));
  const revisions = await tableRevisions(tx);
  const contents: { bill_id: string; citations: string }[] = await tx.query(
    `SELECT bill_id, citations FROM bill_content WHERE bill_id IN (${list})`,
    [...ids],
  );
  const cited = new Map(contents.map(({ bill_id, citations }) => [bill_id, readCitedTables(citations)]));
  // Most bills were mapped with the tables of today: their rows need no check.
  const older: string[] = [];
  for (const [id, tables] of cited)
    if (tables === null) behind.add(id);
    else if (Object.entries(tables).some(([code, revision]) => (revisions.get(code) ?? 0) > revision)) older.push(id);
  for (const { id, code, revision } of await changedRows(tx, older)) {
    const since = cited.get(id)?.[code];
    if (since !== undefined && revision > since) behind.add(id);
  }
  return behind;
}

/** Tells the approval which bills are outdated (outdated-content.ts). */
@Injectable()
export class BehindMapping extends OutdatedContent {
  override among(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return behindMapping(tx, ids);
  }
}

async function tableRevisions(tx: EntityManager): Promise<ReadonlyMap<string, number>> {
  const rows: { code: string; revision: unknown }[] = await tx.query('SELECT code, revision FROM mapping_table');
  return new Map(rows.map(({ code, revision }) => [code, readInt(revision)]));
}

interface ChangedRow {
  id: string;
  code: string;
  /** The table's revision in which the row was last set or ended. */
  revision: number;
}

/**
 * Returns per bill and table the last change of a row that the bill asked for; for a table that decides who pays and has no matching row,
 * the last change of any row.
 */
async function changedRows(tx: EntityManager, ids: readonly string[]): Promise<ChangedRow[]> {
  if (ids.length === 0) return [];
  const list = placeholders(ids);
  const rows: { id: string; code: string; set_at: unknown; ended_at: unknown }[] = await tx.query(
    `SELECT l.bill_id AS id, l.table_code AS code, MAX(r.since_revision) AS set_at, MAX(r.until_revision) AS ended_at
       FROM bill_lookup l CROSS JOIN mapping_table t ON t.code = l.table_code CROSS JOIN mapping_row r ON r.table_id = t.id AND r.row_key = l.lookup_key
       WHERE l.bill_id IN (${list}) GROUP BY l.bill_id, l.table_code
     UNION ALL SELECT b.id, t.code, t.revision, NULL FROM bill b, mapping_table t WHERE b.id IN (${list}) AND ${WITHOUT_ROW}`,
    [...ids, ...ids],
  );
  return rows.map(({ id, code, set_at, ended_at }) => ({
    id,
    code,
    revision: Math.max(readInt(set_at), readInt(ended_at)),
  }));
}
