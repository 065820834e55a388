import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { BillClaims, type PushBill } from '../bill/ledger/bill-claims.js';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { askEach } from '../connectors/kingdee/ask-each.js';
import { type BillKey, KingdeeClient, type StoredBill } from '../connectors/target.js';
import { clock } from '../database/clock.js';
import { Database, placeholders } from '../database/database.js';
import { type Held, readHeld } from '../domain/bill/bill-notes.js';
import { askedKey } from '../push/call/after-look.js';
import { ShowDays } from '../read/day/show-days.js';
import { isForeignBill, type SourceBill, sharesOf, withoutBill } from './compare-source.js';
import { type AskedBill, compareTarget } from './compare-target.js';
import { formSums, NO_SUMS } from './form-sums.js';
import { type DayApproval, NamedDay } from './named-day.js';
import { OnlyInKingdee } from './only-in-kingdee.js';
import { type OurMarks, ourMarks } from './our-marks.js';
import { type Entry, type HeldRun, StatementStore } from './statement-store.js';

/** Number of approvals that are read, asked about and written together. */
const PAGE = 50;
const BILLS_PER_QUESTION = 50;
const MARKS_MS = 60_000;

/** Runs one day: reads page by page, asks Kingdee outside any transaction, and writes the findings. Changes no bill. */
@Injectable()
export class RunStatement {
  private known: { marks: OurMarks; until: number } | null = null;

  constructor(
    private readonly db: Database,
    private readonly day: NamedDay,
    private readonly claims: BillClaims,
    private readonly kingdee: KingdeeClient,
    private readonly only: OnlyInKingdee,
    private readonly store: StatementStore,
    private readonly proof: ShowDays,
  ) {}

  async run(held: HeldRun, leaving: AbortSignal): Promise<void> {
    // Read before the day itself: what is proven later was not read by this run.
    const proven = await this.proof.proven(held.day);
    const going = new Going(held, this.store, await this.marks(), leaving);
    for (const list of ['named', 'unlisted'] as const)
      for (let after = ''; ; ) {
        const page = await this.day[list](held.day, after, PAGE);
        if (page.length > 0 && !(await going.add(await this.entriesOf(page, going)))) return;
        after = page.at(-1)?.id ?? '';
        if (page.length < PAGE) break;
      }
    for (const org of await this.only.organisations(held.day)) {
      const { entries, problem } = await this.only.of(org, held.day, going.marks.prefixes, going.seen);
      if (problem !== null) going.problems.add(problem);
      if (!(await going.add(entries))) return;
    }
    await this.store.end(held, going.problems.size === 0 ? null : [...going.problems].join(''), proven);
  }

  /** Cached: marks change only with schemes, and cost a scan of all bills. */
  private async marks(): Promise<OurMarks> {
    const now = performance.now();
    if (this.known === null || now > this.known.until)
      this.known = { marks: await ourMarks(this.db), until: now + MARKS_MS };
    return this.known.marks;
  }

  private async entriesOf(page: readonly DayApproval[], going: Going): Promise<Entry[]> {
    const of = page.filter(({ named }) => named?.place !== 'open');
    const bills = await this.claims.ofApprovals(
      this.db.read,
      this.day.corpId,
      of.map(({ id }) => id),
      (bill, why) => going.problems.add(`单据 ${bill.billNo}：${why}`),
    );
    const asked = await this.ask(bills, going);
    const sums = await formSums(
      this.db,
      bills.map(({ id }) => id),
    );
    const byApproval = new Map<string, (AskedBill & SourceBill)[]>();
    for (const each of asked) {
      const key = each.bill.processInstanceId;
      byApproval.set(key, [...(byApproval.get(key) ?? []), { ...each, sums: sums.get(each.bill.id) ?? NO_SUMS }]);
    }
    const now = clock.now();
    return of.flatMap((approval) => {
      const own = (byApproval.get(approval.id) ?? []).sort((a, b) => (a.bill.billNo < b.bill.billNo ? -1 : 1));
      return own.length === 0 ? [alone(approval)] : withBills(approval, own, now);
    });
  }

