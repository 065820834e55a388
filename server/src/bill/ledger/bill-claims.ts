import { setImmediate } from 'node:timers/promises';
import type { SuggestedAction } from '@dingdee/shared/bill';
import type { BillStateKind, Outcome } from '@dingdee/shared/bill-state';
import { type NumberingMode, TARGET_WORDS, type TargetName } from '@dingdee/shared/scheme';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import type { BillKey } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import type { BillState } from '../../domain/bill/stored-state.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import type { Numbering, PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { BillRef } from './bill-ledger.js';
import { COLUMNS, formerKeyFields, NO_KEY_FIELDS, type ReadBill, type Row, readBill, readDraft } from './bill-rows.js';
import { keepSpoilt, SPOILT, spoiltWords } from './spoilt-bills.js';

/** Told of a bill that cannot be read, and why. What stands in it is nobody's word. */
export type Spoilt = (bill: PushBill, why: string) => void;

/** A whole bill, as it is pushed: its columns, and its state with its notes. Who needs less of it takes one of bill-views.ts. */
export type PushBill = BillColumns & BillState;

export interface BillColumns extends BillRef {
  billNo: string;
  thirdBillNo: string;
  processInstanceId: string;
  /** "" where it is all of its approval. */
  part: string;
  businessId: string;
  originatorUserId: string;
  originatorName: string;
  payee: string;
  department: string;
  purpose: string;
  orgNumber: string;
  currency: string;
  outcome: Outcome;
  schemeId: string;
  schemeVersion: number;
  baseFen: bigint | null;
  contentHash: string | null;
  approvedHash: string | null;
  approvedBy: string | null;
  kingdeeId: string | null;
  kingdeeNo: string | null;
  /** How its latest save was sent; as the bill was collected where none was. */
  numbering: NumberingMode;
  keyField: string;
  /** The form that its content is made for. */
  targetForm: TargetName;
  /** The form of its latest save; null where none was ever sent. */
  sentForm: TargetName | null;
  /** Fields beside the form's own that its scheme ever wrote the key to: it may stand under any of them. */
  formerKeyFields: readonly string[];
  businessDate: string | null;
  /** See `Bill.pushDay`. */
  pushDay: string | null;
  attempt: number;
  leaseUntil: number | null;
  createdAt: number;
  /** When the approval was agreed. */
  finishedAt: number;
  /** As the lists offer and group it. */
  action: SuggestedAction;
  reasonKey: string;
  payees: Payees;
}

/** Due bills that keep their place instead of being claimed: those of these schemes and paying organisations. */
export interface Hold {
  schemeIds: readonly string[];
  orgNumbers: readonly string[];
  /** Schemes of which only what Kingdee does not hold yet keeps its place. */
  unsavedOf: readonly string[];
  /** The same, since nobody knows what DingTalk cancelled of theirs, and it cannot be asked. */
  unheard: readonly string[];
  /** Why not; null where none of them waits for that. */
  unaskable: 'quota' | 'away' | null;
  /** Bill ids that are claimed all the same. */
  but: readonly string[];
}
export const NOTHING_HELD: Hold = {
  schemeIds: [],
  orgNumbers: [],
  unsavedOf: [],
  unheard: [],
  unaskable: null,
  but: [],
};

export const isHeld = (bill: Pick<PushBill, 'schemeId' | 'orgNumber' | 'reached'>, hold: Hold): boolean =>
  hold.schemeIds.includes(bill.schemeId) ||
  hold.orgNumbers.includes(bill.orgNumber) ||
  (bill.reached === 'none' && [...hold.unsavedOf, ...hold.unheard].includes(bill.schemeId));

