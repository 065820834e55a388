import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database, placeholders } from '../database/database.js';
import { chain, GENESIS } from './audit-chain.js';
import { CHAIN_COLUMNS, chainRow, type StoredAuditRow } from './audit-rows.js';

const EVERY_MS = 500;
const BATCH = 200;
const TIP_WINDOW = 500;

interface Tip {
  seq: number | null;
  hash: string;
}

/** Another process sealed first; the round is given up whole. */
class ChainMovedError extends Error {}

/**
 * Chains the plain rows that transactions append (product.md §8), in batches, at most a second behind.
 * One sealer at a time: it holds the row lock of the chain's tip for the length of its transaction.
 * Rows are chained in the order they are met: on MySQL a slow transaction's row may come after a higher seq.
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('audit');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  /** Where this process left the chain. */
  private left: Tip | null = null;

  constructor(private readonly db: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.sealAll()
        .then(() => undefined)
        .catch((error: unknown) => this.log.error(`the audit log could not be sealed: ${String(error)}`))
        .finally(() => {
          this.running = null;
        });
    }, EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  /** Seals until nothing is left, or another process is at it. @returns how many rows it sealed. */
  async sealAll(): Promise<number> {
    let total = 0;
    try {
      for (;;) {
        const [waiting] = await this.db.query('SELECT seq FROM audit WHERE hash IS NULL LIMIT 1');
        if (!waiting) return total;
        const tip = await this.db.inTransaction((tx) => this.sealBatch(tx));
        this.left = tip;
        if (!tip) return total;
        total += tip.sealed;
      }
    } catch (error) {
      if (error instanceof ChainMovedError) return total;
      throw error;
    }
  }

  /** @returns the new tip and how many rows lead to it; null when nothing was left. */
  private async sealBatch(tx: EntityManager): Promise<(Tip & { sealed: number }) | null> {
    const tip = await this.lockedTip(tx);
    const rows: StoredAuditRow[] = await tx.query(
      `SELECT ${CHAIN_COLUMNS} FROM audit WHERE hash IS NULL ORDER BY seq LIMIT ${BATCH}`,
    );
    if (rows.length === 0) return null;
    const links = chain(tip.hash, rows.map(chainRow));
    const cases = links.map(() => 'WHEN ? THEN ?').join(' ');
    const changed = await changedBy(
      tx,
      `UPDATE audit SET prev_hash = CASE seq ${cases} END, hash = CASE seq ${cases} END
        WHERE hash IS NULL AND seq IN (${placeholders(links)})`,
      [
        ...links.flatMap(({ seq, prevHash }) => [seq, prevHash]),
        ...links.flatMap(({ seq, hash }) => [seq, hash]),
        ...links.map(({ seq }) => seq),
      ],
    );
    if (changed !== links.length) throw new ChainMovedError();
    const last = links.at(-1);
    return last ? { seq: last.seq, hash: last.hash, sealed: changed } : null;
  }

  /** Whoever moves the chain on holds its tip, so a tip that is still the tip once locked stays so until we commit. */
  private async lockedTip(tx: EntityManager): Promise<Tip> {
    // One process writes on SQLite: the chain ends where it was left, if that row is still as it was.
    if (this.db.dialect === 'sqlite' && this.left && (await this.stands(tx, this.left))) return this.left;
    const tip = await this.tip(tx);
    if (this.db.dialect === 'sqlite') return tip;
    // Where nothing is sealed yet the first row stands for the tip: two that begin the chain at once would make two of it.
    if (tip.seq === null) await tx.query('SELECT seq FROM audit ORDER BY seq LIMIT 1 FOR UPDATE');
    else await tx.query('SELECT seq FROM audit WHERE seq = ? FOR UPDATE', [tip.seq]);
    const again = await this.tip(tx);
    if (again.seq !== tip.seq) throw new ChainMovedError();
    return tip;
  }

  private async stands(tx: EntityManager, { seq, hash }: Tip): Promise<boolean> {
    const rows: { hash: string | null }[] = await tx.query('SELECT hash FROM audit WHERE seq = ?', [seq]);
    return rows[0]?.hash === hash;
  }

  /** The sealed row that no other follows. It is among the newest; the window grows where late rows hide it. */
  private async tip(tx: EntityManager): Promise<Tip> {
    for (let size = TIP_WINDOW; ; size *= 8) {
      const rows: { seq: number | string; hash: string; prev_hash: string }[] = await tx.query(
        `SELECT seq, hash, prev_hash FROM audit WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT ${size}`,
      );
      if (rows.length === 0) return { seq: null, hash: GENESIS };
      const followed = new Set(rows.map((row) => row.prev_hash));
      const ends = rows.filter((row) => !followed.has(row.hash));
      const [end] = ends;
      if (end && ends.length === 1) return { seq: Number(end.seq), hash: end.hash };
      if (rows.length < size) throw new Error(`the audit chain has ${ends.length} ends`);
    }
  }
}
