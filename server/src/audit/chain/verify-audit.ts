import { Database } from '../../database/database.js';
import { beginning, chainHash, markHolds, nonceOf } from './audit-chain.js';
import { type AuditHead, headHolds, type KnownSeal, readHead } from './audit-head.js';
import type { AuditKey } from './audit-key.js';
import { CHAIN_COLUMNS, chainRow, type StoredAuditRow } from './audit-rows.js';

const PAGE = 2_000;

export type AuditFault =
  /** Rows or a known seal exist, but no head says how far the log is sealed. */
  | { kind: 'head-gone' }
  /** This key did not write the head. */
  | { kind: 'head-forged' }
  /** Another APP_SECRET sealed the log: nothing else can be checked. */
  | { kind: 'other-key' }
  /** The chain has fewer rows than the head, or the marker, counts. */
  | { kind: 'rows-gone'; known: number; found: number }
  /** More rows are sealed than the head counts. */
  | { kind: 'rows-past-head'; known: number; found: number }
  /** The chain does not pass through the seal of the head, or of the marker. */
  | { kind: 'another-chain'; at: number }
  /** The log was begun a second time. */
  | { kind: 'begun-twice' };

export interface AuditVerdict {
  sealed: number;
  /** Number of rows that the sealer has not reached yet. */
  unsealed: number;
  /** Lowest and highest seq of the unsealed rows; null if there are none. */
  tail: { from: number; to: number } | null;
  /** seq of each row that this program did not write, that was changed since, or that follows no earlier row. */
  broken: readonly number[];
  /** Faults of the log as a whole. */
  faults: readonly AuditFault[];
  /** Highest seq of the rows from before the key, or before the last resealing: they were adopted as they were found. */
  adopted: number;
  head: AuditHead | null;
}

/**
 * Recomputes every hash with the key, follows the chain from its first row and compares it with the head and with a seal that was
 * kept elsewhere. The sealer may work meanwhile, so a log with faults is read twice; only a fault found both times counts.
 */
export async function verifyAudit(db: Database, key: AuditKey, known: KnownSeal | null = null): Promise<AuditVerdict> {
  const first = await new FollowChain(db, key, known).run();
  if (first.broken.length === 0 && first.faults.length === 0) return first;
  const suspect = new Set(first.broken);
  const kinds = new Set(first.faults.map(({ kind }) => kind));
  const second = await new FollowChain(db, key, known).run();
  return {
    ...second,
    broken: second.broken.filter((seq) => suspect.has(seq)),
    faults: second.faults.filter(({ kind }) => kinds.has(kind)),
  };
}

/** Reads the whole log once, in pages. */
class FollowChain {
  private readonly broken: number[] = [];
  private readonly faults: AuditFault[] = [];
  /** Previous hash → the row that follows it; holds rows that the chain has not reached yet. */
  private readonly waiting = new Map<string, { seq: number; hash: string }>();
  /** Nonces of all marks: a nonce that occurs twice belongs to a copied row. */
  private readonly nonces = new Set<string>();
  /** True without a head, or with the head of another key: rows are only counted. */
  private closed = false;
  private linked = 0;
  private sealed = 0;
  private unsealed = 0;
  private begun = 0;
  private last = '';
  private tail: AuditVerdict['tail'] = null;

  constructor(
    private readonly db: Database,
    private readonly key: AuditKey,
    private readonly known: KnownSeal | null,
  ) {}

  async run(): Promise<AuditVerdict> {
    const head = await readHead(this.db.read);
    const otherKey = head !== null && head.keyId !== this.key.id;
    this.closed = head === null || otherKey;
    if (head !== null) {
      this.last = beginning(this.key, head.generation);
      if (otherKey) this.faults.push({ kind: 'other-key' });
      else if (!headHolds(this.key, head)) this.faults.push({ kind: 'head-forged' });
    }
    const seals = this.seals(head);
    this.passBy(seals);
    for (let after = 0; ; ) {
      const rows = await this.db.query<StoredAuditRow>(
        `SELECT ${CHAIN_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
        [after],
      );
      for (const row of rows) this.take(row, head);
      this.follow(seals);
      after = Number(rows.at(-1)?.seq ?? after);
      if (rows.length < PAGE) break;
    }
    if (!otherKey) await this.hold(head, seals);
    const { sealed, unsealed, tail, broken, faults } = this;
    return { sealed, unsealed, tail, broken, faults, adopted: head?.adopted ?? 0, head };
  }

  /** Returns the seals that the chain must pass through: count → hashes. A seal of an earlier generation does not apply to this one. */
  private seals(head: AuditHead | null): Map<number, string[]> {
    const seals = new Map<number, string[]>();
    const { known } = this;
    if (head !== null) seals.set(head.sealed, [head.hash]);
    if (known !== null && known.generation >= (head?.generation ?? 0))
      seals.set(known.count, [...(seals.get(known.count) ?? []), known.hash]);
    return seals;
  }

  private take(row: StoredAuditRow, head: AuditHead | null): void {
    const seq = Number(row.seq);
    if (row.action === 'seal-begun' && row.subject_kind === 'ledger') this.begun += 1;
    if (row.mark !== null) {
      const nonce = nonceOf(row.mark);
      if (this.nonces.has(nonce)) this.broken.push(seq);
      this.nonces.add(nonce);
    }
    // The row was adopted, and the sealer has not reached it yet.
    const toAdopt = head !== null && seq > head.top && seq <= head.adopted;
    if (toAdopt || row.hash === null || row.prev_hash === null) {
      this.unsealed += 1;
      this.tail = { from: this.tail?.from ?? seq, to: seq };
      if (!toAdopt && !this.closed && !markHolds(this.key, chainRow(row))) this.broken.push(seq);
      return;
    }
    this.sealed += 1;
    if (this.closed) return;
    const fits = chainHash(this.key, row.prev_hash, chainRow(row)) === row.hash;
    if (!fits || this.waiting.has(row.prev_hash)) this.broken.push(seq);
    else this.waiting.set(row.prev_hash, { seq, hash: row.hash });
  }

  private follow(seals: ReadonlyMap<number, readonly string[]>): void {
    for (let next = this.waiting.get(this.last); next; next = this.waiting.get(this.last)) {
      this.waiting.delete(this.last);
      this.last = next.hash;
      this.linked += 1;
      this.passBy(seals);
    }
  }

  private passBy(seals: ReadonlyMap<number, readonly string[]>): void {
    const here = seals.get(this.linked) ?? [];
    if (here.some((hash) => hash !== this.last)) this.faults.push({ kind: 'another-chain', at: this.linked });
  }

  private async hold(head: AuditHead | null, seals: ReadonlyMap<number, readonly string[]>): Promise<void> {
    // In each piece of chain that follows no earlier row, only the first row is reported.
    const hashes = new Set([...this.waiting.values()].map(({ hash }) => hash));
    for (const [previous, { seq }] of this.waiting) if (!hashes.has(previous)) this.broken.push(seq);
    if (head === null && (this.sealed > 0 || this.unsealed > 0 || seals.size > 0))
      this.faults.push({ kind: 'head-gone' });
    const most = Math.max(0, ...seals.keys());
    if (most > this.linked) this.faults.push({ kind: 'rows-gone', known: most, found: this.linked });
    // The head is read again because rows were sealed meanwhile.
    const now = await readHead(this.db.read);
    if (now !== null && this.linked > now.sealed)
      this.faults.push({ kind: 'rows-past-head', known: now.sealed, found: this.linked });
    if (this.begun > 1) this.faults.push({ kind: 'begun-twice' });
  }
}
