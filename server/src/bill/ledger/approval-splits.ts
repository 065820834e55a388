import { SPLITS, splitRule } from '@dingdee/shared/scheme';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { PartOfApproval } from '../../domain/approval/part-of-approval.js';
import { ApprovalSplitRow } from './approval-split.entity.js';

/** Split of an approval. */
export type ApprovalSplit = Omit<PartOfApproval, 'part'>;

interface Row {
  corp_id: string;
  process_instance_id: string;
  split_by: string;
  split_from: string;
  parts: string;
}

const stored = z.object({
  by: z.enum(SPLITS),
  from: splitRule.shape.from,
  all: z.array(z.string().check(z.minLength(1), z.maxLength(16))),
});

/** Reads a split. @throws ZodError for content that this version does not know: a bill is never mapped by a guess which rows are its own. */
export function readSplit(row: Pick<Row, 'split_by' | 'split_from' | 'parts'>): ApprovalSplit {
  return stored.parse({ by: row.split_by, from: row.split_from, all: JSON.parse(row.parts) });
}

/** Returns "第 2 张，共 3 张" as numbers; null for a bill that is no longer among its approval's parts, or is the only one. */
export function placeOf({ all }: Pick<ApprovalSplit, 'all'>, part: string): { place: number; of: number } | null {
  const at = all.indexOf(part);
  return at < 0 || all.length < 2 ? null : { place: at + 1, of: all.length };
}

/** Columns of the split of a bill b, and the join for them; null if its approval is one bill. */
export const SPLIT_COLUMNS = 'b.part, s.split_by, s.split_from, s.parts';
export const SPLIT_JOIN =
  "LEFT JOIN approval_split s ON b.part <> '' AND s.corp_id = b.corp_id AND s.process_instance_id = b.process_instance_id";

/**
 * Returns the part of its approval that a row of SPLIT_COLUMNS is. @returns undefined for a bill that is its whole approval.
 * @throws Error if the split of a part is missing: the part must not be mapped as if all rows were its own.
 */
export function partIn(row: Readonly<Record<string, unknown>>): PartOfApproval | undefined {
  const part = String(row.part ?? '');
  if (part === '') return undefined;
  if (row.parts == null) throw new Error(`part ${part} of an approval that was never split`);
  const split = readSplit({
    split_by: String(row.split_by),
    split_from: String(row.split_from),
    parts: String(row.parts),
  });
  return { ...split, part };
}

/** @param corpId organisation of the approvals. @returns splits by instance id; approvals with one bill are absent. */
export async function splitsOf(
  reads: Pick<EntityManager, 'query'>,
  corpId: string,
  instanceIds: readonly string[],
): Promise<Map<string, ApprovalSplit>> {
  if (instanceIds.length === 0) return new Map();
  const rows: Row[] = await reads.query(
    `SELECT corp_id, process_instance_id, split_by, split_from, parts FROM approval_split
     WHERE corp_id = ? AND process_instance_id IN (${placeholders(instanceIds)})`,
    [corpId, ...instanceIds],
  );
  return new Map(rows.map((row) => [row.process_instance_id, readSplit(row)]));
}

/** Returns the position of these bills in their approvals; absent for bills that are alone, or whose split cannot be read. */
export async function placesOf(
  reads: Pick<EntityManager, 'query'>,
  billIds: readonly string[],
): Promise<Map<string, { place: number; of: number }>> {
  if (billIds.length === 0) return new Map();
  const rows: (Row & { id: string; part: string })[] = await reads.query(
    `SELECT b.id, b.part, s.split_by, s.split_from, s.parts FROM bill b JOIN approval_split s
       ON s.corp_id = b.corp_id AND s.process_instance_id = b.process_instance_id
     WHERE b.part <> '' AND b.id IN (${placeholders(billIds)})`,
    [...billIds],
  );
  return new Map(
    rows.flatMap((row) => {
      const place = placeIn(row);
      return place === null ? [] : [[row.id, place]];
    }),
  );
}

function placeIn(row: Row & { part: string }): { place: number; of: number } | null {
  try {
    return placeOf(readSplit(row), row.part);
  } catch {
    return null;
  }
}

/** Returns "同一张审批第 2 张，共 3 张": these words also distinguish a comment of ours from that of another bill of the approval. */
export const placeWords = ({ place, of }: { place: number; of: number }): string =>
  `同一张审批第 ${place} 张，共 ${of} 张`;

/** Stores how approvals are split, in the transaction that creates their bills. */
export async function keepSplits(
  tx: EntityManager,
  splits: readonly (ApprovalSplit & { corpId: string; processInstanceId: string })[],
): Promise<void> {
  const now = Date.now();
  await insertRows(
    tx,
    ApprovalSplitRow,
    splits.map(({ corpId, processInstanceId, by, from, all }) => ({
      corp_id: corpId,
      process_instance_id: processInstanceId,
      split_by: by,
      split_from: from,
      parts: JSON.stringify(all),
      created_at: now,
      updated_at: now,
    })),
  );
}

/** Replaces the parts of an approval that has changed, if nothing of it was sent. */
export async function replaceParts(
  tx: EntityManager,
  { corpId, processInstanceId }: { corpId: string; processInstanceId: string },
  all: readonly string[],
): Promise<void> {
  await tx.query('UPDATE approval_split SET parts = ?, updated_at = ? WHERE corp_id = ? AND process_instance_id = ?', [
    JSON.stringify(all),
    Date.now(),
    corpId,
    processInstanceId,
  ]);
}
