import type { ChangeFirstDay as Change, FirstDayEffect } from '@dingdee/shared/first-day';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import { BillLedger } from '../bill/ledger/bill-ledger.js';
import { openingMove } from '../bill/park/park-moves.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { dayStart } from '../domain/beijing-time.js';
import { openingReason } from '../intake/approval/approval-fate.js';
import { Backfills } from '../intake/backfill/backfills.js';
import { EstimateBackfill } from '../intake/backfill/estimate-backfill.js';
import { Wakes } from '../queue/wakes.js';
import { CutOverDateError, FirstDayChangedError, StaleSchemeError } from '../scheme/version/scheme.errors.js';
import { SchemeStore, type StoredScheme } from '../scheme/version/scheme-store.js';
import { quarantineOlder } from '../scheme/version/sweep-marks.js';
import { WriteScheme } from '../scheme/version/write-scheme.js';
import { FirstDayEffects, laterSpan, mustBeOn } from './first-day-effects.js';

/** Number of bills in one statement. */
const CHUNK = 200;

/**
 * Moves the day from which a scheme collects, with the effect that was shown (decision 152). Later: approvals that were never approved here
 * become 期初. Earlier: approvals found from now on are quarantined, like those of a back-fill. One approval has one bill in both cases.
 */
@Injectable()
export class ChangeFirstDay {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly writing: WriteScheme,
    private readonly effects: FirstDayEffects,
    private readonly estimates: EstimateBackfill,
    private readonly backfills: Backfills,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly wakes: Wakes,
  ) {}

  /**
   * @returns the effect of the change.
   * @throws SchemeNotFoundError, SchemeStateError, CutOverDateError, StaleSchemeError, FirstDayChangedError, NoCallsLeftError, BackfillRunningError
   */
  async change(id: string, { version, day, opening }: Change, by: Actor): Promise<FirstDayEffect> {
    const effect = await this.effects.show(id, day);
    if (effect.version !== version) throw new StaleSchemeError(id);
    if (effect.way === 'same') throw new CutOverDateError(`没有改动：现在就是从 ${day} 开始收。换一天再看。`);
    if (effect.backfill) await this.estimates.mustAfford(effect.backfill.estimate.calls);
    await this.db.inTransaction(async (tx) => {
      const scheme = await this.schemes.load(tx, id);
      if (scheme.version !== version) throw new StaleSchemeError(id);
      mustBeOn(scheme);
      const { content } = await this.schemes.version(id, scheme.currentVersion);
      const { from, to } = effect.backfill ?? {};
      const said = { cutOverDate: day, was: effect.was ?? '', ...opening, ...(from && { from, to }) };
      // The version is written first, so that of two people who move the day one is refused before any bill is touched.
      await this.writing.addContent(tx, scheme, { ...content, cutOverDate: day }, by, said, 'change-first-day');
      if (effect.way === 'later') await this.close(tx, scheme, effect, opening, by);
      else await this.reopen(tx, scheme, effect, by);
    });
    this.wakes.wake('map');
    this.wakes.wake('back-fill');
    return effect;
  }

  private async close(
    tx: EntityManager,
    { id }: StoredScheme,
    { was, day }: FirstDayEffect,
    seen: Pick<CountAndSum, 'count' | 'amount'>,
    by: Actor,
  ): Promise<void> {
    const span = laterSpan(was, day);
    const ids = await this.effects.openingBills(tx, id, span);
    for (let start = 0; start < ids.length; start += CHUNK) await this.claims.lock(tx, ids.slice(start, start + CHUNK));
    const { opening } = await this.effects.later(tx, id, span);
    if (opening.count !== seen.count || opening.amount !== seen.amount) throw new FirstDayChangedError();
    for (let start = 0; start < ids.length; start += CHUNK) {
      const bills = await this.claims.states(tx, ids.slice(start, start + CHUNK));
      const moves = bills.map((bill) => openingMove(bill, openingReason(day), by));
      // If another person approves one of the bills at this moment, that comes first, and the whole change has to be checked again.
      if ((await this.ledger.moveAll(tx, moves, by)).size !== moves.length) throw new FirstDayChangedError();
    }
  }

  /**
   * Puts approvals that finished before the old first day (or before now) and are read from now on into
   * quarantine, also if a sweep or an event brings them.
   */
  private async reopen(
    tx: EntityManager,
    { id, formName }: StoredScheme,
    { was, day, backfill }: FirstDayEffect,
    by: Actor,
  ): Promise<void> {
    const before = Math.min(was === null ? Date.now() : dayStart(was), Date.now());
    const [part] = backfill ? await this.estimates.of(backfill, id) : [];
    const calls = backfill?.estimate.calls ?? 0;
    const scheme = { id, formName, sliceDays: part?.sliceDays ?? 1, calls };
    const range = backfill ?? { from: day, to: day };
    const { backfillId } = await this.backfills.open(tx, range, [scheme], by, backfill === null);
    await quarantineOlder(tx, id, before, backfillId);
  }
}
