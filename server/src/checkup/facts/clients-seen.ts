import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import type { ClientFacts } from '../probe/facts.js';

/** Returns the kinds of client that opened the app, the latest first. */
export async function clientsSeen(db: Database): Promise<readonly ClientFacts[]> {
  const rows = await db.query<{
    kind: string;
    code: string;
    ms: unknown;
    seen: unknown;
    gotIn: unknown;
    refused: unknown;
    result: string;
  }>(
    `SELECT kind, code_call AS code, code_ms AS ms, last_seen_at AS seen, last_in_at AS gotIn, refused_since AS refused, last_result AS result
       FROM log_in_client ORDER BY last_seen_at DESC, kind`,
  );
  return rows.map(({ kind, code, ms, seen, gotIn, refused, result }) => ({
    kind,
    call: code,
    codeMs: readInt(ms),
    seenAt: readInt(seen),
    inAt: gotIn === null ? null : readInt(gotIn),
    refused: readInt(refused),
    result,
  }));
}
