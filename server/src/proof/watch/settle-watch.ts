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
import { claimedBy } from '../../push/call/after-look.js';
import { FREE, QUIET } from '../../push/call/bill-patches.js';
import { REACHED_IN_KINGDEE } from '../../push/call/push-step.js';
import { Wakes } from '../../queue/wakes.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import { haltedAbsent, haltedAgain, haltedFoundAgain, haltedMoved, haltedOdd, mustDecide } from './halted-words.js';
import { landedAgain, landedMove, mayLand } from './landed-late.js';
import { nextWatchAt, WATCHED } from './watch-cadence.js';
import { WatchList, type WatchNote, type WatchRow } from './watch-list.js';
import { caseOfLook, type Look, type Watched, whatBecameOf, whatChanged } from './what-changed.js';

/** A due bill with Kingdee's answer; null: none came, which says nothing about the bill. */
interface LookedAt {
  row: WatchRow;
  bill: PushBill;
  answer: Answer | null;
}
interface Answers {
  token: string;
  /** Bills that are not Kingdee's matter any more. */
  gone: readonly string[];
  looks: readonly LookedAt[];
}

/** Commits what Kingdee's answers mean, bill by bill; a bill that somebody changed since the question keeps its state. */
@Injectable()
export class SettleWatch {
  constructor(
    private readonly db: Database,
    private readonly list: WatchList,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly announce: AnnounceBooked,
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** False for what is not Kingdee's matter any more, and for what was learned of a bill that has been withdrawn since. */
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
      let news = 0;
      for (const { row, bill, answer } of current) {
        if (answer === null) {
          notes.push(this.later(row));
          continue;
        }
        // The time of the question counts, not the answer's.
        const { stored, askedAt } = answer;
        const absent = !stored.some(({ id }) => bill.kingdeeId === null || id === bill.kingdeeId);
        const proven = absent && row.absentSince !== null && askedAt - row.absentSince >= this.settings.PROBE_GAP_MS;
        // One that was booked as audited was audited, whether or not a look saw it so: it may have been halted at the look before.
        const bookedSo = bill.kind !== 'failed' && bill.reached === 'audited';
        const audited =
          row.audited || bookedSo || stored.some(({ id, status }) => id === bill.kingdeeId && status === 'C');
        // One answer "not there" proves nothing: it is asked again before anybody is alarmed (product.md §2).
        let { kind } = bill;
        if (mayLand(bill)) {
          if (!absent) kind = await this.settleLanded(tx, bill, stored, askedAt);
        } else if (!absent || proven) {
          const draft = drafts.get(bill.id) ?? null;
          if (bill.kind === 'failed') news += await this.settleHalted(tx, bill, draft, stored, askedAt);
          else kind = await this.settleBooked(tx, { row: { ...row, audited }, bill, draft, stored, askedAt });
        }
        notes.push(this.noteOf(row, kind, { absent, proven, audited }, askedAt));
      }
      await this.list.record(tx, token, notes);
      return news;
    });
    if (booked > 0) this.wakes.wake('writeback');
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

  /** Nothing was learned: the bill comes back after a pause, with what was known of it. */
  private later(row: WatchRow): WatchNote {
    const { WATCH_INTERVAL_MS, PROBE_GAP_MS } = this.settings;
    const pause = row.absentSince === null ? WATCH_INTERVAL_MS : Math.min(WATCH_INTERVAL_MS, PROBE_GAP_MS);
    const { billId, absentSince, audited } = row;
    return { billId, dueAt: clock.now() + pause, absentSince, audited, answeredAt: null };
  }

  /** @returns the state that the bill is in, or would be but for somebody else's hand. */
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
    // Only what is audited and differs waits for a word whether it stands.
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
    // Of a bill that moves on, whether it is paid is asked the next time: each change is of the version that was looked at.
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

  /** @returns 1 when the bill is booked now. */
  private async settleHalted(
    tx: EntityManager,
    bill: PushBill,
    draft: PaymentBillDraft | null,
    stored: readonly StoredBill[],
    now: number,
  ): Promise<0 | 1> {
    // Somebody is at it in Kingdee.
    if (bill.leaseUntil !== null) return 0;
    const own = stored.find(({ id }) => bill.kingdeeId === null || id === bill.kingdeeId);
    const move = own ? this.haltedMove(bill, draft, own, stored, now) : haltedAbsent(bill, now);
    if (move === null) return 0;
    const moved = await this.ledger.moveAll(tx, [move], SYSTEM);
    if (move.to !== 'booked' || !moved.has(bill.id) || !own) return 0;
    // Whoever finished it in Kingdee may have been told to by an earlier state of this database.
    const booked = { ...next(bill), kingdeeId: own.id, kingdeeNo: own.billNo };
    await this.announce.put(tx, [booked], now, 'look');
    return 1;
  }

  /**
   * Kingdee's people changed a halted bill and audited it: it may be paid by now, and can often not be taken out any more. Like one
   * that was changed after it was booked, it stands or is reversed, and a person says which.
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

/** The bill after its move. */
const next = (bill: PushBill): PushBill => ({ ...bill, version: bill.version + 1 });

/** A bill that was to be saved or submitted only, and that people went on with in Kingdee. */
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
