import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { NumberingSeen } from './numbering-seen.entity.js';

/** The scope of one coding rule of Kingdee: it may differ by organisation and by bill type, and each scheme sends differently. */
export interface NumberPlace {
  schemeId: string;
  orgNumber: string;
  /** Number of the bill type; "" if none is sent. */
  billType: string;
}

/** One observation of how Kingdee numbered a bill. */
export interface SeenNumber extends NumberPlace {
  id: string;
  site: string;
  /** True: a bill was read back under our number. False: a bill had another number, or the scheme's numbering was switched. */
  kept: boolean;
  /** Time at which the save of that bill was sent. */
  sentAt: number;
  seenAt: number;
}

/** Returns the id of the observation that shows that Kingdee refuses a second save of a bill sent at this time; null if there is none. */
export type NumberGuard = (place: NumberPlace, sentAt: number) => string | null;

/**
 * Builds the guard. Our number keeps Kingdee from accepting a second bill if a bill has been read back under our number, and no
 * bill under another number since. After a renumbering only saves sent since the first kept number count: an earlier save may still arrive under
 * Kingdee's own number.
 * @param seen all observations for these schemes.
 */
export function numberGuard(seen: readonly SeenNumber[], site: string): NumberGuard {
  return (place, sentAt) => {
    const renumberedAt = lastRenumbered(seen, place.schemeId);
    const first = seen
      .filter((each) => each.kept && each.site === site && samePlace(each, place))
      .filter((each) => renumberedAt === null || each.sentAt > renumberedAt)
      .sort((a, b) => a.sentAt - b.sentAt)[0];
    return first && (renumberedAt === null || sentAt >= first.sentAt) ? first.id : null;
  };
}

/** Returns the time of the last renumbering. One renumbered bill shows that Kingdee's rules for the whole scheme are not as assumed. */
const lastRenumbered = (seen: readonly SeenNumber[], schemeId: string): number | null =>
  seen
    .filter((each) => !each.kept && each.schemeId === schemeId)
    .reduce<number | null>((last, { seenAt }) => Math.max(last ?? seenAt, seenAt), null);

const samePlace = (a: NumberPlace, b: NumberPlace): boolean =>
  a.schemeId === b.schemeId && a.orgNumber === b.orgNumber && a.billType === b.billType;

const COLUMNS = ['id', 'scheme_id', 'site', 'org_number', 'bill_type', 'kept', 'sent_at', 'bill_id', 'seen_at'];

/** Stores whether Kingdee keeps the numbers that we give, as far as observed; rows are only ever added (docs/decisions/0012). */
@Injectable()
export class KeptNumbers {
  private readonly site: string;

  constructor(@Inject(SETTINGS) { KINGDEE_URL, KINGDEE_ACCT_ID }: Settings) {
    // Another account set has its own coding rules.
    this.site = createHash('sha256').update(`${KINGDEE_URL}\n${KINGDEE_ACCT_ID}`).digest('hex').slice(0, 32);
  }

  /** Returns the guard of these schemes' saves, as the transaction sees it. There is none while a scheme uses Kingdee's numbers. */
  async guard(tx: EntityManager, schemeIds: readonly string[]): Promise<NumberGuard> {
    const ids = [...new Set(schemeIds)];
    if (ids.length === 0) return () => null;
    const byKingdee: { id: string }[] = await tx.query(
      `SELECT id FROM scheme WHERE numbering = 'kingdee' AND id IN (${placeholders(ids)})`,
      ids,
    );
    const given = new Set(byKingdee.map(({ id }) => id));
    const guard = numberGuard(await this.seen(tx, ids), this.site);
    return (place, sentAt) => (given.has(place.schemeId) ? null : guard(place, sentAt));
  }

  /**
   * Stores that a bill was read back under our number, if nothing guards its scope yet; two processes may both store it.
   * @param sentAt time at which its save was sent. @returns whether a row was added.
   */
  async kept(tx: EntityManager, place: NumberPlace, billId: string, sentAt: number): Promise<boolean> {
    const seen = await this.seen(tx, [place.schemeId]);
    const renumberedAt = lastRenumbered(seen, place.schemeId);
    if (renumberedAt !== null && sentAt <= renumberedAt) return false;
    if (numberGuard(seen, this.site)(place, Number.MAX_SAFE_INTEGER) !== null) return false;
    await this.write(tx, place, { kept: true, billId, sentAt, seenAt: clock.now() });
    return true;
  }

  /**
   * Stores that Kingdee gave another number than ours, or that the scheme's numbering was switched (`billId` null): nothing guards its saves until a
   * kept number is seen again.
   */
  async renumbered(tx: EntityManager, schemeId: string, billId: string | null): Promise<void> {
    const now = clock.now();
    await this.write(tx, { schemeId, orgNumber: '', billType: '' }, { kept: false, billId, sentAt: now, seenAt: now });
  }

  private async seen(tx: EntityManager, schemeIds: readonly string[]): Promise<SeenNumber[]> {
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT ${COLUMNS.join(', ')} FROM numbering_seen WHERE scheme_id IN (${placeholders(schemeIds)})`,
      [...schemeIds],
    );
    return rows.map((row) => ({
      id: String(row.id),
      schemeId: String(row.scheme_id),
      site: String(row.site),
      orgNumber: String(row.org_number),
      billType: String(row.bill_type),
      kept: readInt(row.kept) === 1,
      sentAt: readInt(row.sent_at),
      seenAt: readInt(row.seen_at),
    }));
  }

  private write(
    tx: EntityManager,
    { schemeId, orgNumber, billType }: NumberPlace,
    { kept, billId, sentAt, seenAt }: { kept: boolean; billId: string | null; sentAt: number; seenAt: number },
  ): Promise<void> {
    return insertRows(tx, NumberingSeen, [
      {
        id: uuid(),
        scheme_id: schemeId,
        site: this.site,
        org_number: orgNumber,
        bill_type: billType,
        kept,
        sent_at: sentAt,
        bill_id: billId,
        seen_at: seenAt,
      },
    ]);
  }
}
