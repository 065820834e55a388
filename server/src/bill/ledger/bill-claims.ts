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

/** Receives a bill that cannot be read, and why. The unreadable values in this bill are placeholders. */
export type Spoilt = (bill: PushBill, why: string) => void;

/** A whole bill, as the push needs it: its columns, and its state with its notes. Callers that need less use a type of bill-views.ts. */
export type PushBill = BillColumns & BillState;

export interface BillColumns extends BillRef {
  billNo: string;
  thirdBillNo: string;
  processInstanceId: string;
  /** Part of its approval; "" if the bill is the whole approval. */
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
  /** Numbering and key field of its latest save; as they were at collection if no save was sent. */
  numbering: NumberingMode;
  keyField: string;
  /** The form that its content is made for. */
  targetForm: TargetName;
  /** The form of its latest save; null if no save was ever sent. */
  sentForm: TargetName | null;
  /** Former key fields of its scheme, without the form's own: the key may be in any of them. */
  formerKeyFields: readonly string[];
  businessDate: string | null;
  /** See `Bill.pushDay`. */
  pushDay: string | null;
  attempt: number;
  leaseUntil: number | null;
  createdAt: number;
  /** When the approval was agreed. */
  finishedAt: number;
  /** The step that the lists suggest and group by. */
  action: SuggestedAction;
  reasonKey: string;
  payees: Payees;
}

/** Due bills that keep their place instead of being claimed, by scheme and by paying organisation. */
export interface Hold {
  schemeIds: readonly string[];
  orgNumbers: readonly string[];
  /** Schemes of which only the bills that Kingdee does not hold yet keep their place. */
  unsavedOf: readonly string[];
  /** Like `unsavedOf`: it is unknown which of their approvals DingTalk cancelled, and DingTalk cannot be asked. */
  unheard: readonly string[];
  /** Reason why DingTalk cannot be asked; null if no scheme waits for that. */
  unaskable: 'quota' | 'away' | null;
  /** Ids of bills that are claimed in spite of the hold. */
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

/**
 * Condition that leaves out held bills. A bill whose worker died is claimed although it is held: Kingdee has to be asked whether its call
 * went out.
 */
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

/** Reason key of a bill that waits for the first bill of its scheme and paying organisation. */
const BEHIND_FIRST = 'behind-first';
const BEHIND_FIRST_WORDS =
  '还没有见过金蝶在这个付款组织保留钉蝶给的编号：先单独推送一张，核对编号和第三方单号后，其余的自动继续。';

/** Bills read by one query: at most some ten ms on SQLite, which blocks the event loop meanwhile. */
const SLICE = 100;

/** Reads and leases of bills for the workers: a claim is one conditional UPDATE, and what it returns is committed with the caller's transaction. */
@Injectable()
export class BillClaims {
  private readonly log = new Logger('bills');

  constructor(private readonly db: Database) {}