/** A bill whose worker died is claimed although it is held: whether its call went out has to be asked. */
function notHeld({ schemeIds, orgNumbers, unsavedOf, unheard, but }: Hold): { sql: string; params: readonly string[] } {
  const unsaved = [...unsavedOf, ...unheard];
  const held = [
    ...(schemeIds.length > 0 ? [`b.scheme_id IN (${placeholders(schemeIds)})`] : []),
    ...(orgNumbers.length > 0 ? [`b.org_number IN (${placeholders(orgNumbers)})`] : []),
    ...(unsaved.length > 0 ? [`(b.reached = 'none' AND b.scheme_id IN (${placeholders(unsaved)}))`] : []),
  ];
  if (held.length === 0) return { sql: '', params: [] };
  const exempt = but.length > 0 ? ` OR b.id IN (${placeholders(but)})` : '';
  return {
    sql: ` AND (b.lease_until IS NOT NULL OR NOT (${held.join(' OR ')})${exempt})`,
    params: [...schemeIds, ...orgNumbers, ...unsaved, ...but],
  };
}

/** The reason of a bill that waits for the first one of its place. */
const BEHIND_FIRST = 'behind-first';
const BEHIND_FIRST_WORDS =
  '还没有见过金蝶在这个付款组织保留钉蝶给的编号：先单独推送一张，核对编号和第三方单号后，其余的自动继续。';

/** Read in one go: some ten milliseconds at most on SQLite, which answers before anybody else has a turn. */
const SLICE = 100;

/** Reads and leases of bills for the workers: a claim is one conditional UPDATE, and what it returns is committed with the caller's transaction. */
@Injectable()
export class BillClaims {
  private readonly log = new Logger('bills');

  constructor(private readonly db: Database) {}

