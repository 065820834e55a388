import { BILL_STATES, type BillStateKind, type Outcome, type Reached } from '@dingdee/shared/bill-state';
import { billNo } from '../bill/bill-key.js';
import { readInt } from '../database/columns.js';
import type { Database } from '../database/database.js';
import { canonicalJson } from '../kingdee/payment-bill.js';
import { nextStep } from '../push/push-step.js';
import { sha256 } from './sha256.js';

/** One thing that must not be: what, and on which bill. */
export interface Finding {
  rule: string;
  subject: string;
}

interface Row {
  id: string;
  corp_id: string;
  process_instance_id: string;
  part: string;
  bill_no: string;
  state_kind: BillStateKind;
  reached: Reached;
  outcome: Outcome;
  content_hash: string | null;
  approved_hash: string | null;
  kingdee_id: string | null;
  draft: string | null;
}

const PAGE = 500;
const BOUND: readonly BillStateKind[] = [
  'approved',
  'pushing',
  'in-doubt',
  'booked',
  'written-back',
  'reversal-needed',
];
const BOOKED: readonly BillStateKind[] = ['booked', 'written-back', 'reversal-needed'];

/** Every bill of the ledger, one by one: number, state, payload and approval hang together. @yields pages for further checks. */
export async function* verifyBills(db: Database, findings: Finding[]): AsyncGenerator<Row[]> {
  for (let after = ''; ; ) {
    const rows = await db.query<Row>(
      `SELECT b.id, b.corp_id, b.process_instance_id, b.part, b.bill_no, b.state_kind, b.reached, b.outcome, b.content_hash,
       b.approved_hash, b.kingdee_id, c.draft FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id WHERE b.id > ? ORDER BY b.id LIMIT ${PAGE}`,
      [after],
    );
    for (const row of rows) for (const rule of brokenRules(row)) findings.push({ rule, subject: row.bill_no });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? '';
  }
}

function brokenRules(row: Row): string[] {
  const prefix = row.bill_no.slice(0, -16);
  const hash = row.draft === null ? null : sha256(canonicalJson(JSON.parse(row.draft)));
  const rules: [boolean, string][] = [
    [BILL_STATES.includes(row.state_kind), '状态不在单据的生命周期里'],
    [row.bill_no === billNo(prefix, row.corp_id, row.process_instance_id, row.part), '单据编号不是由审批算出的那一个'],
    [hash === null || hash === row.content_hash, '内容指纹与保存的内容不符'],
    [!BOUND.includes(row.state_kind) || row.approved_hash === row.content_hash, '推送的内容不是审核过的内容'],
    [
      !BOOKED.includes(row.state_kind) || nextStep(row.reached, row.outcome) === null,
      '已入账，但没有走完方案要求的步骤',
    ],
    [!BOOKED.includes(row.state_kind) || row.kingdee_id !== null, '已入账，但没有金蝶的内码'],
  ];
  return rules.flatMap(([holds, rule]) => (holds ? [] : [rule]));
}

/** Receipts and clearances, by SQL: what was sent twice must have been vouched for. */
export async function verifyReceipts(db: Database, findings: Finding[]): Promise<void> {
  const checks: [rule: string, sql: string][] = [
    [
      '同一张单据保存成功了两次',
      // One that was withdrawn and proven to be gone does not count.
      `SELECT b.bill_no AS subject FROM push_receipt r JOIN bill b ON b.id = r.bill_id
       LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt AND c.proof = 'withdrawn'
       WHERE r.step = 'save' AND r.outcome = 'done' AND c.bill_id IS NULL GROUP BY b.bill_no HAVING COUNT(*) > 1`,
    ],
    [
      '第二次保存没有凭据',
      `SELECT b.bill_no AS subject FROM push_receipt r JOIN bill b ON b.id = r.bill_id
       LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt - 1
       WHERE r.step = 'save' AND r.attempt > 1 AND c.bill_id IS NULL`,
    ],
    [
      '已入账，但没有任何一次保存的回执，也没有在金蝶查到过',
      `SELECT b.bill_no AS subject FROM bill b WHERE b.state_kind IN ('booked', 'written-back')
       AND NOT EXISTS (SELECT 1 FROM push_receipt r WHERE r.bill_id = b.id AND r.step = 'save' AND r.outcome = 'done')
       AND NOT EXISTS (SELECT 1 FROM probe p WHERE p.bill_id = b.id AND p.found = 1)`,
    ],
    [
      '已写回，但还有没发出的评论',
      `SELECT b.bill_no AS subject FROM bill b JOIN outbox o ON o.bill_id = b.id WHERE b.state_kind = 'written-back' AND o.event = 'booked' AND o.state <> 'sent'`,
    ],
  ];
  for (const [rule, sql] of checks)
    for (const { subject } of await db.query<{ subject: string }>(sql)) findings.push({ rule, subject });
}

/** Every bill stands in exactly one state, and the states add up to what was collected. */
export async function verifySums(db: Database, findings: Finding[]): Promise<number> {
  const [all] = await db.query<{ n: unknown }>('SELECT COUNT(*) AS n FROM bill');
  const byState = await db.query<{ n: unknown }>('SELECT COUNT(*) AS n FROM bill GROUP BY state_kind');
  const collected = readInt(all?.n);
  const sum = byState.reduce((total, { n }) => total + readInt(n), 0);
  if (sum !== collected) findings.push({ rule: '各状态之和不等于采集总数', subject: `${sum} ≠ ${collected}` });
  return collected;
}
