import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { SaveGuards } from '../call/save-guards.js';

/** Longest time for which bills wait for the result of a first bill, in ms; usually they are called sooner. */
const LATER_MS = 60_000;

/**
 * Sends one bill alone while it is unknown whether Kingdee keeps our number. The other bills of the place wait for its result: then a
 * lost answer leaves one bill in doubt and not a whole chunk (docs/decisions/0012).
 */
@Injectable()
export class FirstBills {
  /** Places of the first bills that are being sent, by bill id. */
  private readonly out = new Map<string, string>();
  /** Places whose first bill Kingdee answered, but for which the look gave no result: another bill alone would give none either. */
  private readonly tried = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly guards: SaveGuards,
    private readonly schemes: SchemeStore,
    private readonly wakes: Wakes,
  ) {}

  /**
   * Separates the bills that may go from the bills that wait for a first bill.
   * @param bills bills claimed under `token`.
   * @param drafts drafts of the bills that Kingdee does not hold, by bill id.
   * @returns the bills that may go; the others are given back and wait.
   */
  async sieve(
    tx: EntityManager,
    token: string,
    bills: readonly PushBill[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
  ): Promise<readonly PushBill[]> {
    const unshown = await this.unshown(tx, bills, drafts);
    if (unshown.size === 0) return bills;
    const awaited = new Set(
      (
        await this.claims.firstsOut(
          tx,
          token,
          [...unshown.values()].map(({ schemeId }) => schemeId),
        )
      ).map(keyOf),
    );
    const waiting = new Set<string>();
    const going = new Set<string>();
    for (const { id } of bills) {
      const own = unshown.get(id);
      if (!own) continue;
      if (awaited.has(keyOf(own)) || going.has(keyOf(own))) waiting.add(id);
      else {
        going.add(keyOf(own));
        this.out.set(id, own.place);
      }
    }
    await this.claims.waitForFirst(tx, token, [...waiting], clock.now() + LATER_MS);
    return bills.filter(({ id }) => !waiting.has(id));
  }

  /**
   * Calls the bills that waited for a first bill of this call, so that they are claimed again.
   * @param readBack ids of bills for which Kingdee answered the look.
   */
  async settled(bills: readonly PushBill[], readBack: ReadonlySet<string>): Promise<void> {
    const firsts = bills.filter(({ id }) => this.out.has(id));
    if (firsts.length === 0) return;
    for (const { id } of firsts) {
      const place = this.out.get(id);
      if (place !== undefined && readBack.has(id)) this.tried.add(place);
      this.out.delete(id);
    }
    const schemeIds = [...new Set(firsts.map(({ schemeId }) => schemeId))];
    await this.db.inTransaction((tx) => this.claims.callWaiting(tx, schemeIds, clock.now()));
    this.wakes.wake('push');
  }

  private async unshown(
    tx: EntityManager,
    bills: readonly PushBill[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
  ): Promise<Map<string, PushBill & { place: string }>> {
    const unsaved = bills.filter(({ reached }) => reached === 'none');
    const wanted = await this.schemes.numberings(tx, [...new Set(unsaved.map(({ schemeId }) => schemeId))]);
    const ours = unsaved.filter(({ schemeId, numbering }) => (wanted.get(schemeId)?.numbering ?? numbering) === 'ours');
    const places = await this.guards.unshown(tx, ours, drafts);
    return new Map(
      ours.flatMap((bill) => {
        const place = places.get(bill.id);
        return place === undefined || this.tried.has(place) ? [] : [[bill.id, { ...bill, place }]];
      }),
    );
  }
}

const keyOf = ({ schemeId, orgNumber }: { schemeId: string; orgNumber: string }): string => `${schemeId}\n${orgNumber}`;
