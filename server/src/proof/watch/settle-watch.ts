import { type BillStateKind, REACHED, type Reached } from '@dingdee/shared/bill-state';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { BillClaims, calledOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { staying } from '../../bill/ledger/moved-bill.js';
import { reversalMove, standsMove } from '../../bill/ledger/reversal.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import type { Answer } from '../../connectors/kingdee/ask-each.js';
import type { StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { caseOf } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { claimedBy, paidAs } from '../../push/call/after-look.js';
import { FREE, QUIET } from '../../push/call/bill-patches.js';
import { REACHED_IN_KINGDEE } from '../../push/call/push-step.js';
import { CompareStored } from '../../push/send/compare-stored.js';
import { Wakes } from '../../queue/wakes.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import { haltedAbsent, haltedAgain, haltedFoundAgain, haltedMoved, haltedOdd, mustDecide } from './halted-words.js';
import { landedAgain, landedMove, mayLand } from './landed-late.js';
import { nextWatchAt, WATCHED } from './watch-cadence.js';
import { WatchList, type WatchNote, type WatchRow } from './watch-list.js';
import { caseOfLook, type Look, type Watched, whatBecameOf, whatChanged } from './what-changed.js';

/** A due bill with Kingdee's answer; null if there was no answer, which says nothing about the bill. */
interface LookedAt {
  row: WatchRow;
  bill: PushBill;
  answer: Answer | null;
}
interface Answers {
  token: string;
  /** Bills that Kingdee no longer has to be asked about. */
  gone: readonly string[];
  looks: readonly LookedAt[];
}

/** Commits the meaning of Kingdee's answers for each bill. A bill that was changed since the look keeps its state. */
@Injectable()
export class SettleWatch {
  constructor(
    private readonly db: Database,
    private readonly list: WatchList,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly announce: AnnounceBooked,
    private readonly audit: AuditLog,
    private readonly compare: CompareStored,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Tells whether the bill is to be watched. False if it is no longer a bill in Kingdee, or if the row is about an earlier Kingdee
   * bill that has been withdrawn since.
   */
  concerns(row: WatchRow, bill: PushBill): boolean {
    if (row.kingdeeId !== bill.kingdeeId) return false;
    return (WATCHED.includes(bill.kind) && bill.reached !== 'none') || mayLand(bill);
  }

  async answered({ token, gone, looks }: Answers): Promise<void> {
    const booked = await this.db.inTransaction(async (tx) => {
      const ours = await this.list.stillOurs(tx, token, [...gone, ...looks.map(({ row }) => row.billId)]);
      const current = looks.filter(({ row }) => ours.has(row.billId));
      const drafts = await this.claims.drafts(
        tx,
        current.map(({ bill }) => bill.id),
      );
      const notes: WatchNote[] = gone.map((billId) => ({ billId, drop: true }));
      const news: PushBill[] = [];
      for (const { row, bill, answer } of current) {
        if (answer === null) {
          notes.push(this.later(row));
          continue;
        }
        // The time of the question counts, not the time of the answer.
        const { stored, askedAt } = answer;
        const absent = !stored.some(({ id }) => bill.kingdeeId === null || id === bill.kingdeeId);
        const proven = absent && row.absentSince !== null && askedAt - row.absentSince >= this.settings.PROBE_GAP_MS;
        // A bill that was booked as audited was audited, whether or not a look saw it so: it may have been halted at the look before.
        const bookedSo = bill.kind !== 'failed' && bill.reached === 'audited';
        const audited =
          row.audited || bookedSo || stored.some(({ id, status }) => id === bill.kingdeeId && status === 'C');
        // One answer "not found" proves nothing: the look is repeated before anybody is alarmed (product.md §2).
        let { kind } = bill;
        if (mayLand(bill)) {
          if (!absent) kind = await this.settleLanded(tx, bill, stored, askedAt);
        } else if (!absent || proven) {
          const draft = drafts.get(bill.id) ?? null;
          if (bill.kind === 'failed') news.push(...(await this.settleHalted(tx, bill, draft, stored, askedAt)));
          else kind = await this.settleBooked(tx, { row: { ...row, audited }, bill, draft, stored, askedAt });
        }
        notes.push(this.noteOf(row, kind, { absent, proven, audited }, askedAt));
      }
      await this.list.record(tx, token, notes);
      return news;
    });
    if (booked.length === 0) return;
    this.wakes.wake('writeback');
    this.compare.soon(booked);
  }

  private noteOf(
    row: WatchRow,
    kind: BillStateKind,
    { absent, proven, audited }: { absent: boolean; proven: boolean; audited: boolean },
    askedAt: number,
  ): WatchNote {
    const { PROBE_GAP_MS, WATCH_INTERVAL_MS: intervalMs, WATCH_DAYS: days } = this.settings;
    const absentSince = absent ? (row.absentSince ?? askedAt) : null;
    const dueAt =
      absentSince !== null && !proven
        ? absentSince + PROBE_GAP_MS
        : nextWatchAt(kind, row.watchedFrom, clock.now(), { intervalMs, days });
    return { billId: row.billId, dueAt, absentSince, audited, answeredAt: askedAt };
  }

  /** Returns the note after a look without an answer: the bill comes back after a pause, with the same facts as before. */
  private later(row: WatchRow): WatchNote {
    const { WATCH_INTERVAL_MS, PROBE_GAP_MS } = this.settings;
    const pause = row.absentSince === null ? WATCH_INTERVAL_MS : Math.min(WATCH_INTERVAL_MS, PROBE_GAP_MS);
    const { billId, absentSince, audited } = row;
    return { billId, dueAt: clock.now() + pause, absentSince, audited, answeredAt: null };
  }

  /** @returns the state of the bill, or the state that it would have if no other transaction had changed it. */
  private async settleBooked(
    tx: EntityManager,
    about: {
      row: WatchRow;
      bill: PushBill;
      draft: PaymentBillDraft | null;
      stored: readonly StoredBill[];
      askedAt: number;
    },
  ): Promise<BillStateKind> {
    const { row, bill, draft, stored, askedAt } = about;
    const watched: Watched = {
      called: calledOf(bill),
      number: bill.kingdeeNo ?? bill.billNo,
      kingdeeId: bill.kingdeeId,
      reached: bill.reached,
      audited: row.audited,
      draft,
      paidAs: paidAs(bill),
      accepted: row.accepted,
    };
    const look = whatChanged(watched, stored);
    const open = bill.kind === 'reversal-needed' ? caseOf(bill.state) : null;
    if (open?.causes.includes('landed-late') && open.amendments.length === 0) {
      const move = landedAgain(bill, open, look);
      if (move) await this.ledger.moveAll(tx, [move], SYSTEM);
      else await this.notePaid(tx, bill, look, askedAt);
      return bill.kind;
    }
    // Only an audited bill that differs waits for the decision whether it is valid.
    if (open?.unbooked && open.amendments.length === 0 && !standsOtherwise(look)) {
      const own = look.kind === 'there' ? look.own : null;
      await this.ledger.moveAll(tx, [haltedAgain(bill, own, askedAt)], SYSTEM);
      return 'failed';
    }
    const found = caseOfLook(watched, look, open, { now: askedAt, gapMs: this.settings.PROBE_GAP_MS });
    if (found) {
      if (open && JSON.stringify([found.causes, found.lines]) === JSON.stringify([open.causes, open.lines])) {
        await this.notePaid(tx, bill, look, askedAt);
        return bill.kind;
      }
      await this.ledger.moveAll(tx, [reversalMove(bill, found)], SYSTEM);
      return 'reversal-needed';
    }
    if (open && open.amendments.length === 0) {
      const detail = { sentence: `金蝶里的${watched.called} ${watched.number} 又与发送的一致` };
      const move = standsMove(bill, { action: 'reversal-recovered', detail, despite: [] });
      await this.ledger.moveAll(tx, [move], SYSTEM);
      return 'written-back';
    }
    const further = look.kind === 'there' && !open ? furtherMove(bill, look.own) : null;
    // A bill that moves on is checked for payment at the next look: each change is made to the version that was looked at.
    if (further) await this.ledger.moveAll(tx, [further], SYSTEM);
    else await this.notePaid(tx, bill, look, askedAt);
    return bill.kind;
  }

  private async settleLanded(
    tx: EntityManager,
    bill: PushBill,
    stored: readonly StoredBill[],
    now: number,
  ): Promise<BillStateKind> {
    const own = stored.find(({ thirdBillNo }) => thirdBillNo === bill.thirdBillNo) ?? stored[0];
    if (!own) return bill.kind;
    const others = stored.filter((each) => each !== own);
    await this.ledger.moveAll(tx, [landedMove(bill, own, others, now)], SYSTEM);
    return 'reversal-needed';
  }

  private async notePaid(tx: EntityManager, bill: PushBill, look: Look, askedAt: number): Promise<void> {
    if (look.kind === 'absent' || look.own.paid !== true) return;
    if (await this.ledger.notePaid(tx, bill.id, askedAt))
      await this.audit.append(tx, SYSTEM, [{ action: 'paid', subjectKind: 'bill', subjectId: bill.id }]);
  }

  /** @returns the bill if it is booked now. */
  private async settleHalted(
    tx: EntityManager,
    bill: PushBill,
    draft: PaymentBillDraft | null,
    stored: readonly StoredBill[],
    now: number,
  ): Promise<readonly PushBill[]> {
    // A worker holds the lease of this bill and works on it in Kingdee now.
    if (bill.leaseUntil !== null) return [];
    const own = stored.find(({ id }) => bill.kingdeeId === null || id === bill.kingdeeId);
    const move = own ? this.haltedMove(bill, draft, own, stored, now) : haltedAbsent(bill, now);
    if (move === null) return [];
    const moved = await this.ledger.moveAll(tx, [move], SYSTEM);
    if (move.to !== 'booked' || !moved.has(bill.id) || !own) return [];
    // An earlier state of this database may have caused the audit in Kingdee, and written the comment too.
    const booked = { ...next(bill), kingdeeId: own.id, kingdeeNo: own.billNo };
    await this.announce.put(tx, [booked], now, 'look');
    return [booked];
  }

  /**
   * Returns the move of a halted bill that people changed and audited in Kingdee. It may be paid by now, and often cannot be withdrawn
   * any more. As with a bill that was changed after booking, a person says whether it is valid or reversed.
   */
  private auditedOtherwise(
    bill: PushBill,
    draft: PaymentBillDraft | null,
    own: StoredBill,
    stored: readonly StoredBill[],
    now: number,
  ): Move | null {
    if (own.status !== 'C' || own.cancelled === true) return null;
    const watched: Watched = {
      called: calledOf(bill),
      number: own.billNo,
      kingdeeId: own.id,
      reached: 'audited',
      audited: true,
      draft,
      paidAs: paidAs(bill),
      accepted: null,
    };
    const timing = { now, gapMs: this.settings.PROBE_GAP_MS, unbooked: true };
    const found = caseOfLook(watched, whatChanged(watched, stored), null, timing);
    if (found === null) return null;
    const { watchSaid: _, handedOver: __, ...state } = bill.state;
    const move = reversalMove({ ...bill, state }, found);
    return { ...move, patch: { ...move.patch, reached: 'audited', kingdee_id: own.id, kingdee_no: own.billNo } };
  }

  private haltedMove(
    bill: PushBill,
    draft: PaymentBillDraft | null,
    own: StoredBill,
    stored: readonly StoredBill[],
    now: number,
  ): Move | null {
    const others = stored.filter((each) => each !== own);
    const became = whatBecameOf({ claimed: claimedBy(bill, draft ?? undefined), reached: bill.reached }, own, others);
    switch (became.kind) {
      case 'booked':
        return mustDecide(bill) ? haltedFoundAgain(bill) : bookedMove(bill, own, became.reached);
      case 'moved':
        return haltedMoved(bill, own, became, now);
      case 'odd':
        return this.auditedOtherwise(bill, draft, own, stored, now) ?? haltedOdd(bill, own, became.why, now);
      case 'same':
        return haltedFoundAgain(bill);
    }
  }
}

const standsOtherwise = (look: Look): boolean =>
  look.kind === 'there' && look.own.status === 'C' && look.own.cancelled !== true && look.causes.length > 0;

/** Returns the bill in its state after the move. */
const next = (bill: PushBill): PushBill => ({ ...bill, version: bill.version + 1 });

/** Returns the move of a bill that was only to be saved or submitted, and that people continued in Kingdee; null if there is nothing new. */
function furtherMove(bill: PushBill, own: StoredBill): Move | null {
  const reached = REACHED_IN_KINGDEE[own.status];
  if (REACHED.indexOf(reached) <= REACHED.indexOf(bill.reached)) return null;
  return {
    bill,
    ...staying(bill),
    patch: { reached },
    action: 'watch-step',
    detail: { sentence: `金蝶里的${calledOf(bill)} ${own.billNo} 现在是“${statusWord(own.status)}”` },
    stays: true,
  };
}

function bookedMove(bill: PushBill, own: StoredBill, reached: Reached): Move {
  return {
    bill,
    to: 'booked',
    data: carriedTo('booked', bill.state),
    patch: {
      ...FREE,
      ...QUIET,
      reached,
      kingdee_id: own.id,
      kingdee_no: own.billNo,
      next_attempt_at: null,
    },
    action: 'watch-booked',
    detail: { found: own.billNo },
  };
}
