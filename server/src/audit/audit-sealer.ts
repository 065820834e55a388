import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readInt } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { type Dialect, dialectOf } from '../database/dialect.js';
import { LookTimer } from '../database/look-timer.js';
import { fromValues } from '../database/update-rows.js';
import { SYSTEM } from '../domain/actor.js';
import { adoptRows } from './adopt-rows.js';
import { AuditAlarmError } from './audit-alarm.js';
import { AuditLog } from './audit-log.js';
import { chain, chainHash, markHolds } from './chain/audit-chain.js';
import { type AuditHead, headHolds, readHead, sealWords, writeHead } from './chain/audit-head.js';
import type { AuditKey } from './chain/audit-key.js';
import { CHAIN_COLUMNS, chainRow, type StoredAuditRow } from './chain/audit-rows.js';
import type { LedgerMarker } from './marker/ledger-marker.js';

const WITHIN_MS = 500;
/** Longest time without a look, in ms: rows that another process left are sealed at once, and rows beside the program are found on SQLite, too. */
const LONGEST_MS = { mysql: WITHIN_MS, sqlite: 5_000 } as const satisfies Record<Dialect, number>;
const BATCH = 200;
/** Interval at which the seal is written to the process log, which no database tool can change. */
const SAY_EVERY_MS = 3_600_000;
/** Longest duration of a transaction. A row that appears later than this had been sealed before. */
const LATE_MS = 600_000;

/** Another process sealed first; the whole round is given up. */
class ChainMovedError extends Error {}

