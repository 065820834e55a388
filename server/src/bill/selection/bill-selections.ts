import { setImmediate } from 'node:timers/promises';
import type { CreateSelection } from '@dingdee/shared/bill';
import type { BillRefs, FreezeSelection, Selection, ShownBills } from '@dingdee/shared/bill-batch';
import { type BillStateKind, STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount, fromFen } from '@dingdee/shared/money';
import type { CountAndSum, KeptBills } from '@dingdee/shared/page';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import {
  SelectionExpiredError,
  SelectionNotAsShownError,
  SelectionNotFoundError,
} from '../../domain/bill/bill.errors.js';
import { BillHistory } from '../history/bill-history.js';
import { UNKNOWN, unknownIn } from '../ledger/unknown-amounts.js';
import { all, filterStates, wholeCondition } from './bill-filter.js';
import { BulkOffers } from './bulk-offers.js';
import { viewerOf } from './clean-groups.js';
import { searchBills } from './search-bills.js';
import { SelectionItem } from './selection.entity.js';
import { KEPT_MS } from './selection-times.js';
import { changedAtOf, markOf, sumOfWho } from './shown-mark.js';

type Row = Record<string, unknown>;
/** A bill in the version that the person saw. */
export interface SeenBill {
  id: string;
  version: number;
}

const CHUNK = 200;
/** Rows that are written or deleted by one statement: the next writer waits a few ms. */
const SLICE = 1_000;
/** Most live selections of one person, who works on one list, perhaps on two screens. */
export const MOST_LIVE = 5;
/** Stored instead of a filter if an action made the selection. */
const KEPT = { kept: true } as const;
/** Most new bills of a group that a refusal names. */
const NAMED = 3;

/** Keeps selections（全选符合条件）: ids, versions and sums as they were when the bill was frozen; bills that match later never enter. */
@Injectable()
export class BillSelections {
  private readonly log = new Logger('selections');
  private readonly making = new Map<string, Promise<unknown>>();