  /**
   * Leases bills that are due in a state. Those on their way out of Kingdee are for nobody but who asks for them. One of which nobody
   * can read what stands there is not among them: it stops alone, with a word to the administrator, and is looked at again later.
   * @returns the bills as they are now (version already raised by the claim); `expired` is set for one whose earlier lease ran out.
   */
  async claimDue(
    tx: EntityManager,
    claim: {
      kind: BillStateKind;
      token: string;
      until: number;
      limit: number;
      now: number;
      hold?: Hold;
      withdrawing?: boolean;
      /** Only these. */
      among?: readonly string[];
    },
  ): Promise<(PushBill & { expired: boolean })[]> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    // "+": what is pushed falls due all at once, and comes in its order from the index of the times; SQLite would read every such bill
    // and sort them for each claim.
    const byTime = this.db.dialect === 'sqlite' && claim.kind === 'pushing' && !claim.withdrawing;
    const inState = `${byTime ? '+' : ''}b.state_kind = ?`;
    const free = notHeld(claim.hold ?? NOTHING_HELD);
    const among = claim.among ? ` AND b.id IN (${placeholders(claim.among)})` : '';
    const rows: Row[] = await tx.query(
      `SELECT ${COLUMNS} FROM bill b WHERE ${inState} AND b.withdrawing = ? AND b.next_attempt_at <= ? AND (b.lease_until IS NULL OR b.lease_until < ?)${free.sql}${among}
       ORDER BY b.next_attempt_at, b.id LIMIT ${Math.trunc(claim.limit)}${lock}`,
      [claim.kind, claim.withdrawing ? 1 : 0, claim.now, claim.now, ...free.params, ...(claim.among ?? [])],
    );
    if (rows.length === 0) return [];
    const bills = await this.sound(tx, rows, claim.kind === 'pushing' && !claim.withdrawing);
    const ids = bills.map(({ id }) => id);
    if (ids.length > 0)
      await changedBy(
        tx,
        `UPDATE bill SET lease_token = ?, lease_until = ?, version = version + 1 WHERE id IN (${placeholders(ids)})`,
        [claim.token, claim.until, ...ids],
      );
    return bills.map((bill) => ({ ...bill, version: bill.version + 1, expired: bill.leaseUntil !== null }));
  }

  /**
   * The bills with these ids for a worker that writes: what cannot be read of them is said on the bill, and `spoilt` names it.
   */
  async loadSound(tx: EntityManager, ids: readonly string[]): Promise<{ bills: PushBill[]; spoilt: PushBill[] }> {
    const rows: Row[] =
      ids.length === 0
        ? []
        : await tx.query(`SELECT ${COLUMNS} FROM bill b WHERE b.id IN (${placeholders(ids)})`, [...ids]);
    const bills = await this.sound(tx, rows, false);
    const known = new Set(bills.map(({ id }) => id));
    const keyFields = await formerKeyFields(tx);
    const spoilt = rows.map((row) => readBill(row, keyFields).bill).filter(({ id }) => !known.has(id));
    return { bills, spoilt };
  }

  /** @param mappedAnew a payload that cannot be read is made anew by whoever claims these, where Kingdee holds nothing of it. */
  private async sound(tx: EntityManager, rows: readonly Row[], mappedAnew: boolean): Promise<PushBill[]> {
    const keyFields = await formerKeyFields(tx);
    const read = rows.map((row) => readBill(row, keyFields));
    const asked = read.filter(({ bill }) => !mappedAnew || bill.reached !== 'none').map(({ bill }) => bill.id);
    const unread = await this.spoiltDrafts(tx, asked);
    const whole = read.map(({ bill, spoilt }) => ({
      bill,
      spoilt: unread.has(bill.id) ? [...spoilt, 'draft'] : spoilt,
    }));
    const [spoilt, sound] = [
      whole.filter((each) => each.spoilt.length > 0),
      whole.filter((each) => each.spoilt.length === 0),
    ];
    for (const each of spoilt) this.tell(each);
    await keepSpoilt(tx, spoilt, clock.now());
    const mended = sound.map(({ bill }) => bill).filter(({ reasonKey }) => reasonKey === SPOILT);
    for (const { id } of mended)
      await tx.query(`UPDATE bill SET reason = NULL, reason_key = '', reason_rank = 9 WHERE id = ?`, [id]);
    return sound.map(({ bill }) => bill);
  }

  private tell({ bill, spoilt }: ReadBill): void {
    this.log.error(`单据 ${bill.billNo}：${spoiltWords(spoilt)}`);
  }

  /** Of these bills those whose kept payload cannot be read. */
  async spoiltDrafts(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows: { bill_id: string; draft: string | null }[] = await tx.query(
      `SELECT bill_id, draft FROM bill_content WHERE draft IS NOT NULL AND bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Set(rows.filter(({ draft }) => readDraft(draft) === null).map(({ bill_id }) => bill_id));
  }

  /** Those that can be read; the others are told apart, and keep nobody from the rest. */
  private readable(
    rows: readonly Row[],
    keyFields: ReadonlyMap<string, readonly string[]>,
    apart?: Spoilt,
  ): PushBill[] {
    return rows.flatMap((row) => {
      const read = readBill(row, keyFields);
      if (read.spoilt.length === 0) return [read.bill];
      if (apart) apart(read.bill, spoiltWords(read.spoilt));
      else this.tell(read);
      return [];
    });
  }

  /** The bills with these ids, in no particular order; unknown ids are left out. @param apart told of each that cannot be read, which is left out as well. */
  async load(tx: EntityManager, ids: readonly string[], apart?: Spoilt): Promise<PushBill[]> {
    const bills: PushBill[] = [];
    if (ids.length === 0) return bills;
    const keyFields = await formerKeyFields(tx);
    for (let start = 0; start < ids.length; start += SLICE) {
      const part = ids.slice(start, start + SLICE);
      const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM bill b WHERE b.id IN (${placeholders(part)})`, part);
      bills.push(...this.readable(rows, keyFields, apart));
      // SQLite answers at once: without this a whole list would hold everybody up.
      await setImmediate();
    }
    return bills;
  }

  /** The bills of these approvals; one without a bill has none. @param apart as of `load`. */
  async ofApprovals(
    tx: EntityManager,
    corpId: string,
    instanceIds: readonly string[],
    apart?: Spoilt,
  ): Promise<PushBill[]> {
    const bills: PushBill[] = [];
    if (instanceIds.length === 0) return bills;
    const keyFields = await formerKeyFields(tx);
    for (let start = 0; start < instanceIds.length; start += 500) {
      const part = instanceIds.slice(start, start + 500);
      const rows: Row[] = await tx.query(
        `SELECT ${COLUMNS} FROM bill b WHERE b.corp_id = ? AND b.process_instance_id IN (${placeholders(part)})`,
        [corpId, ...part],
      );
      bills.push(...this.readable(rows, keyFields, apart));
    }
    return bills;
  }

  /** Only what a move needs of these bills. */
  async states(tx: EntityManager, ids: readonly string[]): Promise<(BillRef & BillState)[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await tx.query(
      `SELECT id, version, bill_no, state_kind, reached, outcome, state FROM bill WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    return this.readable(rows, NO_KEY_FIELDS);
  }

  /** Keeps other transactions from changing these bills until this one ends; on SQLite there is only one writer anyway. */
  async lock(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || this.db.dialect !== 'mysql') return;
    await tx.query(`SELECT id FROM bill WHERE id IN (${placeholders(ids)}) ORDER BY id FOR UPDATE`, [...ids]);
  }

  /** Exact payloads by bill id, without those that cannot be read: whoever may take something to be ours asks for `spoiltDrafts`. */
  async drafts(tx: EntityManager, ids: readonly string[]): Promise<Map<string, PaymentBillDraft>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; draft: string | null }[] = await tx.query(
      `SELECT bill_id, draft FROM bill_content WHERE bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Map(
      rows.flatMap(({ bill_id, draft }) => {
        const read = readDraft(draft);
        return read === null ? [] : [[bill_id, read]];
      }),
    );
  }

  /** Gives claimed bills back as they are: they stay due, in their place. */
  async release(tx: EntityManager, token: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await changedBy(
      tx,
      `UPDATE bill SET lease_token = NULL, lease_until = NULL WHERE lease_token = ? AND id IN (${placeholders(ids)})`,
      [token, ...ids],
    );
  }

  /** Those of them that wait for their next step, in no worker's hands, fall due. @param now Unix ms */
  async makeDue(tx: EntityManager, ids: readonly string[], now: number): Promise<void> {
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      await tx.query(
        `UPDATE bill SET next_attempt_at = ? WHERE state_kind = 'pushing' AND withdrawing = 0 AND lease_until IS NULL AND id IN (${placeholders(part)})`,
        [now, ...part],
      );
    }
  }

  /** Bills of these schemes that Kingdee does not hold, in doubt until it is shown to keep our numbers: asked about again. @param now Unix ms */
  async askAbsentAgain(tx: EntityManager, schemeIds: readonly string[], now: number): Promise<void> {
    await tx.query(
      `UPDATE bill SET next_attempt_at = ? WHERE state_kind = 'in-doubt' AND reason_key = 'absent' AND numbering = 'ours'
       AND next_attempt_at IS NULL AND lease_until IS NULL AND scheme_id IN (${placeholders(schemeIds)})`,
      [now, ...schemeIds],
    );
  }

  /** Where a bill of these schemes is out, or being looked for, of which Kingdee holds nothing yet. @param token whose own are not meant. */
  async firstsOut(
    tx: EntityManager,
    token: string,
    schemeIds: readonly string[],
  ): Promise<{ schemeId: string; orgNumber: string }[]> {
    const rows: { scheme_id: string; org_number: string }[] = await tx.query(
      `SELECT DISTINCT scheme_id, org_number FROM bill WHERE reached = 'none' AND withdrawing = 0 AND scheme_id IN (${placeholders(schemeIds)})
        AND (state_kind = 'pushing' AND lease_until >= ? AND lease_token <> ?
          OR state_kind = 'in-doubt' AND next_attempt_at IS NOT NULL AND reason_key <> '${SPOILT}')`,
      [...schemeIds, clock.now(), token],
    );
    return rows.map(({ scheme_id, org_number }) => ({ schemeId: scheme_id, orgNumber: org_number }));
  }

  /** Gives claimed bills back that wait for what becomes of the first of their place. @param until Unix ms */
  async waitForFirst(tx: EntityManager, token: string, ids: readonly string[], until: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE bill SET lease_token = NULL, lease_until = NULL, next_attempt_at = ?, reason = ?, reason_key = '${BEHIND_FIRST}', reason_rank = 9
        WHERE lease_token = ? AND id IN (${placeholders(ids)})`,
      [until, BEHIND_FIRST_WORDS, token, ...ids],
    );
  }

  /** Something was learned of a first bill: those of these schemes that waited for it are due. @param now Unix ms */
  async callWaiting(tx: EntityManager, schemeIds: readonly string[], now: number): Promise<void> {
    if (schemeIds.length === 0) return;
    await tx.query(
      `UPDATE bill SET next_attempt_at = ?, reason = NULL, reason_key = '' WHERE state_kind = 'pushing' AND reason_key = '${BEHIND_FIRST}'
        AND lease_until IS NULL AND scheme_id IN (${placeholders(schemeIds)})`,
      [now, ...schemeIds],
    );
  }

  /** How, and under which form, the saves that are intended now are sent: nearly always one way for all of them. */
  async noteSending(
    tx: EntityManager,
    bills: readonly (Numbering & Pick<PushBill, 'id' | 'sentForm'>)[],
  ): Promise<void> {
    const ways = new Map<string, { way: unknown[]; ids: string[] }>();
    for (const { id, numbering, keyField, sentForm } of bills) {
      const way = [numbering, keyField, sentForm];
      const alike = ways.get(JSON.stringify(way)) ?? { way, ids: [] };
      alike.ids.push(id);
      ways.set(JSON.stringify(way), alike);
    }
    for (const { way, ids } of ways.values())
      await tx.query(`UPDATE bill SET numbering = ?, key_field = ?, sent_form = ? WHERE id IN (${placeholders(ids)})`, [
        ...way,
        ...ids,
      ]);
  }

  /** How many bills of a state are due now; counted up to `most`. */
  async countDue(kind: BillStateKind, most: number, { hold = NOTHING_HELD } = {}): Promise<number> {
    const free = notHeld(hold);
    const now = clock.now();
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM (SELECT b.id FROM bill b WHERE b.state_kind = ? AND b.withdrawing = 0
         AND b.next_attempt_at <= ? AND (b.lease_until IS NULL OR b.lease_until < ?)${free.sql} LIMIT ${Math.trunc(most)}) due`,
      [kind, now, now, ...free.params],
    );
    return readInt(row?.n ?? 0);
  }

  /** When the next bill of a state falls due; null when none waits. */
  async nextDue(kind: BillStateKind, { hold = NOTHING_HELD, withdrawing = false } = {}): Promise<number | null> {
    const free = notHeld(hold);
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(b.next_attempt_at) AS at FROM bill b WHERE b.state_kind = ? AND b.withdrawing = ? AND b.next_attempt_at IS NOT NULL${free.sql}`,
      [kind, withdrawing ? 1 : 0, ...free.params],
    );
    return row?.at == null ? null : Number(row.at);
  }
}

/** The form that a bill stands under in Kingdee, or would: that of its latest save, never its scheme's of today. */
export const formOfBill = ({ sentForm, targetForm }: Pick<PushBill, 'sentForm' | 'targetForm'>): TargetName =>
  sentForm ?? targetForm;

/** What people call it: 付款单, 其他应付单. */
export const calledOf = (bill: Pick<PushBill, 'sentForm' | 'targetForm'>): string => TARGET_WORDS[formOfBill(bill)];

/** What Kingdee is asked by for this bill: its form, our number, and our key in every field that may carry it. */
export const keyOf = ({
  billNo,
  thirdBillNo,
  keyField,
  formerKeyFields,
  ...bill
}: Pick<PushBill, 'billNo' | 'thirdBillNo' | 'keyField' | 'formerKeyFields' | 'sentForm' | 'targetForm'>): BillKey => ({
  forms: [formOfBill(bill)],
  billNo,
  thirdBillNo,
  ...(keyField === PAYMENT_FORM.keyField ? {} : { keyFields: [keyField] }),
  ...(formerKeyFields.length === 0 ? {} : { formerFields: formerKeyFields }),
});
