import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database } from '../database/database.js';
import { SchemeStore } from '../scheme/scheme-store.js';
import type { SchemeToPull } from './scheme-to-pull.js';

/** The schemes that are switched on, with the version that new bills are collected under and the mark of the sweeps. */
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

  /** Launches up to `at` have been seen; the mark never goes back. */
  async setHeadUntil(tx: EntityManager, id: string, at: number): Promise<void> {
    await changedBy(tx, 'UPDATE scheme SET head_until = ? WHERE id = ? AND (head_until IS NULL OR head_until < ?)', [
      at,
      id,
      at,
    ]);
  }

  private async toPull(id: string, number: number): Promise<SchemeToPull> {
    const [row] = await this.db.query<{ head_until: unknown }>('SELECT head_until FROM scheme WHERE id = ?', [id]);
    const headUntil = row?.head_until ?? null;
    const { content } = await this.store.version(id, number);
    return { id, version: number, content, headUntil: headUntil === null ? null : Number(headUntil) };
  }
}
