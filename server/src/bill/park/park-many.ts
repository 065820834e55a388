import type { BatchResult, ParkBills, Parking } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { Wakes } from '../../queue/wakes.js';
import { actionFacts } from '../action/action-facts.js';
import { whyNot } from '../action/offered-actions.js';
import { reviewPolicy } from '../action/review-policy.js';
import type { ReviewPolicy } from '../action/review-rules.js';
import { refusedActionWords } from '../action/why-not-words.js';
import { BillHistory } from '../history/bill-history.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { BillLedger, type Move } from '../ledger/bill-ledger.js';
import { unknownIn } from '../ledger/unknown-amounts.js';
import { SeenBills } from '../review/seen-bills.js';
import { unapproveMove } from '../review/unapprove-move.js';
import { BillSelections, type SeenBill } from '../selection/bill-selections.js';
import { AwaitOriginal } from './await-original.js';
import { mustBeFree, mustPayNoMore, type OutsidePayment } from './outside-payment.js';
import { closeMove, holdMove, releaseMove, takeBackMove } from './park-moves.js';

/** `paidBy`: for 线下已处理, the bill in Kingdee that paid them. */
type Wanted = {
  what: Parking | 'handle-outside';
  reason: string;
  paidBy?: OutsidePayment | undefined;
  /** Bills that are skipped, each with the reason that was found before. */
  leave?: ReadonlyMap<string, Why>;
};
/** Actions that a person may undo at once. */
const TAKEN_BACK = { hold: true, exclude: true, 'handle-outside': true };
type Skipped = BatchResult['skipped'][number];
export type Why = Pick<Skipped, 'code' | 'reason'>;
type Chunk = { moved: (Move & { bill: PushBill })[]; skipped: Skipped[] };
const CHANGED: Why = { code: 'bill/stale', reason: '刚被别人更新过，你看到的不是最新内容' };
const GONE: Why = { code: 'bill/not-found', reason: '没有找到这张单据' };

/** Does 挂起, 恢复, 排除, 线下已处理, 撤销归档 and 退回审核 for several bills with one reason, by the rules of one bill; in transactions of at most 200. */
@Injectable()
export class ParkMany {
  private readonly policy: ReviewPolicy;

  constructor(
    private readonly db: Database,
    private readonly ledger: BillLedger,
    private readonly claims: BillClaims,
    private readonly seen: SeenBills,
    private readonly selections: BillSelections,
    private readonly history: BillHistory,
    private readonly waiting: AwaitOriginal,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.policy = reviewPolicy(settings);
  }

  /** Skips bills that do not fit, or have changed since they were seen, each with its reason. */
  async park({ refs, ...wanted }: Pick<ParkBills, 'refs'> & Wanted, actor: Actor): Promise<BatchResult> {
    const { what } = wanted;
    const [closed, asked, skipped]: [PushBill[], PushBill[], Skipped[]] = [[], [], []];
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const result = await this.refusable(chunk, () =>
        this.db.inTransaction((tx) => this.chunk(tx, chunk, wanted, closed.length, actor)),
      );
      skipped.push(...result.skipped);
      for (const { bill, stays } of result.moved) (stays ? asked : closed).push(bill);
    }
    if (what === 'restore') for (const each of ['map', 'amend'] as const) this.wakes.wake(each);
    const parked = what in TAKEN_BACK ? closed.map(({ id, version }) => ({ id, version: version + 1 })) : [];
    const kept = await this.selections.keep(parked, actor);
    return {
      done: sumOf([...closed, ...asked]),
      ...(asked.length > 0 ? { asked: sumOf(asked) } : {}),
      ...(kept ? { kept } : {}),
      skipped: await this.told(skipped),
    };
  }

  /** Skips a chunk that is refused as a whole; what was done before it stays done. */
  private async refusable(chunk: readonly SeenBill[], work: () => Promise<Chunk>): Promise<Chunk> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BillRefusedError)) throw error;
      const why = { code: error.code, reason: error.message };
      return { moved: [], skipped: chunk.map(({ id }) => leftAlone(id, undefined, why)) };
    }
  }

  private async chunk(
    tx: EntityManager,
    chunk: readonly SeenBill[],
    wanted: Wanted,
    before: number,
    actor: Actor,
  ): Promise<Chunk> {
    const { what, paidBy } = wanted;
    if (paidBy) await mustBeFree(tx, paidBy.number, paidBy.names);
    const loaded = await this.claims.load(
      tx,
      chunk.map(({ id }) => id),
    );
    const bills = new Map(loaded.map((bill) => [bill.id, bill]));
    const facts = await actionFacts(tx, loaded, [what]);
    const policy = { ...this.policy, who: await whoElse(tx) };
    const moves: (Move & { bill: PushBill })[] = [];
    const skipped: Skipped[] = [];
    for (const { id, version } of chunk) {
      const bill = bills.get(id);
      if (!bill || bill.version !== version) {
        skipped.push(leftAlone(id, bill, bill ? CHANGED : GONE));
        continue;
      }
      const learned = wanted.leave?.get(id);
      if (learned) {
        skipped.push(leftAlone(id, bill, learned));
        continue;
      }
      const why = whyNot(what, bill, actor, facts(id), policy);
      if (why) {
        const words = refusedActionWords(why, { action: what, bill, actor, policy });
        skipped.push(leftAlone(id, bill, { code: why.code, reason: words }));
      } else moves.push({ ...(await this.moveOf(tx, wanted, bill, actor, facts(id).approvedOnce)), bill });
    }
    const moved = await this.ledger.moveAll(tx, moves, actor);
    if (paidBy) {
      const closed = moves.filter(({ bill, stays }) => !stays && moved.has(bill.id)).length;
      if (closed > 0) await mustPayNoMore(tx, paidBy, before + closed);
    }
    if (what === 'restore')
      for (const { bill, stays } of moves) if (!stays && moved.has(bill.id)) await this.waiting.waitAgain(tx, bill);
    for (const { bill } of moves) if (!moved.has(bill.id)) skipped.push(leftAlone(bill.id, bill, CHANGED));
    return { moved: moves.filter(({ bill }) => moved.has(bill.id)), skipped };
  }

  private async moveOf(
    tx: EntityManager,
    { what, reason, paidBy }: Wanted,
    bill: PushBill,
    actor: Actor,
    approvedOnce: boolean,
  ): Promise<Move> {
    if (what === 'hold') return holdMove(bill, reason, actor);
    if (what === 'unapprove') return unapproveMove(bill, await this.seen.issues(tx, bill.id), reason, actor);
    if (what === 'release') return releaseMove(bill, await this.seen.issues(tx, bill.id), reason, actor);
    const { singlePerson } = this.policy;
    if (what === 'restore') return takeBackMove(tx, bill, { reason, actor, approvedOnce, singlePerson });
    return closeMove(tx, bill, { what, reason, actor, approvedOnce, singlePerson, paidBy });
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

const sumOf = (bills: readonly PushBill[]) => ({
  count: bills.length,
  amount: fromFen(bills.reduce((fen, { baseFen }) => fen + (baseFen ?? 0n), 0n)),
  ...unknownIn(bills.filter(({ baseFen }) => baseFen === null).length),
});

const leftAlone = (id: string, bill: PushBill | undefined, why: Why): Skipped => ({
  id,
  payee: maskText(bill?.payee ?? ''),
  amount: bill?.baseFen == null ? null : fromFen(bill.baseFen),
  ...why,
});