  /** Returns each bill with Kingdee's answer. A bill that is missing is asked for again: one answer without a bill proves nothing. */
  private async ask(bills: readonly PushBill[], { marks, seen, problems }: Going): Promise<AskedBill[]> {
    const ids = bills.map(({ id }) => id);
    const [drafts, watched] = await Promise.all([this.claims.drafts(this.db.read, ids), this.watched(ids)]);
    const answers = new Map<string, readonly StoredBill[]>();
    const put = async (part: readonly PushBill[]): Promise<void> => {
      for (let start = 0; start < part.length; start += BILLS_PER_QUESTION) {
        const some = part.slice(start, start + BILLS_PER_QUESTION);
        const { answered, unanswered } = await askEach(this.kingdee, some, (bill) => keyOf(bill, marks));
        for (const [id, { stored }] of answered) answers.set(id, stored);
        for (const { sentence } of unanswered.values()) problems.add(sentence);
      }
    };
    await put(bills);
    await put(bills.filter(({ id, reached }) => reached !== 'none' && answers.get(id)?.length === 0));
    for (const stored of [...answers.values()].flat()) seen.add(`${stored.form ?? USUAL_TARGET} ${stored.id}`);
    return bills.map((bill) => ({
      bill,
      draft: drafts.get(bill.id) ?? null,
      audited: watched.get(bill.id)?.audited ?? false,
      accepted: watched.get(bill.id)?.accepted ?? null,
      stored: answers.get(bill.id) ?? null,
    }));
  }

  private async watched(ids: readonly string[]): Promise<Map<string, { audited: boolean; accepted: Held | null }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<{ bill_id: string; audited: unknown; accepted: string | null }>(
      `SELECT bill_id, audited, accepted FROM kingdee_watch WHERE bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Map(
      rows.map((row) => [row.bill_id, { audited: Number(row.audited) === 1, accepted: readHeld(row.accepted) }]),
    );
  }
}

/** State that one run collects. */
class Going {
  /** "form id" of bills that were found by key. */
  readonly seen = new Set<string>();
  readonly problems = new Set<string>();
  private written = 0;

  constructor(
    private readonly held: HeldRun,
    private readonly store: StatementStore,
    readonly marks: OurMarks,
    private readonly leaving: AbortSignal,
  ) {}

  /** Writes entries. @returns false if the run is over. */
  async add(entries: readonly Entry[]): Promise<boolean> {
    if (this.leaving.aborted) {
      await this.store.giveUp(this.held);
      return false;
    }
    const mine = await this.store.add(this.held, this.written, entries);
    this.written += entries.length;
    return mine;
  }
}

/** Asks by every form and field that ever carried a key of ours: a second bill of one approval may exist under another form. */
function keyOf(bill: PushBill, { forms, keyFields }: OurMarks): BillKey {
  const key = askedKey(bill);
  const known = new Set([PAYMENT_FORM.keyField, ...(key.keyFields ?? [])]);
  const former = [...new Set([...(key.formerFields ?? []), ...keyFields])].filter((field) => !known.has(field));
  const all: TargetName[] = [...new Set([...key.forms, ...forms])];
  return { ...key, forms: all, ...(former.length > 0 && { formerFields: former }) };
}

function alone(approval: DayApproval): Entry {
  const { id, processCode, businessId, originator, named, reason } = approval;
  return {
    subject: `approval ${id}`,
    processCode,
    orgNumber: '',
    processInstanceId: id,
    billId: null,
    businessId,
    billNo: null,
    payee: originator,
    dingtalk: { n: 1, fen: named?.fen ?? null },
    ledger: { n: 0, fen: 0n },
    kingdee: { n: 0, fen: 0n },
    source: named ? withoutBill(named) : 'unlisted',
    target: null,
    told: reason === null ? {} : { sentence: reason },
  };
}

function withBills(approval: DayApproval, own: readonly (AskedBill & SourceBill)[], now: number): Entry[] {
  const shares = sharesOf(approval.named, own);
  return own.map((asked, at) => {
    const { bill } = asked;
    const share = shares[at] ?? { n: 0, fen: null, bucket: null };
    const { n, fen, bucket, told } = compareTarget(asked, now);
    return {
      subject: `bill ${bill.id}`,
      processCode: approval.processCode,
      orgNumber: bill.orgNumber,
      processInstanceId: approval.id,
      billId: bill.id,
      businessId: bill.businessId,
      billNo: bill.kingdeeNo ?? bill.billNo,
      payee: bill.payee,
      dingtalk: { n: share.n, fen: share.fen },
      ledger: { n: 1, fen: isForeignBill(bill) ? null : bill.baseFen },
      kingdee: { n, fen },
      source: share.bucket,
      target: bucket,
      told,
    };
  });
}
