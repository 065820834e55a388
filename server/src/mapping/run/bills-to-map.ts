import { BILL_STATES, REACHED } from '@dingdee/shared/bill-state';
import { Injectable } from '@nestjs/common';
import { amendedAmong } from '../../bill/action/action-facts.js';
import { partIn, SPLIT_COLUMNS, SPLIT_JOIN } from '../../bill/ledger/approval-splits.js';
import type { BillRef } from '../../bill/ledger/bill-ledger.js';
import { columnsOf } from '../../bill/ledger/bill-rows.js';
import { today } from '../../bill/ledger/day-passed.js';
import { SPOILT_ON_DESK, spoiltWords } from '../../bill/ledger/spoilt-bills.js';
import { closedPeriods, lastClosed } from '../../bill/period/closed-periods.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { DingTalkClient, type RawApproval } from '../../connectors/source.js';
import { readFen, readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import type { PartOfApproval } from '../../domain/approval/part-of-approval.js';
import { contentDigest, type RelatedApproval, type RelatedApprovals } from '../../domain/approval/related-approval.js';
import { dayStart } from '../../domain/beijing-time.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { NOBODY, readPayees } from '../../domain/draft/payee-hands.js';
import type { ClosedThrough } from '../../engine/rule/days.js';
import { relatedIdsIn } from '../related/related-ids.js';
import { newestRelated, relatedWith, type StoredRelated, unreadRelated } from '../related/related-store.js';

/** A bill with everything that mapping it needs. */
export interface BillToMap {
  ref: BillRef;
  schemeId: string;
  schemeVersion: number;
  billNo: string;
  thirdBillNo: string;
  /** Absent if the bill is the whole approval. */
  part?: PartOfApproval | undefined;
  approvedHash: string | null;
  contentHash: string | null;
  raw: RawApproval;
  /** 1 = as it was collected; higher numbers are the approval after changes. */
  sourceVersion: number;
  originatorUserId: string;
  originatorName: string;
  /** Payees as the last mapping left them. */
  payees: Payees;
  locks: Readonly<Record<string, string>>;
  /** Path of a lock → who set it. */
  lockedBy: Readonly<Record<string, string>>;
  /** Path of a lock on a row → lines of the form that the row was made of. */
  lockedOn: Readonly<Record<string, string>>;
  /** Known closed periods when the bill was read. */
  closed: ClosedThrough;
  /** Approvals that this one may name, as far as they were read; absent if it names none. */
  related?: RelatedApprovals | undefined;
  /** Day in Beijing when the bill was read. */
  day: string;
  /** 推送当天 of its last mapping; null if its content does not use it. */
  pushDay: string | null;
  /** Values that the lists show now. */
  shown: {
    payee: string;
    department: string;
    departmentKey: string;
    purpose: string;
    orgNumber: string;
    currency: string;
    fen: bigint | null;
  };
}

/** A bill with columns that cannot be read: it is not mapped. */
export interface SpoiltToMap {
  id: string;
  columns: readonly string[];
}

interface Row {
  [column: string]: unknown;
}

/** States in which nobody has approved a bill. */
export const UNSEEN = ['needs-mapping', 'ready', 'held'];
/** Returns whether nobody has approved the bill: a change of its form then stops it. */
export const isUnseen = ({ ref: { kind }, approvedHash }: Pick<BillToMap, 'ref' | 'approvedHash'>): boolean =>
  approvedHash === null && (kind === 'collected' || UNSEEN.includes(kind));

/** SQL on bill b; written by us, never text from outside. */
export interface BillCondition {
  sql: string;
  parameters: readonly unknown[];
}

/** Days of bills from `from` to before `until`; "" and null: without a limit. */
export interface DaySpan {
  from: string;
  until: string | null;
}

/**
 * Returns the condition for bills whose day is in any of the spans; null if that is every bill. The day is that of the approval as it is mapped, as
 * the engine takes it.
 */
export function withinSpans(spans: readonly DaySpan[]): BillCondition | null {
  if (spans.some(({ from, until }) => from === '' && until === null)) return null;
  const parts = spans.map(({ from, until }) => ({
    sql: [...(from === '' ? [] : ['a.finished_at >= ?']), ...(until === null ? [] : ['a.finished_at < ?'])].join(
      ' AND ',
    ),
    parameters: [...(from === '' ? [] : [dayStart(from)]), ...(until === null ? [] : [dayStart(until)])],
  }));
  return {
    sql: `EXISTS (SELECT 1 FROM approval a WHERE a.id = b.approval_id AND (${parts.map(({ sql }) => `(${sql})`).join(' OR ')}))`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

const PAGE = 100;
/** Ids per query: every query works out a condition on look-ups anew, so there are few queries with many ids. */
const IDS_AT_ONCE = 2000;
/** Most raw text in one group, by LENGTH(): bounds memory, and keeps the writes of a group within one database packet. */
const GROUP_SIZE = 3_000_000;

const COLUMNS = `b.id, b.version, b.state_kind, b.reached, b.scheme_id, b.scheme_version, b.bill_no, b.third_bill_no,
 b.approved_hash, b.content_hash, b.originator_userid, b.payee, b.department, b.department_key, b.purpose, b.org_number, b.currency, b.base_fen, b.amount_minor, b.payees, b.push_day,
 a.raw, a.source_version, a.family, a.process_code, a.process_instance_id, a.originator_name, ${SPLIT_COLUMNS}`;

/** Reads bills with their snapshots, a few megabytes at a time. */
@Injectable()
export class BillsToMap {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /**
   * Yields ids of bills that wait for their first mapping, oldest first, in pages; the held ones last. A bill that stays collected is
   * yielded once.
   */
  async *collected(): AsyncGenerator<string[]> {
    let last: { at: number; id: string } | null = null;
    for (;;) {
      const rows: Row[] = await this.db.query<Row>(
        `SELECT id, state_since FROM bill WHERE state_kind = 'collected'
         ${last ? 'AND (state_since > ? OR (state_since = ? AND id > ?))' : ''} ORDER BY state_since, id LIMIT ${PAGE}`,
        last ? [last.at, last.at, last.id] : [],
      );
      if (rows.length > 0) yield rows.map(({ id }) => String(id));
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) break;
      last = { at: readInt(end.state_since), id: String(end.id) };
    }
    // Held since their collection, because another bill has to come first.
    yield* this.where(
      `b.state_kind IN ('held', 'needs-mapping') AND NOT EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id)`,
      [],
    );
  }

  /** Tells whether a bill waits for its first mapping, or was stopped because it cannot be read. */
  async anyLeft(): Promise<boolean> {
    for (const condition of [`b.state_kind = 'collected'`, SPOILT_ON_DESK])
      if ((await this.db.query(`SELECT b.id FROM bill b WHERE ${condition} LIMIT 1`)).length > 0) return true;
    return false;
  }

  /** Yields ids of bills b that a condition selects, in pages. */
  async *where(condition: string, parameters: readonly unknown[]): AsyncGenerator<string[]> {
    let last = '';
    for (;;) {
      const rows = await this.db.query<Row>(
        `SELECT b.id FROM bill b WHERE (${condition}) AND b.id > ? ORDER BY b.id LIMIT ${IDS_AT_ONCE}`,
        [...parameters, last],
      );
      for (let start = 0; start < rows.length; start += PAGE)
        yield rows.slice(start, start + PAGE).map(({ id }) => String(id));
      const end = rows.at(-1);
      if (!end || rows.length < IDS_AT_ONCE) return;
      last = String(end.id);
    }
  }

  /**
   * Yields the bills of a page, in groups that fit into memory; leaves out ids that are gone.
   * @param apart receives each bill that cannot be read; it is left out as well.
   */
  async *groups(ids: readonly string[], apart?: (spoilt: SpoiltToMap) => void): AsyncGenerator<BillToMap[]> {
    for (const group of await this.grouped(ids)) yield await this.load(group, apart);
  }

  /** Returns one bill; null if it is gone. @throws BillRefusedError if it cannot be read. */
  async one(id: string): Promise<BillToMap | null> {
    const [bill] = await this.load([id], ({ columns }) => {
      throw new BillRefusedError('bill/unreadable', spoiltWords(columns));
    });
    return bill ?? null;
  }

  private async grouped(ids: readonly string[]): Promise<string[][]> {
    if (ids.length === 0) return [];
    const rows = await this.db.query<Row>(
      `SELECT b.id, LENGTH(a.raw) AS size FROM bill b JOIN approval a ON a.id = b.approval_id WHERE b.id IN (${placeholders(ids)})`,
      [...ids],
    );
    const groups: string[][] = [];
    let room = 0;
    for (const row of rows) {
      const size = readInt(row.size);
      if (groups.length === 0 || size > room) {
        groups.push([]);
        room = GROUP_SIZE;
      }
      groups.at(-1)?.push(String(row.id));
      room -= size;
    }
    return groups;
  }

  /** @param apart see `groups`. */
  async load(ids: readonly string[], apart?: (spoilt: SpoiltToMap) => void): Promise<BillToMap[]> {
    if (ids.length === 0) return [];
    const list = placeholders(ids);
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM bill b JOIN approval a ON a.id = b.approval_id ${SPLIT_JOIN} WHERE b.id IN (${list})`,
      [...ids],
    );
    const locks = await this.db.query<Row>(
      `SELECT bill_id, path, value, actor, row_lines FROM bill_lock WHERE bill_id IN (${list}) ORDER BY path`,
      [...ids],
    );
    const byBill = new Map<string, Locks>();
    for (const { bill_id, path, value, actor, row_lines } of locks) {
      const own = byBill.get(String(bill_id)) ?? { locks: {}, lockedBy: {}, lockedOn: {} };
      own.locks[String(path)] = String(value);
      own.lockedBy[String(path)] = String(actor);
      if (row_lines != null) own.lockedOn[String(path)] = String(row_lines);
      byBill.set(String(bill_id), own);
    }
    const closed = lastClosed(await closedPeriods(this.db));
    const related = await this.related(rows.map(rawIn));
    return rows.flatMap((row) => {
      const set = byBill.get(String(row.id)) ?? { locks: {}, lockedBy: {}, lockedOn: {} };
      const { bill, spoilt } = toBill(row, set, closed);
      if (related.size > 0) bill.related = related;
      if (spoilt.length === 0) return [bill];
      apart?.({ id: bill.ref.id, columns: spoilt });
      return [];
    });
  }

  /**
   * Returns what is known of the approvals that these may name: as the ledger or a snapshot of their own has them, whichever is newer. An absent one
   * was not read yet.
   */
  async related(raws: readonly RawApproval[]): Promise<Map<string, RelatedApproval>> {
    const known = new Map<string, RelatedApproval>();
    const all = [...new Set(raws.flatMap(relatedIdsIn))];
    for (let start = 0; start < all.length; start += PAGE) {
      const ids = all.slice(start, start + PAGE);
      const newest = new Map([...(await this.ofLedger(ids))]);
      for (const [id, one] of await newestRelated(this.db.read, ids))
        if (one.seenAt >= (newest.get(id)?.seenAt ?? 0)) newest.set(id, one);
      for (const [id, why] of await unreadRelated(this.db.read, ids))
        if (!newest.has(id)) known.set(id, { kind: 'none', why });
      for (const [id, { raw }] of newest) known.set(id, knownAs(raw));
      for (const id of await amendedAmong(this.db.read, ids)) known.set(id, { kind: 'none', why: 'amended' });
    }
    return known;
  }

  /** Returns a related approval with the content of that digest; null if none is stored. */
  async relatedWith(id: string, digest: string): Promise<RelatedApproval | null> {
    const rows = await this.db.query<Row>(
      "SELECT family, process_code, process_instance_id, raw FROM approval WHERE corp_id = ? AND process_instance_id = ? AND raw <> ''",
      [this.dingtalk.corpId, id],
    );
    const snapshot = await relatedWith(this.db.read, id, digest);
    const all = [...(snapshot ? [snapshot] : []), ...rows.map(rawIn)].map(knownAs);
    return all.find((one) => one.kind === 'read' && one.digest === digest) ?? null;
  }

  /** Tells whether the ledger has the approval itself: reading it costs no call. */
  async hasApproval(id: string): Promise<boolean> {
    return (await this.ofLedger([id])).size > 0;
  }

  private async ofLedger(ids: readonly string[]): Promise<Map<string, StoredRelated>> {
    const rows = await this.db.query<Row>(
      `SELECT a.family, a.process_code, a.process_instance_id, a.raw, a.collected_at FROM approval a
       WHERE a.corp_id = ? AND a.process_instance_id IN (${placeholders(ids)}) AND a.raw <> '' ORDER BY a.source_version`,
      [this.dingtalk.corpId, ...ids],
    );
    return new Map(
      rows.map((row) => [String(row.process_instance_id), { raw: rawIn(row), seenAt: readInt(row.collected_at) }]),
    );
  }
}

/** Returns what a stored answer says; an empty text stands for an approval that is gone. */
export function knownAs(raw: RawApproval): RelatedApproval {
  if (raw.text === '') return { kind: 'none', why: 'gone' };
  try {
    const instance = parseApproval(raw);
    return { kind: 'read', instance, digest: contentDigest(instance) };
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return { kind: 'none', why: 'unreadable' };
    throw error;
  }
}

const rawIn = (row: Row): RawApproval => ({
  family: row.family === 'topapi' ? 'topapi' : 'v1',
  processCode: String(row.process_code),
  processInstanceId: String(row.process_instance_id),
  text: String(row.raw),
});

interface Locks {
  locks: Record<string, string>;
  lockedBy: Record<string, string>;
  lockedOn: Record<string, string>;
}

function toBill(
  row: Row,
  { locks, lockedBy, lockedOn }: Locks,
  closed: ClosedThrough,
): { bill: BillToMap; spoilt: readonly string[] } {
  const orNull = (value: unknown): string | null => (value == null ? null : String(value));
  const { spoilt, or, one } = columnsOf(row);
  const bill: BillToMap = {
    ref: {
      id: String(row.id),
      version: readInt(row.version),
      kind: one('state_kind', BILL_STATES, 'failed'),
      reached: one('reached', REACHED, 'none'),
    },
    schemeId: String(row.scheme_id),
    schemeVersion: readInt(row.scheme_version),
    billNo: String(row.bill_no),
    thirdBillNo: String(row.third_bill_no),
    part: or('part', () => partIn(row), undefined),
    approvedHash: orNull(row.approved_hash),
    contentHash: orNull(row.content_hash),
    raw: rawIn(row),
    sourceVersion: readInt(row.source_version),
    originatorUserId: String(row.originator_userid),
    originatorName: String(row.originator_name),
    payees: or('payees', () => readPayees(row.payees, PAYMENT_FORM), NOBODY),
    locks,
    lockedBy,
    lockedOn,
    closed,
    day: today(),
    pushDay: orNull(row.push_day),
    shown: {
      payee: String(row.payee),
      department: String(row.department),
      departmentKey: String(row.department_key),
      purpose: String(row.purpose),
      orgNumber: String(row.org_number),
      currency: String(row.currency),
      // Of a bill that is not in yuan only the number of its form is known.
      fen: or('base_fen', () => fenIn(row.base_fen ?? row.amount_minor), null),
    },
  };
  return { bill, spoilt };
}

const fenIn = (value: unknown): bigint | null => (value == null ? null : readFen(value));
