import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database } from '../database/database.js';
import { SchemeStore } from '../scheme/scheme-store.js';
import type { SchemeToPull } from './scheme-to-pull.js';
import { type Coverage, planLookBack, type SweepRules, type SweepWindow } from './sweep-window.js';

/** A clock that was wrong by more has left a mark that does not count. */
const HOUR_MS = 3_600_000;
/** A piece in which approvals could not be read is listed again; not for ever, others wait behind it. */
const MOST_TRIES = 5;

/** The schemes that are switched on, with the version that new bills are collected under and the marks of the sweeps. */
@Injectable()
export class SchemesToPull {
  constructor(
    private readonly db: Database,
    private readonly store: SchemeStore,
  ) {}

  /** A paused scheme is pulled as well: it is pushing that waits for the administrator. */
  async enabled(): Promise<SchemeToPull[]> {
    const on = (await this.store.list()).filter(({ enabled }) => enabled);
    return Promise.all(on.map(({ id, currentVersion }) => this.toPull(id, currentVersion)));
  }

  /** @returns null for a scheme that is switched off. @throws SchemeNotFoundError */
  async get(id: string): Promise<SchemeToPull | null> {
    const { enabled, currentVersion } = await this.store.get(id);
    return enabled ? this.toPull(id, currentVersion) : null;
  }

  /** Launches up to `at` have been seen; the mark goes back only where a wrong clock had set it. */
  async setHeadUntil(tx: EntityManager, id: string, at: number): Promise<void> {
    await changedBy(
      tx,
      'UPDATE scheme SET head_until = ? WHERE id = ? AND (head_until IS NULL OR head_until < ? OR head_until > ?)',
      [at, id, at, at + HOUR_MS],
    );
  }

  /** A look-back that began at `at` came through. What another one has noted meanwhile counts. */
  async covered(tx: EntityManager, id: string, at: number, rules: SweepRules): Promise<void> {
    if (this.db.dialect === 'mysql') await tx.query('SELECT id FROM scheme WHERE id = ? FOR UPDATE', [id]);
    const { after } = planLookBack(at, await this.coverage(tx, id), rules);
    await this.setHeadUntil(tx, id, at);
    await changedBy(
      tx,
      'UPDATE scheme SET swept_from = ?, look_back_until = ?, owed_from = ?, owed_to = ?, long_sweep_at = ? WHERE id = ?',
      [after.sweptFrom, after.lookBackUntil, after.owed?.from ?? null, after.owed?.to ?? null, after.longSweepAt, id],
    );
  }

  /** Older launches that are still to be listed. */
  async owed(id: string): Promise<SweepWindow | null> {
    return (await this.coverage(this.db.read, id)).owed;
  }

  /**
   * A piece of what was owed is listed. @param whole whether everything in it could be read.
   * @returns false where it stays owed for now, or somebody else is at it.
   */
  async paid(
    tx: EntityManager,
    id: string,
    owed: SweepWindow,
    left: SweepWindow | null,
    whole: boolean,
  ): Promise<boolean> {
    const same = 'WHERE id = ? AND owed_from = ? AND owed_to = ?';
    if (!whole) {
      const again = `UPDATE scheme SET owed_tries = COALESCE(owed_tries, 0) + 1 ${same} AND COALESCE(owed_tries, 0) < ?`;
      if ((await changedBy(tx, again, [id, owed.from, owed.to, MOST_TRIES - 1])) === 1) return false;
    }
    const met = await changedBy(tx, `UPDATE scheme SET owed_from = ?, owed_to = ?, owed_tries = 0 ${same}`, [
      left?.from ?? null,
      left?.to ?? null,
      id,
      owed.from,
      owed.to,
    ]);
    return met === 1;
  }

  private async toPull(id: string, number: number): Promise<SchemeToPull> {
    const { content } = await this.store.version(id, number);
    return { id, version: number, content, coverage: await this.coverage(this.db.read, id) };
  }

  private async coverage(tx: EntityManager, id: string): Promise<Coverage> {
    const rows: Record<string, unknown>[] = await tx.query(
      'SELECT head_until, swept_from, look_back_until, owed_from, owed_to, long_sweep_at FROM scheme WHERE id = ?',
      [id],
    );
    const at = (column: string) => (rows[0]?.[column] == null ? null : Number(rows[0]?.[column]));
    const [from, to] = [at('owed_from'), at('owed_to')];
    return {
      headUntil: at('head_until'),
      sweptFrom: at('swept_from'),
      lookBackUntil: at('look_back_until'),
      owed: from === null || to === null ? null : { from, to },
      longSweepAt: at('long_sweep_at'),
    };
  }
}
