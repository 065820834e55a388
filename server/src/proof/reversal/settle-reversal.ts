import type { ReasonedAction, ReversedAction } from '@dingdee/shared/bill';
import { parseAmount, toFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { askedMove, isOtherPayment, standsMove } from '../../bill/ledger/reversal.js';
import { secondOf } from '../../bill/ledger/second-person.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { forgetCommits } from '../../database/request-commits.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import {
  type Asked,
  askedOf,
  caseOf,
  type Held,
  type ReversalCase,
  withoutAsked,
} from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { Wakes } from '../../queue/wakes.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import { WatchList } from '../watch/watch-list.js';
import { askAgainWords, type Seen, StillThere } from './still-there.js';

/** 待冲销: a person says what happened to a booked bill. Kingdee is only asked, and no second bill is made. */
@Injectable()
export class SettleReversal {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly list: WatchList,
    private readonly kingdee: StillThere,
    private readonly announce: AnnounceBooked,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'PROBE_GAP_MS'>,
  ) {}

  /**
   * 已在金蝶冲销: closes the bill. The bill of a changed approval may then go on, so Kingdee is asked first; “not there” counts after two
   * answers, PROBE_GAP_MS apart (decision 174). If Kingdee does not confirm that the bill is gone, one person requests and another confirms.
   * @throws BillRefusedError if the same person has requested it already; or if Kingdee still holds the bill, or gave no answer, and
   * the person did not say that they know.
   */
  async reversed(id: string, { version, reason, stillThere = false }: ReversedAction, actor: Actor): Promise<void> {
    const { bill: looked } = await this.load(this.db.read, { id, version }, 'reversed', actor);
    const seen = await this.twice(looked, await this.kingdee.look(looked));
    if (seen.kind !== 'gone' && !stillThere)
      throw new BillRefusedError('bill/not-reversed', `${seen.sentence}${this.thenWords(looked)}`);
    await this.db.inTransaction(async (tx) => {
      const { bill, found } = await this.load(tx, { id, version }, 'reversed', actor);
      const { two, asked, stamp } = await this.secondWord(tx, bill, 'reversed', seen.kind !== 'gone', actor);
      if (two && asked === null) {
        const said = seen.kind === 'gone' ? {} : { seen: seen.kind };
        const request = { what: 'reversed', by: actor.userId, byName: actor.name, reason, ...said } as const;
        return this.ledger.move(tx, askedMove(bill, found, request), actor);
      }
      const rest = carriedTo('handled-outside', withoutAsked(bill.state));
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'handled-outside',
          data: {
            ...rest,
            reversed: true,
            reason,
            settledBy: actor.userId,
            ...(seen.kind === 'gone' || seen.kind === 'absent' ? { seenGone: true } : {}),
          },
          patch: {
            action: 'none',
            reason: `已在金蝶冲销：${reason}`.slice(0, 500),
            reason_key: 'reversed',
            reason_rank: 9,
          },
          action: 'reversed',
          detail: { reason, causes: found?.causes, kingdee: seen.kind, ...stamp },
        },
        actor,
      );
    });
    this.wakes.wake('amend');
  }

  /**
   * 仍然有效: keeps the bill as Kingdee holds it. If that is another payment than is approved now, one person requests and another
   * confirms. Only a further change opens the case again.
   */
  async stands(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    const before = await this.load(this.db.read, { id, version }, 'stands', actor);
    // The bill was never booked, so the content that is booked now must be the present content in Kingdee.
    const changed = before.found?.unbooked ? await this.kingdee.otherThan(before.found.held, before.bill) : null;
    if (changed !== null) throw new BillRefusedError('bill/changed-again', changed);
    await this.db.inTransaction(async (tx) => {
      const { bill, found } = await this.load(tx, { id, version }, 'stands', actor);
      const other = found !== null && isOtherPayment(found);
      const { two, asked, stamp } = await this.secondWord(tx, bill, 'stands', other, actor);
      if (two && asked === null) {
        const request = { what: 'stands', by: actor.userId, byName: actor.name, reason } as const;
        return this.ledger.move(tx, askedMove(bill, found, request), actor);
      }
      const detail = { reason, causes: found?.causes, ...stamp };
      // The statements ask for `deleted`: what two people let stand is no difference any more.
      const gone = found !== null && found.held === null && found.causes.includes('deleted');
      const despite = [...(found?.amendments ?? []), ...(gone ? ['deleted'] : [])];
      const move = standsMove(bill, { action: 'stands', detail, despite });
      await this.ledger.move(tx, move, actor);
      if (move.to === 'booked') await this.announce.put(tx, [asHeld(bill, found?.held ?? null)], clock.now(), 'look');
      // A case that is only about the approval says nothing about Kingdee.
      if (found && (found.held !== null || found.causes.includes('deleted')))
        await this.list.accept(tx, bill.id, found.held, move.to === 'booked' ? clock.now() : null);
    });
    this.wakes.wake('amend');
    this.wakes.wake('writeback');
  }

  /** Returns what Kingdee says of the bill. “Not there” is believed if the watch, or an earlier press, had the same answer long enough ago. */
  private async twice(
    bill: PushBill,
    seen: Seen,
  ): Promise<Exclude<Seen, { kind: 'absent' }> | { kind: 'absent'; sentence: string }> {
    const { PROBE_GAP_MS: gapMs } = this.settings;
    if (seen.kind === 'there' && seen.own) await this.note((tx) => this.list.sawThere(tx, bill));
    if (seen.kind !== 'absent') return seen;
    const since = await this.note((tx) => this.list.sawAbsent(tx, bill, seen.askedAt, gapMs));
    const leftMs = since + gapMs - seen.askedAt;
    return leftMs <= 0 ? { kind: 'gone' } : { kind: 'absent', sentence: askAgainWords(bill, leftMs) };
  }

  /** Stores an answer of Kingdee. It is no part of what the person asked for: if the request breaks off afterwards, nothing was changed. */
  private async note<T>(write: (tx: EntityManager) => Promise<T>): Promise<T> {
    const noted = await this.db.inTransaction(write);
    forgetCommits();
    return noted;
  }

  /** Returns what happens if the person confirms although Kingdee does not. */
  private thenWords({ state }: PushBill): string {
    if (this.settings.SINGLE_PERSON_MODE) return '写明后仍可记下。';
    const asked = askedOf(state, 'reversed');
    return asked ? `写明后就记下：${asked.byName}已经请求过。` : '写明后由另一位同事确认。';
  }

  /**
   * Finds out whether a second person is needed.
   * @param needed one person may not decide alone.
   * @returns `asked`: the first person's request; `stamp`: detail for the audit.
   * @throws BillRefusedError
   */
  private async secondWord(tx: EntityManager, bill: PushBill, what: Asked['what'], needed: boolean, actor: Actor) {
    const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
    const two = needed && !singlePerson;
    const asked = two ? await secondOf(tx, bill.state, what, actor) : null;
    const stamp = {
      ...(asked ? { askedBy: asked.by, asked: asked.reason } : {}),
      ...(singlePerson && { singlePerson }),
    };
    return { two, asked, stamp };
  }

  private async load(
    tx: EntityManager,
    looked: { id: string; version: number },
    action: 'reversed' | 'stands',
    actor: Actor,
  ): Promise<{ bill: PushBill; found: ReversalCase | null }> {
    const bill = await this.seen.toDecide(tx, looked, action, actor);
    return { bill, found: caseOf(bill.state) };
  }
}

/** Returns the bill for its comment: with the amount in Kingdee, or without an amount if the currency is not the base currency. */
function asHeld(bill: PushBill, held: Held | null): PushBill {
  const total = held === null ? null : parseAmount(held.total);
  return {
    ...bill,
    version: bill.version + 1,
    baseFen: total !== null && bill.currency === 'CNY' ? toFen(total) : null,
  };
}
