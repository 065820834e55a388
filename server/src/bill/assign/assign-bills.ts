import type { AssignBills as AssignRequest, AssignResult, HandOver } from '@dingdee/shared/assignment';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { type WhoElse, whoElse } from '../../access/member/who-else.js';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { putInOutbox, takeOutOfOutbox } from '../../outbox/outbox.js';
import { Wakes } from '../../queue/wakes.js';
import { ownAs } from '../action/own-bill.js';
import { BillHistory } from '../history/bill-history.js';
import { endAssignments, type Given, givenByAct, givenOf, IN_REVIEW, writeGiven } from '../ledger/assignment-rows.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { unknownIn } from '../ledger/unknown-amounts.js';
import { BillSelections, type SeenBill } from '../selection/bill-selections.js';
import {
  alreadyOf,
  CHANGED,
  GONE,
  givenWords,
  type LeftAlone,
  notInReview,
  noticeWords,
  ownOf,
} from './assign-words.js';
import { DuePastError, HandOverNotAsShownError, NotReviewerError, UndoLateError } from './assignment.errors.js';
import { AssignmentOverview } from './assignment-overview.js';

type Skipped = AssignResult['skipped'][number];
type Person = WhoElse['approve'][number];

/** One request: the new reviewer (null: nobody), the terms, and the former reviewer if it is a hand-over. */
interface Act {
  id: string;
  at: number;
  to: Person | null;
  /** Absent: each bill keeps its own terms. */
  terms?: { dueAt: number | null; note: string };
  from?: { userId: string; name: string };
}

const SOMEBODY_ELSE: LeftAlone = { code: 'assignment/elsewhere', reason: '刚被别人改派了' };

/**
 * Assigns bills under review (指派) and hands them over (交接). An assignment is a note beside the bill: content, version and who may act on
 * it stay as they are. Works in transactions of at most 200 bills, with one notice for all of them, which waits until it cannot be undone
 * any more.
 */
