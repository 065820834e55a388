import { BILL_STATES, type BillStateKind, type Outcome, type Reached } from '@dingdee/shared/bill-state';
import { fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import { billNo, thirdBillNo } from '../domain/bill/bill-key.js';
import { shownNotes } from '../domain/bill/stored-state.js';
import { canonicalJson, type PaymentBillDraft, targetOf } from '../domain/draft/payment-bill.js';
import { nextStep } from '../push/call/push-step.js';
import type { Finding } from './finding.js';
import { sha256 } from './sha256.js';

/** A bill of the ledger as the proof reads it. */
export interface LedgerBill {
  id: string;
  corp_id: string;
  process_instance_id: string;
  part: string;
  bill_no: string;
  third_bill_no: string;
  state_kind: BillStateKind;
  reached: Reached;
  outcome: Outcome;
  org_number: string;
  base_fen: unknown;
  content_hash: string | null;
  approved_hash: string | null;
  kingdee_id: string | null;
  kingdee_no: string | null;
  numbering: string;
  key_field: string;
  target_form: string;
  sent_form: string | null;
  lease_token: string | null;
  next_attempt_at: unknown;
  state: string;
  draft: string | null;
}

const COLUMNS = `b.id, b.corp_id, b.process_instance_id, b.part, b.bill_no, b.third_bill_no, b.state_kind, b.reached, b.outcome, b.org_number,
 b.base_fen, b.content_hash, b.approved_hash, b.kingdee_id, b.kingdee_no, b.numbering, b.key_field, b.target_form, b.sent_form, b.lease_token, b.next_attempt_at, b.state, c.draft`;
const PAGE = 500;
const BOUND: readonly BillStateKind[] = [
  'approved',
  'pushing',
  'in-doubt',
  'booked',
  'written-back',
  'reversal-needed',
];
export const BOOKED: readonly BillStateKind[] = ['booked', 'written-back', 'reversal-needed'];

/** Checks each bill of the ledger: number, state, payload, amount and approval must agree. @yields pages for further checks. */
export async function* verifyBills(db: Database, findings: Finding[]): AsyncGenerator<LedgerBill[]> {
  for (let after = ''; ; ) {
    const rows = await db.query<LedgerBill>(
      `SELECT ${COLUMNS} FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id WHERE b.id > ? ORDER BY b.id LIMIT ${PAGE}`,
      [after],
    );
    for (const row of rows) for (const rule of brokenRules(row)) findings.push({ rule, subject: row.bill_no });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? '';
  }
}

/** Reads the current rows of these bills. */
export const ledgerBills = (db: Database, ids: readonly string[]): Promise<LedgerBill[]> =>
  db.query<LedgerBill>(
    `SELECT ${COLUMNS} FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id WHERE b.id IN (${placeholders(ids)})`,
    [...ids],
  );

export const draftOf = (row: LedgerBill): PaymentBillDraft | null =>
  row.draft === null ? null : (JSON.parse(row.draft) as PaymentBillDraft);

function brokenRules(row: LedgerBill): string[] {
  const prefix = row.bill_no.slice(0, -16);
  const draft = draftOf(row);
  const hash = draft === null ? null : sha256(canonicalJson(draft));
  const booked = BOOKED.includes(row.state_kind);
  const waits = row.lease_token !== null || row.next_attempt_at !== null;
  const rows = draft?.rows.map(({ amount }) => parseAmount(amount)) ?? [];
  const total = rows.reduce((sum, amount) => sum + (amount === null ? 0n : toFen(amount)), 0n);
  const rules: [boolean, string][] = [
    [BILL_STATES.includes(row.state_kind), '状态不在单据的生命周期里'],
    [row.bill_no === billNo(prefix, row.corp_id, row.process_instance_id, row.part), '单据编号不是由审批算出的那一个'],
    [row.third_bill_no === thirdBillNo(row.process_instance_id, row.part), '第三方单号不是这张审批的'],
    [hash === null || hash === row.content_hash, '内容指纹与保存的内容不符'],
    [!BOUND.includes(row.state_kind) || row.approved_hash === row.content_hash, '推送的内容不是审核过的内容'],
    // Without it nothing below and nothing in Kingdee is compared. A bill that landed late has no approval any more, and may have none.
    [!BOUND.includes(row.state_kind) || row.approved_hash === null || draft !== null, '审核过的内容不在了'],
    [draft === null || fromFen(total) === draft.total, '明细之和不等于单据金额'],
    [draft === null || (row.base_fen != null && readFen(row.base_fen) === total), '列表里的金额不是单据的金额'],
    [!booked || nextStep(row.reached, row.outcome) === null, '已入账，但没有走完方案要求的步骤'],
    [!booked || row.kingdee_id !== null, '已入账，但没有金蝶的内码'],
    [draft === null || targetOf(draft) === row.target_form, '内容不是这张单据该有的那种单据的'],
    [!booked || (row.sent_form ?? row.target_form) === row.target_form, '已入账的单据与审核过的内容不是同一种单据'],
    [row.state_kind !== 'pushing' || waits, '推送中，却没有排定下一步'],
    [row.state_kind !== 'in-doubt' || waits || waitsForPerson(row), '存疑，却没有排定核对，也没有等人处理'],
  ];
  return rules.flatMap(([holds, rule]) => (holds ? [] : [rule]));
}

const waitsForPerson = ({ state_kind, state }: Pick<LedgerBill, 'state_kind' | 'state'>): boolean =>
  shownNotes(state_kind, state).trouble !== undefined;

/** Checks that every bill is in exactly one known state, and that the states add up to the collected bills, in count and in money. */
export async function verifySums(db: Database, findings: Finding[]): Promise<number> {
  // One query for both sums, because bills are collected meanwhile.
  const known = placeholders(BILL_STATES);
  const [sums] = await db.query<Record<'n' | 'fen' | 'n_known' | 'fen_known', unknown>>(
    `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, SUM(CASE WHEN state_kind IN (${known}) THEN 1 ELSE 0 END) AS n_known,
     ${sumOfFen(`CASE WHEN state_kind IN (${known}) THEN base_fen ELSE 0 END`)} AS fen_known FROM bill`,
    [...BILL_STATES, ...BILL_STATES],
  );
  const collected = readInt(sums?.n);
  const ofStates = readInt(sums?.n_known ?? 0);
  if (ofStates !== collected)
    findings.push({ rule: '各状态之和不等于采集总数', subject: `${ofStates} ≠ ${collected}` });
  const [sum, inStates] = [fromFen(readFen(sums?.fen ?? 0)), fromFen(readFen(sums?.fen_known ?? 0))];
  if (sum !== inStates) findings.push({ rule: '各状态的金额之和不等于采集总额', subject: `¥${inStates} ≠ ¥${sum}` });
  const strays = await db.query<{ subject: string }>(
    'SELECT b.bill_no AS subject FROM bill b LEFT JOIN approval a ON a.id = b.approval_id WHERE a.id IS NULL',
  );
  for (const { subject } of strays) findings.push({ rule: '单据没有对应的审批', subject });
  return collected;
}
