import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import type { RawApproval } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import {
  citedWhy,
  contentDigest,
  RELATED_WHYS,
  type RelatedApproval,
  type RelatedApprovals,
  type RelatedWhy,
  standingTrouble,
} from '../../domain/approval/related-approval.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { Wakes } from '../../queue/wakes.js';
import { RelatedSnapshotRow, RelatedWantedRow } from './related.entity.js';

/** In place of a reason: it is read, and the bill is to be mapped with it. */
const READ = 'read';
/** Digest of an approval that DingTalk does not have any more. */
const GONE = 'gone';
/** Time in ms for which a claimed reading is not begun by another process; without an answer it is tried again after it. */
const CLAIMED_MS = 10 * 60_000;
/** Time in ms after which an approval that still runs, or may not be read, is read again. Each reading is a call of the month. */
export const LATER_MS = 12 * 3_600_000;
const MOST_TRIES = 5;
/** Longest time in ms that the mapping of one group takes. */
const MAPPED_WITHIN_MS = 60_000;
const AT_ONCE = 20;
/** States in which a bill waits for a value. SQL on bill b. */
const WAITING = `(b.state_kind = 'collected' OR ${REMAPPED_STATES})`;

/** A related approval that a bill asks for. */
export interface Want {
  billId: string;
  processInstanceId: string;
  why: RelatedWhy;
}

/** A related approval of which something was learned that its bill was not mapped with. */
export interface News {
  billId: string;
  processInstanceId: string;
  /** How often since. */
  news: number;
}

const keyOf = ({ billId, processInstanceId }: Pick<Want, 'billId' | 'processInstanceId'>): string =>
  `${billId} ${processInstanceId}`;

/** Reasons that another reading may change. */
const MAY_CHANGE: ReadonlySet<RelatedWhy> = new Set(['unread', 'running', 'denied', 'unreadable']);

/** Returns the related approvals that a mapping asked for and that gave no value, but may give one later. */
export function wantsOf(billId: string, { citations }: MappingResult, known: RelatedApprovals | undefined): Want[] {
  return Object.entries(citations.related ?? {}).flatMap(([processInstanceId, cited]): Want[] => {
    const one: RelatedApproval | undefined = known?.get(processInstanceId);
    const why = citedWhy(cited) ?? (one?.kind === 'read' ? standingTrouble(one.instance) : null);
    return why !== null && MAY_CHANGE.has(why) ? [{ billId, processInstanceId, why }] : [];
  });
}

/** Keeps approvals that other approvals name, and which bills wait for one of them. */
@Injectable()
export class RelatedStore {
  constructor(
    private readonly db: Database,
    private readonly wakes: Wakes,
  ) {}

  /** Notes what bills wait for; what is noted already stays as it is. Unread ones are then read at once. */
  async want(wants: readonly Want[]): Promise<void> {
    if (wants.length === 0) return;
    const noted = await this.db.inTransaction(async (tx) => {
      const there = await this.noted(tx, wants);
      const now = clock.now();
      const read = await newestRelated(tx, [...new Set(wants.map((want) => want.processInstanceId))]);
      const fresh = wants.filter((want) => !there.has(keyOf(want)));
      if (fresh.length === 0) return fresh;
      await insertRows(
        tx,
        RelatedWantedRow,
        fresh.map(({ billId, processInstanceId, why }) => {
          const seenAt = why === 'unread' ? read.get(processInstanceId)?.seenAt : undefined;
          // Read while the bill was mapped without it, so it is mapped once more. An older one is nothing that it would see then.
          const justRead = seenAt !== undefined && now - seenAt <= MAPPED_WITHIN_MS;
          return {
            bill_id: billId,
            process_instance_id: processInstanceId,
            why: justRead ? READ : why,
            tries: 0,
            news: justRead ? 1 : 0,
            next_at: seenAt !== undefined ? null : why === 'unread' ? now : now + LATER_MS,
          };
        }),
      );
      return fresh;
    });
    if (noted.some(({ why }) => why === 'unread')) this.wakes.wake('related');
  }

