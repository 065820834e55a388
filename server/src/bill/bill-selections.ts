import type { BillRefs, CreateSelection, Selection } from '@dingdee/shared/bill';
import { type BillStateKind, STATE_WORDS } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../access/actor.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { readFen, readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { SelectionExpiredError, SelectionNotFoundError } from './bill.errors.js';
import { filterStates, wholeCondition } from './bill-filter.js';

type Row = Record<string, unknown>;
/** A bill as the person saw it. */
export interface SeenBill {
  id: string;
  version: number;
}

const CHUNK = 200;
/** Expired selections stay readable for a while, so that the page can say that they have expired. */
const KEPT_MS = 3_600_000;

/** 全选符合条件: ids, versions and sums as they were at one moment; bills that match later never enter. */
@Injectable()
export class BillSelections {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Freezes every bill of the filter by one INSERT … SELECT. */
  async create(filter: CreateSelection, actor: Actor): Promise<Selection> {
    const id = uuid();
    await this.db.inTransaction(async (tx) => {
      const now = Date.now();
      const stale = 'SELECT id FROM selection WHERE expires_at < ?';
      await tx.query(`DELETE FROM selection_item WHERE selection_id IN (${stale})`, [now - KEPT_MS]);
      await tx.query('DELETE FROM selection WHERE expires_at < ?', [now - KEPT_MS]);
      await tx.query('INSERT INTO selection (id, owner, criteria, created_at, expires_at) VALUES (?, ?, ?, ?, ?)', [
        id,
        actor.userId,
        JSON.stringify(filter),
        now,
        now + this.settings.SELECTION_TTL_MS,
      ]);
      const where = wholeCondition(filter, now);
      await tx.query(
        `INSERT INTO selection_item (selection_id, bill_id, bill_version, base_fen) SELECT ?, id, version, base_fen FROM bill WHERE ${where.sql}`,
        [id, ...where.params],
      );
    });
    return this.show(id, actor);
  }

  /** What was frozen, and which of it has changed or left since. @throws SelectionNotFoundError for an unknown one or another person's. */
  async show(id: string, actor: Actor): Promise<Selection> {
    const { expiresAt, filter } = await this.own(id, actor);
    const [sum] = await this.db.query<Row>(
      'SELECT COUNT(*) AS n, SUM(base_fen) AS fen FROM selection_item WHERE selection_id = ?',
      [id],
    );
    const rows = await this.db.query<Row>(
      `SELECT b.id, b.payee, b.state_kind, b.base_fen, i.base_fen AS frozen_fen FROM selection_item i JOIN bill b ON b.id = i.bill_id
       WHERE i.selection_id = ? AND b.version <> i.bill_version ORDER BY i.bill_id`,
      [id],
    );
    const states = filterStates(filter);
    return {
      id,
      count: readInt(sum?.n),
      amount: fromFen(readFen(sum?.fen)),
      expiresAt,
      changed: rows.map((row) => ({ id: String(row.id), payee: String(row.payee), reason: changeOf(row, states) })),
    };
  }

  /**
   * The bills that a request names, in chunks of at most 200 and each only once.
   * @throws SelectionNotFoundError, SelectionExpiredError
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
    for (let after = ''; ; ) {
      const rows = await this.db.query<Row>(
        `SELECT bill_id, bill_version FROM selection_item WHERE selection_id = ? AND bill_id > ? ORDER BY bill_id LIMIT ${CHUNK}`,
        [refs.selectionId, after],
      );
      if (rows.length === 0) return;
      yield rows.map((row) => ({ id: String(row.bill_id), version: readInt(row.bill_version) }));
      after = String(rows.at(-1)?.bill_id);
    }
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

function changeOf(row: Row, states: readonly BillStateKind[] | null): string {
  const kind = String(row.state_kind) as BillStateKind;
  if (states !== null && !states.includes(kind)) return `已变为“${STATE_WORDS[kind]}”`;
  const [was, is] = [row.frozen_fen, row.base_fen].map((fen) => (fen == null ? '—' : fromFen(readFen(fen))));
  return was === is ? '内容被改过' : `金额由 ${was} 变为 ${is}`;
}