  /**
   * Leases due bills of a state. Skips bills that are being withdrawn, unless `withdrawing` is set. A bill that cannot be read is not
   * returned: it alone stops, the administrator is notified, and it is checked again later.
   * @returns the bills as they are now (version already raised by the claim); `expired` is set for a bill whose earlier lease ran out.
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
      /** Restricts the claim to these bill ids. */
      among?: readonly string[];
    },
  ): Promise<(PushBill & { expired: boolean })[]> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    // "+" keeps SQLite from using the index of the state: all pushed bills fall due at once, and the index of the times returns them in
    // order; otherwise SQLite would read and sort every such bill for each claim.
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

  /** Returns the bills with these ids for a worker that writes. A bill that cannot be read gets a reason on it, and is in `spoilt`. */
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

  /** @param mappedAnew the claimer maps a bill with an unreadable payload anew if Kingdee holds nothing of it, so such payloads are not checked. */
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

  /** Returns those of these bills whose kept payload cannot be read. */
  async spoiltDrafts(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows: { bill_id: string; draft: string | null }[] = await tx.query(
      `SELECT bill_id, draft FROM bill_content WHERE draft IS NOT NULL AND bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Set(rows.filter(({ draft }) => readDraft(draft) === null).map(({ bill_id }) => bill_id));
  }

  /** Returns the bills that can be read. An unreadable bill goes to `apart` or to the log, and does not keep the others from being read. */
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

  /**
   * Returns the bills with these ids, in no particular order; leaves out unknown ids.
   * @param apart receives each bill that cannot be read; it is left out as well.
   */
  async load(tx: EntityManager, ids: readonly string[], apart?: Spoilt): Promise<PushBill[]> {
    const bills: PushBill[] = [];
    if (ids.length === 0) return bills;
    const keyFields = await formerKeyFields(tx);
    for (let start = 0; start < ids.length; start += SLICE) {
      const part = ids.slice(start, start + SLICE);
      const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM bill b WHERE b.id IN (${placeholders(part)})`, part);
      bills.push(...this.readable(rows, keyFields, apart));
      // SQLite answers synchronously: without this a long list would block every other request.
      await setImmediate();
    }
    return bills;
  }

  /**
   * Returns the bills of these approvals; an approval without a bill adds none.
   * @param apart see `load`.
   */
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

  /** Returns only what a move needs of these bills. */
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

  /**
   * Returns the exact payloads by bill id, without those that cannot be read: a caller that compares payloads with Kingdee also checks
   * `spoiltDrafts`.
   */
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

  /** Gives claimed bills back unchanged: they stay due, in their place. */
  async release(tx: EntityManager, token: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await changedBy(
      tx,
      `UPDATE bill SET lease_token = NULL, lease_until = NULL WHERE lease_token = ? AND id IN (${placeholders(ids)})`,
      [token, ...ids],
    );
  }

  /**
   * Makes those of these bills due that wait for their next step without a lease.
   * @param now Unix ms
   */
  async makeDue(tx: EntityManager, ids: readonly string[], now: number): Promise<void> {
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      await tx.query(
        `UPDATE bill SET next_attempt_at = ? WHERE state_kind = 'pushing' AND withdrawing = 0 AND lease_until IS NULL AND id IN (${placeholders(part)})`,
        [now, ...part],
      );
    }
  }

  /**
   * Makes in-doubt bills of these schemes due again that Kingdee does not hold, and whose doubt lasts until Kingdee is shown to keep our
   * numbers.
   * @param now Unix ms
   */
  async askAbsentAgain(tx: EntityManager, schemeIds: readonly string[], now: number): Promise<void> {
    await tx.query(
      `UPDATE bill SET next_attempt_at = ? WHERE state_kind = 'in-doubt' AND reason_key = 'absent' AND numbering = 'ours'
       AND next_attempt_at IS NULL AND lease_until IS NULL AND scheme_id IN (${placeholders(schemeIds)})`,
      [now, ...schemeIds],
    );
  }

  /**
   * Returns the schemes and paying organisations with a bill that is being sent or looked for, and of which Kingdee holds nothing yet.
   * @param token lease token of the caller, whose own bills are not counted.
   */
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

  /**
   * Gives claimed bills back that wait for the outcome of the first bill of their scheme and organisation.
   * @param until Unix ms
   */
  async waitForFirst(tx: EntityManager, token: string, ids: readonly string[], until: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE bill SET lease_token = NULL, lease_until = NULL, next_attempt_at = ?, reason = ?, reason_key = '${BEHIND_FIRST}', reason_rank = 9
        WHERE lease_token = ? AND id IN (${placeholders(ids)})`,
      [until, BEHIND_FIRST_WORDS, token, ...ids],
    );
  }

  /**
   * Makes the bills of these schemes due that waited for a first bill: its outcome is known.
   * @param now Unix ms
   */
  async callWaiting(tx: EntityManager, schemeIds: readonly string[], now: number): Promise<void> {
    if (schemeIds.length === 0) return;
    await tx.query(
      `UPDATE bill SET next_attempt_at = ?, reason = NULL, reason_key = '' WHERE state_kind = 'pushing' AND reason_key = '${BEHIND_FIRST}'
        AND lease_until IS NULL AND scheme_id IN (${placeholders(schemeIds)})`,
      [now, ...schemeIds],
    );
  }

  /** Records how, and under which form, the saves intended now are sent: nearly always the same way for all bills. */
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

  /** Counts the bills of a state that are due now, up to `most`. */
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

  /** Returns when the next bill of a state falls due, in Unix ms; null if none waits. */
  async nextDue(kind: BillStateKind, { hold = NOTHING_HELD, withdrawing = false } = {}): Promise<number | null> {
    const free = notHeld(hold);
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(b.next_attempt_at) AS at FROM bill b WHERE b.state_kind = ? AND b.withdrawing = ? AND b.next_attempt_at IS NOT NULL${free.sql}`,
      [kind, withdrawing ? 1 : 0, ...free.params],
    );
    return row?.at == null ? null : Number(row.at);
  }
}

/** Returns the form of a bill in Kingdee: that of its latest save, or that of its content; never its scheme's form of today. */
export const formOfBill = ({ sentForm, targetForm }: Pick<PushBill, 'sentForm' | 'targetForm'>): TargetName =>
  sentForm ?? targetForm;

/** Returns the Chinese name of the bill's form: 付款单, 其他应付单. */
export const calledOf = (bill: Pick<PushBill, 'sentForm' | 'targetForm'>): string => TARGET_WORDS[formOfBill(bill)];

/** Returns the key that a look asks Kingdee by: the bill's form, our number, and our key in every field that may carry it. */
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
