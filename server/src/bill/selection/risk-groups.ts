import { RISKS, type Risk } from '@dingdee/shared/bill';
import { formatAmount, fromFen } from '@dingdee/shared/money';
import { validJson } from '../../database/columns.js';
import type { Viewer } from './clean-groups.js';
import type { SqlCondition } from './sql-condition.js';

const PREFIX = 'risk:';
/** Keys of the groups by risk; the last is for bills without a risk. */
export const RISK_GROUPS = [...RISKS, 'none'] as const;
export type RiskGroup = (typeof RISK_GROUPS)[number];
/** Returns the risk in a group's key; null for the key of a reason. */
export const riskOfKey = (key: string): RiskGroup | null =>
  RISK_GROUPS.find((one) => `${PREFIX}${one}` === key) ?? null;

export function riskWords(risk: RiskGroup, { largeFen, singlePerson }: Viewer): string {
  if (risk === 'large') return `单笔 ≥ ¥${formatAmount(fromFen(largeFen)).replace(/\.00$/, '')}`;
  return {
    own: singlePerson ? '你自己的报销' : '你自己的报销，要由别人审核',
    changed: '你看过以后又变了',
    unanswered: '问了申请人，到期还没有看到回答',
    account: '收款账号还没有入过账',
    bare: '没有附件',
    none: '没有这些风险',
  }[risk];
}

/**
 * Returns the condition for every bill with the risk, in columns of `bill`. Own bills, and changes since the last look, depend on the
 * viewer. No inner table has a column `id`: that is the bill's, whatever alias the statement uses. Columns without an index are read by
 * id, for few bills, so that one index answers for all others.
 */
export function riskCondition(risk: Risk, { userId, largeFen, askedBefore }: Viewer): SqlCondition {
  switch (risk) {
    case 'own':
      return { sql: 'originator_userid = ?', params: [userId] };
    case 'changed':
      return {
        sql: `EXISTS (SELECT 1 FROM bill_look seen JOIN (SELECT id AS looked_id, COALESCE(content_hash, '') AS mark_now FROM bill) looked ON looked.looked_id = seen.bill_id WHERE seen.user_id = ? AND seen.bill_id = id AND seen.content_mark <> looked.mark_now)`,
        params: [userId],
      };
    case 'unanswered':
      // Only a question holds the bill, nothing else has since, and its answer has not been seen.
      return {
        sql: `(state_kind = 'held' AND state_since <= ? AND reason_key <> 'answered' AND EXISTS (SELECT 1 FROM (SELECT id AS asked_id, ${validJson('state')} AS asked_state FROM bill) asked WHERE asked.asked_id = id AND JSON_EXTRACT(asked.asked_state, '$.question') IS NOT NULL AND JSON_EXTRACT(asked.asked_state, '$.awaits') IS NULL))`,
        params: [askedBefore],
      };
    case 'account':
      return {
        sql: 'EXISTS (SELECT 1 FROM bill_account mine WHERE mine.bill_id = id AND NOT EXISTS (SELECT 1 FROM bill_account known WHERE known.account_key = mine.account_key AND known.booked = 1))',
        params: [],
      };
    case 'large':
      return { sql: '(base_fen IS NULL OR base_fen >= ?)', params: [largeFen.toString()] };
    case 'bare':
      return { sql: 'attachments = 0', params: [] };
  }
}

/** Returns SQL for the key of a bill's group: the first risk that it has. */
export function riskKey(viewer: Viewer): SqlCondition {
  const parts = RISKS.map((risk) => ({ risk, ...riskCondition(risk, viewer) }));
  return {
    sql: `CASE ${parts.map(({ risk, sql }) => `WHEN ${sql} THEN '${PREFIX}${risk}'`).join(' ')} ELSE '${PREFIX}none' END`,
    params: parts.flatMap(({ params }) => params),
  };
}

/** Returns the condition for exactly the bills of one group. */
export function riskGroupCondition(group: RiskGroup, viewer: Viewer): SqlCondition {
  const key = riskKey(viewer);
  return { sql: `${key.sql} = ?`, params: [...key.params, `${PREFIX}${group}`] };
}