/**
 * Chains the plain rows that transactions append (product.md §8), in batches, at most a second behind, and signs how far it came.
 * Only one sealer works at a time: it locks the head for the length of its transaction. It accepts only rows that this program wrote
 * and that were never sealed; at any other row it stops and reports it (docs/decisions/0022).
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('audit');
  private timer: LookTimer | null = null;
  /** The newest head that this process saw or wrote. */
  private left: AuditHead | null = null;
  private said = '';
  private alarm: { error: AuditAlarmError; since: number } | null = null;
  private sealSaidAt = 0;

  constructor(
    private readonly db: Database,
    private readonly key: AuditKey,
    private readonly marker: Pick<LedgerMarker, 'read'>,
  ) {}

  onApplicationBootstrap(): void {
    const timer = new LookTimer(() => this.round(), WITHIN_MS, LONGEST_MS[this.db.dialect]);
    this.timer = timer;
    this.db.onWritten((kind) => {
      if (kind === 'work') timer.soon();
    });
    timer.soon();
  }

  async onModuleDestroy(): Promise<void> {
    await this.timer?.stop();
    this.saySeal();
  }

  /** The reason why the sealer stopped, and since when (Unix ms); null while it seals. */
  get stopped(): { error: AuditAlarmError; since: number } | null {
    return this.alarm;
  }

  private async round(): Promise<void> {
    try {
      await this.sealAll();
      this.said = '';
      this.alarm = null;
      if (Date.now() - this.sealSaidAt >= SAY_EVERY_MS) this.saySeal();
    } catch (error) {
      if (error instanceof AuditAlarmError) this.alarm = { error, since: this.alarm?.since ?? Date.now() };
      const sentence =
        error instanceof AuditAlarmError ? error.message : `the audit log could not be sealed: ${String(error)}`;
      if (sentence !== this.said) this.log.error(sentence);
      this.said = sentence;
    }
  }

  /**
   * Seals the rows that wait, or leaves them to another process that seals already. @returns the number of rows it sealed.
   * @throws AuditAlarmError if the stored rows or the head do not fit.
   */
  async sealAll(): Promise<number> {
    let total = 0;
    try {
      if ((await readHead(this.db.read)) === null) await this.begin();
      for (;;) {
        if (!(await this.waits())) return total;
        const { sealed, more } = await this.db.inTransaction((tx) => this.sealBatch(tx), 'records');
        total += sealed;
        // Rows that arrived meanwhile wait for the next round: on a busy day a query after every few rows would cost more than the seals.
        if (!more) return total;
      }
    } catch (error) {
      if (error instanceof ChainMovedError) return total;
      throw error;
    }
  }

  /** Tells whether rows wait for a seal. Asks outside of a transaction, because most of the time nothing waits. */
  private async waits(): Promise<boolean> {
    const [row] = await this.db.query<{ top: unknown; head: unknown; plain: unknown }>(
      `SELECT (SELECT MAX(seq) FROM audit) AS top, (SELECT MAX(top_seq) FROM audit_head) AS head,
        (SELECT MIN(seq) FROM audit WHERE hash IS NULL) AS plain`,
    );
    return row?.plain != null || readInt(row?.top) > readInt(row?.head);
  }

  /** Begins the chain at the first start with a key: existing rows are adopted as they are found, and an audit row records it. */
  private async begin(): Promise<void> {
    const mark = await this.marker.read();
    const marked = mark !== null && mark !== 'unreadable' && mark.sealed !== undefined;
    if (marked || this.left !== null) throw new AuditAlarmError({ kind: 'head-gone' });
    await this.db.inTransaction(async (tx) => {
      if ((await readHead(tx)) !== null) return;
      const begun = { action: 'seal-begun', by: SYSTEM, detail: {}, generation: 1 } as const;
      await adoptRows(tx, this.key, null, begun, new AuditLog(this.key));
    });
  }

  /** @returns the number of rows it sealed, and whether more rows wait behind them. */
  private async sealBatch(tx: EntityManager): Promise<{ sealed: number; more: boolean }> {
    const head = await this.lockedHead(tx);
    const late = await this.lateRows(tx, head);
    const above: StoredAuditRow[] = await tx.query(
      `SELECT ${CHAIN_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ${BATCH}`,
      [head.top],
    );
    const rows = [...late, ...this.ours(above, head)].slice(0, BATCH);
    const last = rows.at(-1);
    if (last === undefined) return { sealed: 0, more: false };
    const links = chain(this.key, head.hash, rows.map(chainRow));
    const changed = await linkRows(tx, links, head.adopted);
    if (changed !== links.length) throw new ChainMovedError();
    const next = await writeHead(tx, this.key, head, {
      generation: head.generation,
      sealed: head.sealed + links.length,
      last: Number(last.seq),
      top: Math.max(head.top, ...links.map(({ seq }) => seq)),
      adopted: head.adopted,
      hash: links.at(-1)?.hash ?? head.hash,
    });
    if (next === null) throw new ChainMovedError();
    this.left = next;
    return { sealed: links.length, more: rows.length === BATCH || rows.length < late.length + above.length };
  }

  /** Locks the head for this transaction. @throws AuditAlarmError if the head or its last row is not as it was left. */
  private async lockedHead(tx: EntityManager): Promise<AuditHead> {
    const head = await readHead(tx, this.db.dialect === 'mysql' ? 'FOR UPDATE' : '');
    if (head === null) throw new AuditAlarmError({ kind: 'head-gone' });
    if (head.keyId !== this.key.id) throw new AuditAlarmError({ kind: 'other-key' });
    if (!headHolds(this.key, head)) throw new AuditAlarmError({ kind: 'head-forged' });
    const { left } = this;
    if (
      left !== null &&
      (head.generation < left.generation || (head.generation === left.generation && head.sealed < left.sealed))
    )
      throw new AuditAlarmError({ kind: 'head-back', known: left.sealed, found: head.sealed });
    this.left = head;
    if (head.last === 0) return head;
    const [row]: StoredAuditRow[] = await tx.query(`SELECT ${CHAIN_COLUMNS} FROM audit WHERE seq = ?`, [head.last]);
    const stands = row?.hash === head.hash && chainHash(this.key, row.prev_hash ?? '', chainRow(row)) === head.hash;
    if (!stands) throw new AuditAlarmError({ kind: 'last-row', seq: head.last });
    return head;
  }

  /** Returns the rows above the head, up to the first that this program did not write. @throws AuditAlarmError if that is the first row. */
  private ours(above: readonly StoredAuditRow[], head: AuditHead): StoredAuditRow[] {
    const wrong = above.findIndex((row) => !this.fresh(row, head));
    if (wrong === 0) throw new AuditAlarmError({ kind: 'row', seq: Number(above[0]?.seq) });
    return above.slice(0, wrong === -1 ? above.length : wrong);
  }

  private fresh(row: StoredAuditRow, { adopted }: AuditHead): boolean {
    if (Number(row.seq) <= adopted) return true;
    return row.hash === null && row.prev_hash === null && markHolds(this.key, chainRow(row));
  }

  /**
   * Returns unsealed rows below the head. On MySQL a slow transaction's row may come after a higher seq; on SQLite rows come in order.
   * @throws AuditAlarmError at a row that this program did not write, or that was sealed before.
   */
  private async lateRows(tx: EntityManager, head: AuditHead): Promise<StoredAuditRow[]> {
    const rows: StoredAuditRow[] = await tx.query(
      `SELECT ${CHAIN_COLUMNS} FROM audit WHERE hash IS NULL AND seq < ? ORDER BY seq LIMIT ${BATCH}`,
      [head.top],
    );
    const [first] = rows;
    if (first === undefined) return [];
    const forged = rows.find((row) => !markHolds(this.key, chainRow(row)));
    if (forged !== undefined) throw new AuditAlarmError({ kind: 'row', seq: Number(forged.seq) });
    const old = rows.find((row) => Math.abs(head.at - Number(row.at)) > LATE_MS);
    if (this.db.dialect === 'sqlite' || (old !== undefined && (await this.lacksRows(tx, head))))
      throw new AuditAlarmError({ kind: 'below-head', seq: Number((old ?? first).seq) });
    return rows;
  }

  /** Tells whether sealed rows are missing. An old time alone proves nothing, because a clock may have jumped. */
  private async lacksRows(tx: EntityManager, head: AuditHead): Promise<boolean> {
    if (head.top < head.adopted) return false;
    const [row]: { n: unknown }[] = await tx.query('SELECT COUNT(*) AS n FROM audit WHERE hash IS NOT NULL');
    return readInt(row?.n) < head.sealed;
  }

  private saySeal(): void {
    if (this.left === null) return;
    this.sealSaidAt = Date.now();
    this.log.log(`审计已封存 ${this.left.sealed} 条，到第 ${this.left.top} 条，封条 ${sealWords(this.left)}`);
  }
}

/** Writes the hashes. Overwrites sealed rows only where they were adopted as they were found. @returns the number of rows linked. */
function linkRows(tx: EntityManager, links: ReturnType<typeof chain>, adopted: number): Promise<number> {
  const open = '(audit.hash IS NULL OR audit.seq <= ?)';
  if (dialectOf(tx.dataSource) === 'sqlite') {
    const { sets, from } = fromValues('audit', 'seq', ['prev_hash', 'hash'], links.length);
    return changedBy(tx, `UPDATE audit SET ${sets.join(', ')} ${from} AND ${open}`, [
      ...links.flatMap(({ seq, prevHash, hash }) => [seq, prevHash, hash]),
      adopted,
    ]);
  }
  const cases = links.map(() => 'WHEN ? THEN ?').join(' ');
  return changedBy(
    tx,
    `UPDATE audit SET prev_hash = CASE seq ${cases} END, hash = CASE seq ${cases} END
      WHERE ${open} AND seq IN (${placeholders(links)})`,
    [
      ...links.flatMap(({ seq, prevHash }) => [seq, prevHash]),
      ...links.flatMap(({ seq, hash }) => [seq, hash]),
      adopted,
      ...links.map(({ seq }) => seq),
    ],
  );
}