@Injectable()
export class AssignBills {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly selections: BillSelections,
    private readonly history: BillHistory,
    private readonly overview: AssignmentOverview,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'ASSIGN_UNDO_MS'>,
  ) {}

  /** @throws NotReviewerError, DuePastError; and the errors of a selection */
  async assign({ refs, userId, dueAt, note }: AssignRequest, actor: Actor): Promise<AssignResult> {
    const at = Date.now();
    if (dueAt !== null && dueAt <= at) throw new DuePastError();
    const to = userId === null ? null : await this.reviewer(userId);
    const terms = to === null ? { dueAt: null, note: '' } : { dueAt, note: maskText(note) };
    return this.act({ id: uuid(), at, to, terms }, this.chunksOf(refs, actor), actor);
  }

  /**
   * Hands over all that one person has in hand, each bill with its due time and note.
   * @throws NotReviewerError, HandOverNotAsShownError
   */
  async handOver({ from, to: userId, shown }: HandOver, actor: Actor): Promise<AssignResult> {
    const to = await this.reviewer(userId);
    const now = await this.overview.holdsOf(from);
    if (now.count !== shown.count || now.amount !== shown.amount) throw new HandOverNotAsShownError(shown, now);
    const name = (await this.history.names([from]))(from);
    return this.act(
      { id: uuid(), at: Date.now(), to, from: { userId: from, name } },
      this.overview.inHand(from),
      actor,
    );
  }

  /** Undoes a request of the same person, for bills that nobody has reassigned since. @throws UndoLateError */
  async undo(act: string, actor: Actor): Promise<{ count: number }> {
    const since = Date.now() - this.settings.ASSIGN_UNDO_MS;
    let count = 0;
    for (;;) {
      const more = await this.db.inTransaction((tx) => this.undoSome(tx, act, since, actor));
      if (more === 0) break;
      count += more;
    }
    if (count === 0) throw new UndoLateError();
    return { count };
  }

  private async undoSome(tx: EntityManager, act: string, since: number, actor: Actor): Promise<number> {
    const found = await givenByAct(tx, act, actor.userId, since);
    if (found.length === 0) return 0;
    await this.claims.lock(
      tx,
      found.map(({ billId }) => billId),
    );
    // Before the lock somebody may have reassigned a bill, or approved it.
    const rows = await givenByAct(tx, act, actor.userId, since);
    const billIds = rows.map(({ billId }) => billId);
    await takeOutOfOutbox(tx, eventOf(act));
    await endAssignments(tx, billIds);
    const open = new Set(
      (await this.claims.load(tx, billIds)).filter(({ kind }) => IN_REVIEW.includes(kind)).map(({ id }) => id),
    );
    await writeGiven(
      tx,
      uuid(),
      rows.flatMap(({ billId, before }) => (before && open.has(billId) ? [{ billId, now: before }] : [])),
    );
    await this.audit.append(
      tx,
      actor,
      billIds.map((subjectId) => ({ action: 'assign-undone', subjectKind: 'bill', subjectId, detail: { act } })),
    );
    await this.live.emit(tx, 'bill', billIds);
    return rows.length;
  }

  private async act(act: Act, chunks: AsyncIterable<SeenBill[]>, actor: Actor): Promise<AssignResult> {
    const done: PushBill[] = [];
    const skipped: Skipped[] = [];
    const settle = async (chunk: readonly SeenBill[], last: boolean): Promise<void> => {
      const result = await this.db.inTransaction(async (tx) => {
        const one = await this.chunk(tx, chunk, act, actor);
        if (last) await this.notify(tx, act, [...done, ...one.given], actor);
        return one;
      });
      done.push(...result.given);
      skipped.push(...result.skipped);
    };
    // The notice is written in the transaction of the last bills: for all of them, or not at all.
    let waiting: SeenBill[] | null = null;
    for await (const chunk of chunks) {
      if (waiting) await settle(waiting, false);
      waiting = chunk;
    }
    if (waiting) await settle(waiting, true);
    this.wakes.wake('writeback');
    return {
      act: act.id,
      undoUntil: act.at + this.settings.ASSIGN_UNDO_MS,
      done: sumOf(done),
      skipped: await this.told(skipped),
    };
  }

  private async chunk(tx: EntityManager, chunk: readonly SeenBill[], act: Act, actor: Actor) {
    const ids = chunk.map(({ id }) => id);
    // With the lock, an approval at the same time either ends the assignment written here, or is seen here.
    await this.claims.lock(tx, ids);
    const bills = new Map((await this.claims.load(tx, ids)).map((bill) => [bill.id, bill]));
    const before = await givenOf(tx, ids);
    const given: PushBill[] = [];
    const rows: { billId: string; now: Given; before: Given | undefined }[] = [];
    const skipped: Skipped[] = [];
    for (const { id, version } of chunk) {
      const bill = bills.get(id);
      const was = before.get(id);
      const why = this.whyNot(bill, version, was, act);
      if (bill && why === null) {
        const terms = act.terms ?? { dueAt: was?.dueAt ?? null, note: was?.note ?? '' };
        const now: Given = { userId: act.to?.userId ?? '', ...terms, by: actor.userId, at: act.at };
        rows.push({ billId: id, now, before: was });
        given.push(bill);
      } else skipped.push({ id, payee: maskText(bill?.payee ?? ''), amount: amountOf(bill), ...(why ?? GONE) });
    }
    await writeGiven(tx, act.id, rows);
    await this.audit.append(
      tx,
      actor,
      rows.map(({ billId, now, before: was }) => ({
        action: act.to === null ? 'unassign' : 'assign',
        subjectKind: 'bill',
        subjectId: billId,
        detail: {
          ...(act.to ? { note: givenWords(act.to.name, now.dueAt, now.note) } : {}),
          act: act.id,
          to: now.userId,
          before: was?.userId ?? '',
        },
      })),
    );
    await this.live.emit(
      tx,
      'bill',
      given.map(({ id }) => id),
    );
    return { given, skipped };
  }

  private whyNot(bill: PushBill | undefined, version: number, was: Given | undefined, act: Act): LeftAlone | null {
    if (!bill) return GONE;
    if (act.from && was?.userId !== act.from.userId) return SOMEBODY_ELSE;
    if (bill.version !== version) return CHANGED;
    if (!IN_REVIEW.includes(bill.kind)) return notInReview(bill.kind);
    if (act.to && was && isSame(was, act)) return alreadyOf(act.to.name);
    const own = act.to === null || this.settings.SINGLE_PERSON_MODE ? null : ownAs(bill, withNames(act.to));
    return own === null || act.to === null ? null : ownOf(act.to.name, own);
  }

  /** Puts one notice for all bills of the request into the outbox, to the new reviewer; none if the actor takes them on. */
  private async notify(tx: EntityManager, { id, at, to, terms, from }: Act, bills: readonly PushBill[], actor: Actor) {
    const [first] = bills;
    if (!first || to === null || to.userId === actor.userId) return;
    const { dueAt = null, note = '' } = terms ?? {};
    const message = {
      kind: 'notice',
      billId: first.id,
      event: eventOf(id),
      eventVersion: 1,
      processInstanceId: first.processInstanceId,
      asUserId: to.userId,
      text: noticeWords(actor.name, sumOf(bills), { dueAt, note, at, from: from?.name }),
      callback: {
        strategyId: first.schemeId,
        id: first.processInstanceId,
        business_id: first.businessId,
        name: first.payee,
        originator_userid: first.originatorUserId,
      },
      first: 'send',
    } as const;
    await putInOutbox(tx, [message], at, at + this.settings.ASSIGN_UNDO_MS);
  }

  /** @throws NotReviewerError */
  private async reviewer(userId: string): Promise<Person> {
    const found = (await whoElse(this.db.read)).approve.find((person) => person.userId === userId);
    if (found) return found;
    throw new NotReviewerError((await this.history.names([userId]))(userId));
  }

  private chunksOf(refs: BillRefs, actor: Actor): AsyncIterable<SeenBill[]> {
    return this.selections.chunks(refs, actor);
  }

  /** Adds to bills that were skipped because they had changed who changed them. */
  private async told(skipped: readonly Skipped[]): Promise<Skipped[]> {
    const hands = await this.history.lastHands(skipped.filter(({ code }) => code === CHANGED.code).map(({ id }) => id));
    return skipped.map((bill) => {
      const hand = hands.get(bill.id);
      return hand === undefined || bill.code !== CHANGED.code ? bill : { ...bill, reason: `${bill.reason}（${hand}）` };
    });
  }
}

/** Returns the event name of the notice in the outbox: 39 of 40 characters. */
const eventOf = (act: string): string => `assign-${act.replaceAll('-', '')}`;
const isSame = (was: Given, { to, terms }: Act): boolean =>
  was.userId === to?.userId && (terms === undefined || (was.dueAt === terms.dueAt && was.note === terms.note));
const withNames = ({ userId, name, alsoNamed = [] }: Person) => ({ userId, name, alsoNamed });
const amountOf = (bill: PushBill | undefined) => (bill?.baseFen == null ? null : fromFen(bill.baseFen));
const sumOf = (bills: readonly PushBill[]): CountAndSum => ({
  count: bills.length,
  amount: fromFen(bills.reduce((fen, { baseFen }) => fen + (baseFen ?? 0n), 0n)),
  ...unknownIn(bills.filter(({ baseFen }) => baseFen === null).length),
});