  private async noted(tx: EntityManager, wants: readonly Want[]): Promise<Set<string>> {
    const ids = [...new Set(wants.map(({ billId }) => billId))];
    const rows: { billId: string; processInstanceId: string }[] = await tx.query(
      `SELECT bill_id AS billId, process_instance_id AS processInstanceId FROM related_wanted WHERE bill_id IN (${placeholders(ids)})`,
      ids,
    );
    return new Set(rows.map(keyOf));
  }

  /** Returns what was learned since the bills that wait for it were mapped; at most 200. */
  async news(): Promise<News[]> {
    const rows = await this.db.query<{ bill_id: string; process_instance_id: string; news: unknown }>(
      'SELECT bill_id, process_instance_id, news FROM related_wanted WHERE news > 0 ORDER BY bill_id, process_instance_id LIMIT 200',
    );
    return rows.map((row) => ({
      billId: row.bill_id,
      processInstanceId: row.process_instance_id,
      news: Number(row.news),
    }));
  }

  /** Notes that the bills were mapped with this. What was learned meanwhile stays news. */
  async mapped(news: readonly News[]): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      for (const { billId, processInstanceId, news: seen } of news) {
        const same = 'WHERE bill_id = ? AND process_instance_id = ? AND news = ?';
        const which = [billId, processInstanceId, seen];
        await tx.query(`DELETE FROM related_wanted ${same} AND why = ?`, [...which, READ]);
        await tx.query(`UPDATE related_wanted SET news = 0 ${same}`, which);
      }
    });
  }

  /** Claims approvals that are due to be read, for bills that nobody has closed. @returns their ids, at most 20. */
  async claim(): Promise<string[]> {
    const now = clock.now();
    const rows = await this.db.query<{ id: string }>(
      `SELECT w.process_instance_id AS id FROM related_wanted w JOIN bill b ON b.id = w.bill_id WHERE w.next_at <= ? AND ${WAITING}
       GROUP BY w.process_instance_id ORDER BY MIN(w.next_at), w.process_instance_id LIMIT ${AT_ONCE}`,
      [now],
    );
    const mine: string[] = [];
    for (const { id } of rows) {
      const won = await this.db.inTransaction((tx) =>
        changedBy(
          tx,
          'UPDATE related_wanted SET next_at = ?, tries = tries + 1 WHERE process_instance_id = ? AND next_at <= ?',
          [now + CLAIMED_MS, id, now],
        ),
      );
      if (won > 0) mine.push(id);
    }
    return mine;
  }

  /** Stores what a related approval says now, and has the bills that wait for it mapped. */
  async read(raw: RawApproval, instance: ApprovalInstance): Promise<void> {
    const why = standingTrouble(instance);
    await this.db.inTransaction(async (tx) => {
      await this.keep(tx, raw, instance);
      await this.settle(tx, raw.processInstanceId, why !== null && MAY_CHANGE.has(why) ? why : null);
    });
    this.wakes.wake('map');
  }

  /** Has the bills that wait for an approval mapped, because the ledger has it meanwhile. */
  async known(id: string): Promise<void> {
    await this.db.inTransaction((tx) => this.settle(tx, id, null));
    this.wakes.wake('map');
  }

  /** Stores that DingTalk does not have the approval any more. */
  async gone(id: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.keepGone(tx, id);
      await this.settle(tx, id, null);
    });
    this.wakes.wake('map');
  }

  /** Notes that an approval could not be read now. @param why `unread` if DingTalk did not answer; it is then asked again. */
  async unread(id: string, why: 'unread' | 'denied' | 'unreadable'): Promise<void> {
    await this.db.inTransaction((tx) => this.settle(tx, id, why));
    if (why !== 'unread') this.wakes.wake('map');
  }

  /** Stores the content of a related approval; the same content is stored once. */
  async keep(tx: EntityManager, raw: RawApproval, instance: ApprovalInstance): Promise<void> {
    await this.put(tx, raw.processInstanceId, contentDigest(instance), raw.family, raw.text);
  }

  async keepGone(tx: EntityManager, id: string): Promise<void> {
    await this.put(tx, id, GONE, 'v1', '');
  }

  private async put(tx: EntityManager, id: string, digest: string, family: string, raw: string): Promise<void> {
    const now = clock.now();
    const seen = 'UPDATE related_snapshot SET seen_at = ? WHERE process_instance_id = ? AND digest = ?';
    // MariaDB counts rows that change: a second reading within one millisecond changes none.
    const [there] = await tx.query('SELECT id FROM related_snapshot WHERE process_instance_id = ? AND digest = ?', [
      id,
      digest,
    ]);
    if (there) await tx.query(seen, [now, id, digest]);
    else
      await insertRows(tx, RelatedSnapshotRow, [
        { id: uuid(), process_instance_id: id, digest, family, seen_at: now, raw },
      ]);
  }

  /** @param why what the bills go on waiting for; null: for nothing. */
  private async settle(tx: EntityManager, id: string, why: RelatedWhy | null): Promise<void> {
    const rows: { why: string; tries: unknown }[] = await tx.query(
      'SELECT why, tries FROM related_wanted WHERE process_instance_id = ?',
      [id],
    );
    const often = rows.some(({ tries }) => Number(tries) >= MOST_TRIES);
    const wait = why === 'unread' && !often ? CLAIMED_MS : LATER_MS;
    await tx.query(
      'UPDATE related_wanted SET news = news + CASE WHEN why = ? THEN 0 ELSE 1 END, next_at = ? WHERE process_instance_id = ?',
      [why ?? READ, why === null ? null : clock.now() + wait, id],
    );
    await tx.query('UPDATE related_wanted SET why = ? WHERE process_instance_id = ?', [why ?? READ, id]);
  }
}