  constructor(
    private readonly db: Database,
    private readonly history: BillHistory,
    private readonly offers: BulkOffers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Freezes every bill of the filter, slice by slice; keeps only the latest few selections of a person.
   * @throws SelectionNotAsShownError if count or sum are not what the button said: nothing is frozen, and the person checks again.
   */
  async create({ shown, ...filter }: FreezeSelection, actor: Actor): Promise<Selection> {
    const before = this.making.get(actor.userId) ?? Promise.resolve();
    // One selection at a time for each person: the next writer waits for one slice, not for a queue of whole lists.
    const made = before.catch(() => undefined).then(() => this.freeze(filter, shown, actor));
    this.making.set(actor.userId, made);
    try {
      return await made;
    } finally {
      if (this.making.get(actor.userId) === made) this.making.delete(actor.userId);
    }
  }

  private async freeze(filter: CreateSelection, shown: ShownBills | undefined, actor: Actor): Promise<Selection> {
    const id = uuid();
    const now = Date.now();
    await this.makeRoom(now, actor, 'chosen');
    await this.db.inTransaction((tx) => this.begin(tx, id, filter, now, actor));
    await this.freezeItems(id, filter, now, actor);
    const frozen = await frozenSum(this.db.read, id);
    if (shown && !isShown(shown, frozen)) {
      await this.drop(id);
      throw new SelectionNotAsShownError(shown, frozen, await this.news(filter, shown, actor));
    }
    return this.show(id, actor);
  }

  /**
   * Freezes bills as an action has just left them, without those that have changed meanwhile. The action is done already: a failure to
   * keep them does not fail it.
   * @returns null if no bill is left.
   */
  async keep(bills: readonly SeenBill[], actor: Actor): Promise<KeptBills | null> {
    if (bills.length === 0) return null;
    try {
      return await this.keepThem(bills, actor);
    } catch (error) {
      this.log.warn(`${bills.length} bills are done and not kept: ${String(error)}`);
      return null;
    }
  }

  private async keepThem(bills: readonly SeenBill[], actor: Actor): Promise<KeptBills | null> {
    const id = uuid();
    const now = Date.now();
    await this.makeRoom(now, actor, 'kept');
    await this.db.inTransaction((tx) => this.begin(tx, id, KEPT, now, actor));
    for (let start = 0; start < bills.length; start += CHUNK) {
      const versions = new Map(bills.slice(start, start + CHUNK).map((bill) => [bill.id, bill.version]));
      await this.db.inTransaction(async (tx) => {
        const rows: Row[] = await tx.query(
          `SELECT id, version, base_fen, payee, updated_at FROM bill WHERE id IN (${placeholders([...versions])}) ORDER BY id`,
          [...versions.keys()],
        );
        await insertRows(
          tx,
          SelectionItem,
          rows
            .filter((row) => versions.get(String(row.id)) === readInt(row.version))
            .map((row) => ({
              selection_id: id,
              bill_id: String(row.id),
              bill_version: readInt(row.version),
              base_fen: row.base_fen == null ? null : readFen(row.base_fen),
              payee: String(row.payee),
              changed_at: readInt(row.updated_at),
            })),
        );
      });
      await setImmediate();
    }
    const { count, amount, unknown } = await frozenSum(this.db.read, id);
    return count === 0 ? null : { id, count, amount, ...(unknown === undefined ? {} : { unknown }) };
  }

  private begin(
    tx: EntityManager,
    id: string,
    filter: CreateSelection | typeof KEPT,
    now: number,
    actor: Actor,
  ): Promise<unknown> {
    return tx.query('INSERT INTO selection (id, owner, criteria, created_at, expires_at) VALUES (?, ?, ?, ?, ?)', [
      id,
      actor.userId,
      JSON.stringify(filter),
      now,
      now + this.settings.SELECTION_TTL_MS,
    ]);
  }

  /** Works in slices by id, so that others can write in between. A change meanwhile makes a sum that differs from the shown one. */
  private async freezeItems(id: string, filter: CreateSelection, now: number, actor: Actor): Promise<void> {
    const found = await searchBills(this.db, filter.q);
    const where = wholeCondition(filter, now, viewerOf(actor, this.settings), found);
    for (let after = ''; ; ) {
      const added = await this.db.inTransaction((tx) =>
        changedBy(
          tx,
          `INSERT INTO selection_item (selection_id, bill_id, bill_version, base_fen, payee, changed_at)
           SELECT ?, id, version, base_fen, payee, updated_at FROM bill WHERE (${where.sql}) AND id > ? ORDER BY id LIMIT ${SLICE}`,
          [id, ...where.params, after],
        ),
      );
      if (added < SLICE) return;
      const [last] = await this.db.query<Row>('SELECT MAX(bill_id) AS id FROM selection_item WHERE selection_id = ?', [
        id,
      ]);
      after = String(last?.id);
      await setImmediate();
    }
  }

  /** Drops selections that can no longer be used, and all but the latest few of this person: kept and chosen selections are counted separately. */
  private async makeRoom(now: number, actor: Actor, kind: 'chosen' | 'kept'): Promise<void> {
    const rows = await this.db.query<Row>(
      `SELECT id, expires_at FROM selection WHERE owner = ? AND criteria ${kind === 'kept' ? '=' : '<>'} ? ORDER BY created_at DESC, id DESC`,
      [actor.userId, JSON.stringify(KEPT)],
    );
    for (const [place, row] of rows.entries())
      if (place >= MOST_LIVE - 1 || Number(row.expires_at) < now - KEPT_MS) await this.drop(String(row.id));
  }

  /** Makes the selection unusable first, then deletes its bills in slices. */
  private async drop(id: string): Promise<void> {
    await this.db.inTransaction((tx) =>
      tx.query('UPDATE selection SET owner = ?, expires_at = 1 WHERE id = ?', ['', id]),
    );
    for (let more = true; more; ) {
      const [edge] = await this.db.query<Row>(
        `SELECT bill_id AS id FROM selection_item WHERE selection_id = ? ORDER BY bill_id LIMIT 1 OFFSET ${SLICE - 1}`,
        [id],
      );
      more = edge !== undefined;
      await this.db.inTransaction((tx) =>
        edge
          ? tx.query('DELETE FROM selection_item WHERE selection_id = ? AND bill_id <= ?', [id, edge.id])
          : tx.query('DELETE FROM selection_item WHERE selection_id = ?', [id]),
      );
      await setImmediate();
    }
    await this.db.inTransaction((tx) => tx.query('DELETE FROM selection WHERE id = ?', [id]));
  }

  /**
   * Returns what was frozen, and which bills have changed since.
   * @throws SelectionNotFoundError for an unknown selection or another person's.
   */
  async show(id: string, actor: Actor): Promise<Selection> {
    const { expiresAt, filter } = await this.own(id, actor);
    const { count, amount, unknown } = await frozenSum(this.db.read, id);
    const rows = await this.changedItems(id);
    const states = filterStates(filter);
    const hands = await this.history.lastHands(rows.map((row) => String(row.id)));
    return {
      id,
      count,
      amount,
      ...(unknown === undefined ? {} : { unknown }),
      expiresAt,
      ...('kept' in filter ? {} : { filter: filter as Record<string, string | number> }),
      changed: rows.map((row) => ({
        id: String(row.id),
        payee: maskText(String(row.payee)),
        reason: `${changeOf(row, states)}${byHand(hands.get(String(row.id)))}`,
      })),
      actions: await this.offers.ofSelection(id, actor),
    };
  }

  /** Returns the frozen bills that have another version by now; in slices, because for a whole list this is the longest query of all. */
  private async changedItems(id: string): Promise<Row[]> {
    const changed: Row[] = [];
    for (let after = ''; ; await setImmediate()) {
      const [edge] = await this.db.query<Row>(
        `SELECT bill_id AS id FROM selection_item WHERE selection_id = ? AND bill_id > ? ORDER BY bill_id LIMIT 1 OFFSET ${SLICE - 1}`,
        [id, after],
      );
      const rows = await this.db.query<Row>(
        `SELECT b.id, b.payee, b.state_kind, b.base_fen, i.base_fen AS frozen_fen, i.payee AS frozen_payee FROM selection_item i JOIN bill b ON b.id = i.bill_id
         WHERE i.selection_id = ? AND i.bill_id > ? ${edge ? 'AND i.bill_id <= ?' : ''} AND b.version <> i.bill_version ORDER BY i.bill_id`,
        [id, after, ...(edge ? [edge.id] : [])],
      );
      changed.push(...rows);
      if (!edge) return changed;
      after = String(edge.id);
    }
  }

  /**
   * Yields the bills that a request names, in chunks of at most 200 and each only once.
   * @throws SelectionNotFoundError, SelectionExpiredError, SelectionNotAsShownError if count or sum are not what the button said
   */
  async *chunks(refs: BillRefs, actor: Actor): AsyncGenerator<SeenBill[]> {
    if ('items' in refs) {
      const once = [...new Map(refs.items.map((item) => [item.id, item])).values()];
      for (let start = 0; start < once.length; start += CHUNK) yield once.slice(start, start + CHUNK);
      return;
    }
    const { expiresAt } = await this.own(refs.selectionId, actor);
    if (expiresAt <= Date.now()) {
      const { changed } = await this.show(refs.selectionId, actor);
      throw new SelectionExpiredError(refs.selectionId, this.settings.SELECTION_TTL_MS, changed.length);
    }
    const frozen = await frozenSum(this.db.read, refs.selectionId);
    if (!isShown(refs.shown, frozen)) throw new SelectionNotAsShownError(refs.shown, frozen);
    for (let after = ''; ; ) {
      const rows = await this.db.query<Row>(
        `SELECT bill_id, bill_version FROM selection_item WHERE selection_id = ? AND bill_id > ? ORDER BY bill_id LIMIT ${CHUNK}`,
        [refs.selectionId, after],
      );
      if (rows.length === 0) return;
      yield rows.map((row) => ({ id: String(row.bill_id), version: readInt(row.bill_version) }));
      after = String(rows.at(-1)?.bill_id);
      await setImmediate();
    }
  }

  /** Returns what each changed bill of a selection was and is now, in words; empty for bills that are named one by one. */
  async changesOf(refs: BillRefs, actor: Actor): Promise<Map<string, string>> {
    if ('items' in refs) return new Map();
    const { changed } = await this.show(refs.selectionId, actor);
    return new Map(changed.map(({ id, reason }) => [id, reason]));
  }

  /** Returns the bills that entered the filter, or changed in it, since the list was shown. */
  private async news(filter: CreateSelection, { mark }: ShownBills, actor: Actor): Promise<string[]> {
    if (mark === undefined) return [];
    const newer = { sql: 'updated_at > ?', params: [changedAtOf(mark)] };
    const found = await searchBills(this.db, filter.q);
    const where = all([wholeCondition(filter, Date.now(), viewerOf(actor, this.settings), found), newer]);
    const rows = await this.db.query<Row>(
      `SELECT id, payee, base_fen FROM bill WHERE ${where.sql} ORDER BY updated_at DESC, id LIMIT ${NAMED}`,
      where.params,
    );
    const hands = await this.history.lastHands(rows.map((row) => String(row.id)));
    return rows.map((row) => {
      const amount = row.base_fen == null ? '—' : formatAmount(fromFen(readFen(row.base_fen)));
      return `${maskText(String(row.payee))} ¥${amount}${byHand(hands.get(String(row.id)))}`;
    });
  }

  private async own(id: string, actor: Actor): Promise<{ expiresAt: number; filter: CreateSelection }> {
    const [row] = await this.db.query<Row>('SELECT criteria, expires_at FROM selection WHERE id = ? AND owner = ?', [
      id,
      actor.userId,
    ]);
    if (!row) throw new SelectionNotFoundError(id);
    return { expiresAt: Number(row.expires_at), filter: JSON.parse(String(row.criteria)) as CreateSelection };
  }
}

async function frozenSum(tx: EntityManager, id: string): Promise<CountAndSum & { mark: string }> {
  const [sum]: Row[] = await tx.query(
    `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts, SUM(bill_version) AS versions, MAX(changed_at) AS changed_at, ${sumOfWho('bill_id')} AS who FROM selection_item WHERE selection_id = ?`,
    [id],
  );
  return {
    count: readInt(sum?.n),
    amount: fromFen(readFen(sum?.fen)),
    ...unknownIn(readInt(sum?.unknown_amounts)),
    mark: markOf({ versions: readInt(sum?.versions), changedAt: readInt(sum?.changed_at), who: readInt(sum?.who) }),
  };
}

const isShown = (shown: ShownBills, now: CountAndSum & { mark: string }): boolean =>
  shown.count === now.count && shown.amount === now.amount && (shown.mark === undefined || shown.mark === now.mark);

const byHand = (hand: string | undefined): string => (hand === undefined ? '' : `，${hand}`);

function changeOf(row: Row, states: readonly BillStateKind[] | null): string {
  const kind = String(row.state_kind) as BillStateKind;
  if (states !== null && !states.includes(kind)) return `已变为“${STATE_WORDS[kind]}”`;
  const [was, is] = [row.frozen_fen, row.base_fen].map((fen) => (fen == null ? '—' : fromFen(readFen(fen))));
  const [payee, payeeNow] = [row.frozen_payee, row.payee].map((text) => maskText(String(text ?? '')));
  const changes = [
    ...(was === is ? [] : [`金额由 ${was} 变为 ${is}`]),
    ...(payee === payeeNow || payee === '' ? [] : [`收款人由 ${payee} 变为 ${payeeNow}`]),
  ];
  return changes.length === 0 ? '内容被改过' : changes.join('，');
}
