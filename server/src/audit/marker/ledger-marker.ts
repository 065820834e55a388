import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { KnownSeal } from '../chain/audit-head.js';
import type { LedgerTail } from './ledger-tail.js';

const markShape = z.object({
  version: z.literal(1),
  /** Id of the ledger hold that was released last when this was written; '' before the first. */
  epoch: z.string(),
  seq: z.int(),
  at: z.int(),
  print: z.string(),
  near: z.int(),
  /** How far the log was sealed (audit_head); present since the first version with a key. */
  sealed: z.optional(z.object({ generation: z.int(), count: z.int(), hash: z.string() })),
});
export type Mark = z.infer<typeof markShape>;

/** Returns the marker's path: LEDGER_MARKER_FILE if set, else beside the SQLite file, else in ./data under the database's name. */
export function markerFile(databaseUrl: string, configured: string | undefined): string {
  if (configured !== undefined) return configured;
  if (databaseUrl.startsWith('sqlite:')) return `${databaseUrl.slice('sqlite:'.length)}.marker`;
  const { host, pathname } = new URL(databaseUrl);
  const place = createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 8);
  return `./data/${pathname.slice(1).replace(/[^\w-]/g, '_')}-${place}.marker`;
}

/**
 * A small file outside the database that holds the end of the audit log as it was last seen（恢复标记）. A restored backup does not contain it,
 * so that it shows how far the database had been.
 */
export class LedgerMarker {
  constructor(readonly file: string) {}

  /** Reads the marker; null if there is no file, `unreadable` if the file is not a valid marker. */
  async read(): Promise<Mark | 'unreadable' | null> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    try {
      return markShape.parse(JSON.parse(text));
    } catch {
      return 'unreadable';
    }
  }

  /** Writes the whole file atomically; it is on the disk when the promise resolves. Processes of one machine may share the file. */
  async write(epoch: string, { seq, at, print, near }: LedgerTail, sealed?: KnownSeal): Promise<void> {
    const mark: Mark = { version: 1, epoch, seq, at, print, near, ...(sealed === undefined ? {} : { sealed }) };
    const folder = dirname(this.file);
    await mkdir(folder, { recursive: true });
    const draft = `${this.file}.${hostname()}-${process.pid}.tmp`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(mark)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.file);
    const place = await open(folder, 'r');
    try {
      await place.sync();
    } finally {
      await place.close();
    }
  }
}
