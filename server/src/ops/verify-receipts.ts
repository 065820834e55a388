import type { Database } from '../database/database.js';
import type { Finding } from './finding.js';

/** Queries that must find nothing; `subject` names the bill. */
const CHECKS: readonly (readonly [rule: string, sql: string])[] = [
  [
    '同一张单据保存成功了两次',
    // A save that was withdrawn and proven to be gone does not count.
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
    '重新发送的凭据引用的核对不存在，或不是“没有”',
    `SELECT b.bill_no AS subject FROM push_clearance c JOIN bill b ON b.id = c.bill_id
     LEFT JOIN probe p ON p.id = c.probe_a AND p.bill_id = c.bill_id LEFT JOIN probe q ON q.id = c.probe_b AND q.bill_id = c.bill_id
     WHERE c.proof IN ('not-found-twice', 'person')
     AND (p.id IS NULL OR q.id IS NULL OR p.found <> 0 OR q.found <> 0 OR q.asked_at - p.asked_at < c.gap_ms)`,
  ],
  [
    '重新发送的凭据说上一次没有执行，回执却不是这样',
    `SELECT b.bill_no AS subject FROM push_clearance c JOIN bill b ON b.id = c.bill_id
     LEFT JOIN push_receipt r ON r.bill_id = c.bill_id AND r.step = c.step AND r.attempt = c.attempt
     WHERE c.step = 'save' AND (c.proof = 'by-id' OR (c.proof IN ('refused', 'not-sent') AND (r.outcome IS NULL OR r.outcome <> c.proof)))`,
  ],
  [
    '撤回的凭据引用的删除或核对不存在，或不是“没有”',
    // Kingdee answered the deletion and a later look found nothing, or two looks found nothing.
    `SELECT b.bill_no AS subject FROM push_clearance c JOIN bill b ON b.id = c.bill_id
     LEFT JOIN probe p ON p.id = c.probe_a AND p.bill_id = c.bill_id LEFT JOIN probe q ON q.id = c.probe_b AND q.bill_id = c.bill_id
     LEFT JOIN push_receipt d ON d.id = c.deleted_by AND d.bill_id = c.bill_id AND d.step = 'delete' AND d.outcome = 'done'
     WHERE c.proof = 'withdrawn' AND (p.id IS NULL OR p.found <> 0
     OR NOT ((d.id IS NOT NULL AND p.asked_at >= c.deleted_at) OR (q.id IS NOT NULL AND q.found = 0 AND q.asked_at - p.asked_at >= c.gap_ms)))`,
  ],
  [
    '由人决定的重新发送没有记下是谁',
    `SELECT b.bill_no AS subject FROM push_clearance c JOIN bill b ON b.id = c.bill_id WHERE c.proof = 'person' AND c.decided_by IS NULL`,
  ],
  [
    '有一次发送没有结果，却没有人拿着它，也没有排定核对',
    `SELECT b.bill_no AS subject FROM push_receipt r JOIN bill b ON b.id = r.bill_id WHERE r.outcome = 'open'
     AND NOT (b.state_kind IN ('pushing', 'in-doubt') AND (b.lease_token IS NOT NULL OR b.next_attempt_at IS NOT NULL))`,
  ],
  [
    '有一次保存没有结论，单据却离开了存疑',
    `SELECT DISTINCT b.bill_no AS subject FROM push_receipt r JOIN bill b ON b.id = r.bill_id
     LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt
     WHERE r.step = 'save' AND r.outcome = 'unknown' AND c.bill_id IS NULL AND b.reached = 'none' AND b.state_kind NOT IN ('pushing', 'in-doubt')`,
  ],
  [
    '已入账，但没有任何一次保存的回执，也没有在金蝶查到过',
    `SELECT b.bill_no AS subject FROM bill b WHERE b.state_kind IN ('booked', 'written-back')
     AND NOT EXISTS (SELECT 1 FROM push_receipt r WHERE r.bill_id = b.id AND r.step = 'save' AND r.outcome = 'done')
     AND NOT EXISTS (SELECT 1 FROM probe p WHERE p.bill_id = b.id AND p.found = 1)`,
  ],
  [
    '两张单据记着同一个金蝶内码',
    // An Id is unique only within its form.
    `SELECT MIN(bill_no) AS subject FROM bill WHERE kingdee_id IS NOT NULL
     GROUP BY kingdee_id, COALESCE(sent_form, target_form) HAVING COUNT(*) > 1`,
  ],
  [
    '一次没有回答的保存之后，又按另一种单据发送过',
    `SELECT DISTINCT b.bill_no AS subject FROM push_receipt r JOIN bill b ON b.id = r.bill_id
     JOIN push_receipt later ON later.bill_id = r.bill_id AND later.step = 'save' AND later.attempt > r.attempt AND later.target_form <> r.target_form
     LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt AND c.proof = 'withdrawn'
     WHERE r.step = 'save' AND r.outcome = 'unknown' AND c.bill_id IS NULL AND later.outcome <> 'not-sent'`,
  ],
  [
    '已写回，但还有没发出的评论',
    // A bill returns from 待冲销 to this state whether or not its comment was ever accepted.
    `SELECT b.bill_no AS subject FROM bill b JOIN outbox o ON o.bill_id = b.id WHERE b.state_kind = 'written-back' AND o.event = 'booked' AND o.state <> 'sent'
     AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id AND a.action IN ('stands', 'reversal-recovered'))`,
  ],
];

/** Checks receipts, clearances and messages by SQL: every second save must have a clearance, and no send may stay without a next step. */
export async function verifyReceipts(db: Database, findings: Finding[]): Promise<void> {
  for (const [rule, sql] of CHECKS)
    for (const { subject } of await db.query<{ subject: string }>(sql)) findings.push({ rule, subject });
}
