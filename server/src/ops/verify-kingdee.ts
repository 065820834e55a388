import { targetNamed, USUAL_TARGET } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { formNamed, PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { askEach } from '../connectors/kingdee/ask-each.js';
import { carriedKey } from '../connectors/kingdee/form/stored-bills.js';
import type { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import type { StoredBill } from '../connectors/target.js';
import { type Database, placeholders } from '../database/database.js';
import { type Held, readHeld } from '../domain/bill/bill-notes.js';
import { shownNotes } from '../domain/bill/stored-state.js';
import type { PaymentBillDraft } from '../domain/draft/payment-bill.js';
import { paidAs } from '../push/call/after-look.js';
import { otherPayees, rowsToCompare } from '../push/call/row-payees.js';
import { type OurMarks, whoseBills } from '../statement/our-marks.js';
import type { Finding } from './finding.js';
import { BOOKED, draftOf, type LedgerBill, ledgerBills } from './verify-bills.js';

const KEYS_PER_QUESTION = 50;
const ROWS_PER_LOOK = 200;

/**
 * Looks for each bill in Kingdee by every key that we wrote: it must exist once, where the ledger says so, and with the same amount.
 * Differences are looked at again on both sides: bills are pushed meanwhile, and one answer that lacks a bill proves nothing.
 * @returns the number of differences that people accepted: `gone` if Kingdee has no such bill or none that is audited; else `others`.
 */
export async function verifyHeld(
  db: Database,
  kingdee: Pick<K3CloudClient, 'find'>,
  page: readonly LedgerBill[],
  marks: OurMarks,
  findings: Finding[],
): Promise<{ gone: number; others: number }> {
  const accepted = { gone: 0, others: 0 };
  for (let start = 0; start < page.length; start += KEYS_PER_QUESTION) {
    const first = await differences(kingdee, page.slice(start, start + KEYS_PER_QUESTION), marks);
    if (first.length === 0) continue;
    const ids = first.map(({ row }) => row.id);
    const second = await differences(kingdee, await ledgerBills(db, ids), marks);
    const words = await wordsOfPeople(db, ids);
    for (const { row, stored, rules } of second) {
      const before = first.find((each) => each.row.id === row.id)?.rules ?? [];
      const both = rules.filter((rule) => before.includes(rule));
      const left = both.filter((rule) => !mayStand(rule, stored, words.get(row.id)));
      const stood = both.filter((rule) => !left.includes(rule));
      if (stood.some((rule) => GONE.has(rule))) accepted.gone += 1;
      else if (stood.length > 0) accepted.others += 1;
      for (const rule of left) findings.push({ rule: RULE_WORDS[rule], subject: row.bill_no });
    }
  }
  return accepted;
}

interface Difference {
  row: LedgerBill;
  stored: readonly StoredBill[];
  rules: readonly Rule[];
}

async function differences(
  kingdee: Pick<K3CloudClient, 'find'>,
  part: readonly LedgerBill[],
  { forms, keyFields }: OurMarks,
): Promise<Difference[]> {
  const asked = part.flatMap((row) => numbersOf(row).map((billNo) => ({ id: `${row.id} ${billNo}`, billNo, row })));
  const { answered, unanswered, away } = await askEach(kingdee, asked, ({ billNo, row }) => ({
    // Asks under every form: a second bill for one approval may exist under another form.
    forms,
    billNo,
    thirdBillNo: row.third_bill_no,
    formerFields: keyFields.filter((field) => field !== PAYMENT_FORM.keyField),
  }));
  if (away) throw away;
  return part.flatMap((row) => {
    const own = asked.filter((each) => each.row === row);
    if (own.some(({ id }) => unanswered.has(id))) return [{ row, stored: [], rules: ['unreadable'] }];
    const held = new Map(
      own.flatMap(({ id }) =>
        (answered.get(id)?.stored ?? []).map((bill) => [`${bill.form} ${bill.id}`, bill] as const),
      ),
    );
    const stored = [...held.values()];
    const rules = brokenThere(row, stored, keyFields);
    return rules.length > 0 ? [{ row, stored, rules }] : [];
  });
}

/** People's decisions that a bill stays valid although Kingdee differs（仍然有效）. */
interface Word {
  held: Held | null;
  deleted: boolean;
}

async function wordsOfPeople(db: Database, ids: readonly string[]): Promise<Map<string, Word>> {
  const accepted = await db.query<{ bill_id: string; accepted: string | null }>(
    `SELECT bill_id, accepted FROM kingdee_watch WHERE bill_id IN (${placeholders(ids)})`,
    [...ids],
  );
  const stands = await db.query<{ subject_id: string; detail: string | null }>(
    `SELECT subject_id, detail FROM audit WHERE action = 'stands' AND subject_id IN (${placeholders(ids)})`,
    [...ids],
  );
  const heldOf = new Map(accepted.map((row) => [row.bill_id, readHeld(row.accepted)]));
  const deleted = new Set(stands.filter(({ detail }) => ofDeleted(detail)).map((row) => row.subject_id));
  return new Map(ids.map((id) => [id, { held: heldOf.get(id) ?? null, deleted: deleted.has(id) }]));
}

const standsDetail = z.object({ causes: z.array(z.string()) });
/** True if a person decided that the bill stays valid although it was deleted in Kingdee. */
function ofDeleted(detail: string | null): boolean {
  const read = standsDetail.safeParse(JSON.parse(detail || 'null'));
  return read.success && read.data.causes.includes('deleted');
}

function mayStand(rule: Rule, stored: readonly StoredBill[], word: Word | undefined): boolean {
  if (!word) return false;
  if (rule === 'missing') return word.deleted;
  const { held } = word;
  if (rule === 'amount') return held !== null && stored.every(({ total }) => total === held.total);
  if (rule === 'payee')
    return held?.rows !== undefined && stored.every(({ rows }) => otherPayees(held.rows ?? [], rows).length === 0);
  if (rule === 'cancelled') return held?.cancelled === true;
  if (rule === 'unaudited') return held !== null && stored.every(({ status }) => status === held.status);
  return rule === 'twice' && held !== null && stored.length === held.others.length + 1;
}

/** Rules for a bill in Kingdee, and the sentence for each broken rule. */
const RULE_WORDS = {
  unreadable: '金蝶里的单据读不出来，没有核对（集成用户可能看不到它的金额）',
  missing: '已入账，但金蝶里查不到',
  amount: '金蝶里的金额与审核过的不同',
  payee: '金蝶里明细付给的账号或户名与审核过的不同',
  cancelled: '已入账，但金蝶里的单据已经作废',
  unaudited: '已审核入账，但金蝶里现在不是已审核',
  twice: '金蝶里有两张单据带着同一张审批的编号',
  unsent: '金蝶里已有这张单据，而这里以为没有（推送时会先核对，不会重复）',
  id: '金蝶的内码与这里记的不同',
  number: '金蝶的单据编号与这里记的不同',
  organisation: '金蝶里的付款组织与审核过的不同',
  form: '金蝶里的单据不是发送的那种单据',
  key: '金蝶里的单据没有带着这张审批的编号',
} as const;
type Rule = keyof typeof RULE_WORDS;
/** Broken rules after which Kingdee pays nothing for the bill. */
const GONE: ReadonlySet<Rule> = new Set<Rule>(['missing', 'cancelled', 'unaudited']);

/** Our number, and the number that Kingdee gave instead. */
const numbersOf = ({ bill_no, kingdee_no }: LedgerBill): string[] => [...new Set([bill_no, kingdee_no ?? bill_no])];

/** True if the payee and receiver agree where both sides have them: a form without bank accounts has no other mark of the payee. */
function sameUnits(draft: PaymentBillDraft, { header }: StoredBill): boolean {
  const { head } = formNamed(draft.target);
  return [head.payee, head.receiver].every((field) => {
    const [sent, held] = [draft.header[field]?.trimEnd() ?? '', header[field]?.trimEnd() ?? ''];
    return sent === '' || held === '' || sent === held;
  });
}

/** True if the rows pay the payees that were sent, or those that a person accepted in their place. */
const paysAsApproved = (row: LedgerBill, { total, rows }: PaymentBillDraft, held: StoredBill): boolean =>
  [rows, paidAs({ state: shownNotes(row.state_kind, row.state) })].some(
    (each) => each !== undefined && otherPayees(...rowsToCompare({ total, rows: each }, held)).length === 0,
  );

function brokenThere(row: LedgerBill, stored: readonly StoredBill[], keyFields: readonly string[]): Rule[] {
  const booked = BOOKED.includes(row.state_kind);
  const [first] = stored;
  if (stored.length > 1) return ['twice'];
  if (!first) return booked ? ['missing'] : [];
  if (row.reached === 'none') return ['pushing', 'in-doubt'].includes(row.state_kind) ? [] : ['unsent'];
  const draft = draftOf(row);
  const rules: [boolean, Rule][] = [
    [!booked || first.cancelled !== true, 'cancelled'],
    [!booked || row.reached !== 'audited' || first.cancelled === true || first.status === 'C', 'unaudited'],
    [targetNamed(row.sent_form ?? row.target_form) === (first.form ?? USUAL_TARGET), 'form'],
    [row.kingdee_id === first.id, 'id'],
    [row.kingdee_no === first.billNo, 'number'],
    [draft === null || draft.total === first.total, 'amount'],
    [draft === null || (sameUnits(draft, first) && paysAsApproved(row, draft, first)), 'payee'],
    [draft === null || draft.orgNumber === first.orgNumber, 'organisation'],
    [row.numbering !== 'ours' || keyFields.some((field) => carriedKey(first, field) === row.third_bill_no), 'key'],
  ];
  return rules.flatMap(([holds, rule]) => (holds ? [] : [rule]));
}

/**
 * Finds bills in Kingdee that carry our number or key and that no bill of the ledger knows, e.g. after an old backup was restored.
 * @returns the number of bills whose key is neither ours nor that of an approval known here: other systems write such fields, too.
 */
export async function verifyUnknown(
  db: Database,
  kingdee: K3CloudClient,
  { forms, prefixes, keyFields }: OurMarks,
  findings: Finding[],
): Promise<number> {
  const held = await kingdee.listKeyed(forms, prefixes, keyFields);
  let foreign = 0;
  for (let start = 0; start < held.length; start += ROWS_PER_LOOK) {
    const part = held.slice(start, start + ROWS_PER_LOOK);
    const whose = await whoseBills(db, prefixes, part);
    for (const bill of part)
      if (whose.get(bill) === 'ours')
        findings.push({ rule: '金蝶里有一张带着我们编号的单据，这里却没有', subject: bill.billNo });
      else if (whose.get(bill) === 'foreign') foreign += 1;
  }
  return foreign;
}
