import { type SchemeContent, schemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database } from '../database/database.js';
import type { SchemeToPull } from './scheme-to-pull.js';

interface Row {
  id: string;
  current_version: number;
  head_until: unknown;
  content: string;
}

const SELECT = `SELECT s.id, s.current_version, s.head_until, v.content FROM scheme s
 JOIN scheme_version v ON v.scheme_id = s.id AND v.number = s.current_version WHERE s.enabled = ? AND s.paused_reason IS NULL`;

/** The schemes that are switched on, with the version that new bills are collected under. */
@Injectable()
export class SchemesToPull {
  constructor(private readonly db: Database) {}

  async enabled(): Promise<SchemeToPull[]> {
    return (await this.db.query<Row>(`${SELECT} ORDER BY s.created_at, s.id`, [1])).map(toScheme);
  }

  /** @returns null for one that is switched off, paused or unknown. */
  async get(id: string): Promise<SchemeToPull | null> {
    const [row] = await this.db.query<Row>(`${SELECT} AND s.id = ?`, [1, id]);
    return row ? toScheme(row) : null;
  }

  /** Launches up to `at` have been seen; the mark never goes back. */
  async setHeadUntil(tx: EntityManager, id: string, at: number): Promise<void> {
    await changedBy(tx, 'UPDATE scheme SET head_until = ? WHERE id = ? AND (head_until IS NULL OR head_until < ?)', [
      at,
      id,
      at,
    ]);
  }
}

const toScheme = (row: Row): SchemeToPull => ({
  id: row.id,
  version: Number(row.current_version),
  content: schemeContent.parse(JSON.parse(row.content)) satisfies SchemeContent,
  headUntil: row.head_until === null ? null : Number(row.head_until),
});
