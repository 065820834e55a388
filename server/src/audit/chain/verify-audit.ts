import { Database } from '../../database/database.js';
import { beginning, chainHash, markHolds, nonceOf } from './audit-chain.js';
import { type AuditHead, headHolds, type KnownSeal, readHead } from './audit-head.js';
import type { AuditKey } from './audit-key.js';
import { CHAIN_COLUMNS, chainRow, type StoredAuditRow } from './audit-rows.js';

const PAGE = 2_000;

export type AuditFault =
  /** Rows, and nothing that says how far they are sealed. */
  | { kind: 'head-gone' }
  /** The head is not as this key wrote it. */
  | { kind: 'head-forged' }
  /** Another APP_SECRET sealed it: nothing else can be told. */
  | { kind: 'other-key' }
  /** Fewer rows hang together than the head, or the marker, counts. */
  | { kind: 'rows-gone'; known: number; found: number }
  /** More rows are sealed than the head counts. */
  | { kind: 'rows-past-head'; known: number; found: number }
  /** The chain does not come by the seal of the head, or of the marker. */
  | { kind: 'another-chain'; at: number }
  /** The log was begun a second time. */
  | { kind: 'begun-twice' };

export interface AuditVerdict {
  sealed: number;
  /** Rows that the sealer has not reached yet. */
  unsealed: number;
  /** Lowest and highest seq of those rows; null where there is none. */
  tail: { from: number; to: number } | null;
  /** seq of rows that this program did not write, that were changed since, or that hang on no earlier row. */
  broken: readonly number[];
  /** What is wrong with the log as a whole. */
  faults: readonly AuditFault[];
  /** Rows up to here are from before the key, or before the last resealing: they were taken as they were found. */
  adopted: number;
  head: AuditHead | null;
}

/**
 * Recomputes every hash with the key, follows the chain from its first row and holds it against the head and against a seal that was
 * kept elsewhere. Rows are sealed while it reads: what does not hang together is read again, and only what is wrong both times is wrong.
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

/** One reading of the whole log, in pages. */
class FollowChain {
  private readonly broken: number[] = [];
  private readonly faults: AuditFault[] = [];
  /** previous hash → the row that follows it, while its turn has not come. */
  private readonly waiting = new Map<string, { seq: number; hash: string }>();
  /** Of every mark: a row that is there twice was copied. */
  private readonly nonces = new Set<string>();
  /** No key for it: rows are only counted. */
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

  /** What the chain must come by: count → hash. The seal of an earlier generation says nothing of this one. */
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
    // Taken over from before, and not reached yet.
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
    // Of rows that hang together and on nothing, the first is named.
    const hashes = new Set([...this.waiting.values()].map(({ hash }) => hash));
    for (const [previous, { seq }] of this.waiting) if (!hashes.has(previous)) this.broken.push(seq);
    if (head === null && (this.sealed > 0 || this.unsealed > 0 || seals.size > 0))
      this.faults.push({ kind: 'head-gone' });
    const most = Math.max(0, ...seals.keys());
    if (most > this.linked) this.faults.push({ kind: 'rows-gone', known: most, found: this.linked });
    // Read again: rows were sealed meanwhile.
    const now = await readHead(this.db.read);
    if (now !== null && this.linked > now.sealed)
      this.faults.push({ kind: 'rows-past-head', known: now.sealed, found: this.linked });
    if (this.begun > 1) this.faults.push({ kind: 'begun-twice' });
  }
}
