import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';
import type { ReadBill } from './bill-rows.js';

/** Reason key of a bill whose row cannot be read, in its state. */
export const SPOILT = 'row-unreadable';
/** Time until it is read again, in ms: it may have been repaired. */
const LATER_MS = 600_000;

const WORDS: Readonly<Record<string, string>> = {
  state: '状态',
  state_kind: '状态',
  reached: '推送到哪一步',
  outcome: '要推送到哪一步',
  payees: '收款人',
  base_fen: '金额',
  draft: '付款内容',
  issues: '检查结果',
  target_form: '单据种类',
  sent_form: '单据种类',
  part: '拆分',
};

/** @param columns names of the columns that cannot be read. */
export const spoiltWords = (columns: readonly string[]): string =>
  `这张单据存的${[...new Set(columns.map((column) => WORDS[column] ?? column))].join('、')}读不出来，没有发送，也没有改动。请管理员核对数据库是否被改过、程序是否退回了旧版本；恢复后自动继续。`;

/** Stops these bills in their state, each with its reason and without a lease; the content of their columns is kept as evidence. */
export async function keepSpoilt(tx: EntityManager, spoilt: readonly ReadBill[], now: number): Promise<void> {
  for (const { bill, spoilt: columns } of spoilt)
    await tx.query(
      `UPDATE bill SET lease_token = NULL, lease_until = NULL, action = 'none', reason = ?, reason_key = '${SPOILT}', reason_rank = 0,
         next_attempt_at = CASE WHEN next_attempt_at IS NULL THEN NULL ELSE ? END, updated_at = ?, version = version + 1 WHERE id = ?`,
      [spoiltWords(columns), now + LATER_MS, now, bill.id],
    );
}

/** States in which a bill waits for its mapping or for a reviewer: no worker claims it there. SQL on `bill`. */
const MAPPED_NEXT = `state_kind IN ('collected', 'needs-mapping', 'ready')`;
/** Bills that were stopped there: every run reads them again. SQL on `bill b`. */
export const SPOILT_ON_DESK = `b.reason_key = '${SPOILT}' AND b.state_kind IN ('needs-mapping', 'ready')`;

/** Stops a bill that is only mapped, and reports it once. In another state its own reason stays. @returns whether it was not reported before. */
export async function tellSpoilt(
  tx: EntityManager,
  { id, columns }: { id: string; columns: readonly string[] },
  now: number,
): Promise<boolean> {
  const words = spoiltWords(columns);
  const told = await changedBy(
    tx,
    `UPDATE bill SET action = 'none', reason = ?, reason_key = '${SPOILT}', reason_rank = 0, updated_at = ?, version = version + 1
     WHERE id = ? AND ${MAPPED_NEXT} AND (reason_key <> '${SPOILT}' OR COALESCE(reason, '') <> ?)`,
    [words, now, id, words],
  );
  return told > 0;
}