/** What is stored of a related approval. */
export interface StoredRelated {
  raw: RawApproval;
  seenAt: number;
}

/** Returns the newest snapshot of each of these approvals; an empty text stands for one that is gone. */
export async function newestRelated(
  db: Pick<EntityManager, 'query'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRelated>> {
  const rows = await db.query<SnapshotRow[]>(
    `SELECT s.process_instance_id, s.family, s.raw, s.seen_at FROM related_snapshot s WHERE s.process_instance_id IN (${placeholders(ids)})
     ORDER BY s.seen_at, s.id`,
    [...ids],
  );
  return new Map(rows.map((row) => [row.process_instance_id, { raw: rawOf(row), seenAt: Number(row.seen_at) }]));
}

/** Returns the snapshot of an approval with this content; null if there is none. */
export async function relatedWith(
  db: Pick<EntityManager, 'query'>,
  id: string,
  digest: string,
): Promise<RawApproval | null> {
  const [row] = await db.query<SnapshotRow[]>(
    "SELECT process_instance_id, family, raw, seen_at FROM related_snapshot WHERE process_instance_id = ? AND digest = ? AND raw <> ''",
    [id, digest],
  );
  return row ? rawOf(row) : null;
}

/** Returns why these approvals could not be read, of those that bills wait for. */
export async function unreadRelated(
  db: Pick<EntityManager, 'query'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RelatedWhy>> {
  const rows = await db.query<{ process_instance_id: string; why: string }[]>(
    `SELECT process_instance_id, why FROM related_wanted WHERE process_instance_id IN (${placeholders(ids)})`,
    [...ids],
  );
  const whys = new Map<string, RelatedWhy>();
  for (const { process_instance_id: id, why } of rows) {
    const known = RELATED_WHYS.find((one) => one === why);
    if (known !== undefined && known !== 'unread') whys.set(id, known);
  }
  return whys;
}

interface SnapshotRow {
  process_instance_id: string;
  family: string;
  raw: string;
  seen_at: unknown;
}

const rawOf = ({ process_instance_id: processInstanceId, family, raw: text }: SnapshotRow): RawApproval => ({
  family: family === 'topapi' ? 'topapi' : 'v1',
  // DingTalk tells the form of an approval only to those who name it.
  processCode: '',
  processInstanceId,
  text,
});
