import { CLOSE_HANDS, type CloseContent, type CloseHand, type CloseNote, closeContent } from '@dingdee/shared/close';
import { readInt } from '../database/columns.js';
import type { Database } from '../database/database.js';

type Row = Record<string, unknown>;
type Reads = Pick<Database, 'query'>;

/** One round of a month, as it is stored. */
export interface Pack {
  id: string;
  month: string;
  round: number;
  version: number;
  closedAt: number | null;
  reopened: { at: number; by: string; reason: string } | null;
}
export interface Signature {
  hand: CloseHand;
  userId: string;
  byName: string;
  at: number;
  hash: string;
}

const COLUMNS = 'id, month, round, version, closed_at, reopened_at, reopened_by, reopen_reason';

/** Reads the newest round; null before the first action on the month. */
export async function readPack(db: Reads, month: string): Promise<Pack | null> {
  const [pack] = await readRounds(db, month);
  return pack ?? null;
}

/** Reads all rounds, the newest first. */
export async function readRounds(db: Reads, month: string): Promise<Pack[]> {
  const rows = await db.query<Row>(`SELECT ${COLUMNS} FROM close_pack WHERE month = ? ORDER BY round DESC`, [month]);
  return rows.map(packOf);
}

/** Reads the newest round of every month that has any. */
export async function readMonths(db: Reads, from: string): Promise<Pack[]> {
  const rows = await db.query<Row>(
    `SELECT ${COLUMNS} FROM close_pack p WHERE p.month >= ? AND NOT EXISTS (
       SELECT 1 FROM close_pack n WHERE n.month = p.month AND n.round > p.round)`,
    [from],
  );
  return rows.map(packOf);
}

export async function readSignatures(db: Reads, packId: string): Promise<Signature[]> {
  const rows = await db.query<Row>(
    'SELECT hand, user_id, user_name, signed_at, hash FROM close_signature WHERE pack_id = ? ORDER BY signed_at, hand DESC',
    [packId],
  );
  return rows.flatMap((row) => {
    const hand = CLOSE_HANDS.find((each) => each === row.hand);
    if (hand === undefined) return [];
    const { user_id, user_name, signed_at, hash } = row;
    return [{ hand, userId: String(user_id), byName: String(user_name), at: readInt(signed_at), hash: String(hash) }];
  });
}

export async function readNotes(db: Reads, packId: string | null): Promise<Map<string, CloseNote>> {
  if (packId === null) return new Map();
  const rows = await db.query<Row>('SELECT point, note_text, user_name, noted_at FROM close_note WHERE pack_id = ?', [
    packId,
  ]);
  return new Map(
    rows.map((row) => [
      String(row.point),
      { text: String(row.note_text), byName: String(row.user_name), at: readInt(row.noted_at) },
    ]),
  );
}

/** Reads the signed content; null if it was not signed. */
export async function readContent(db: Reads, packId: string): Promise<CloseContent | null> {
  const [row] = await db.query<Row>('SELECT content FROM close_pack WHERE id = ?', [packId]);
  return row?.content == null ? null : closeContent.parse(JSON.parse(String(row.content)));
}

const packOf = (row: Row): Pack => ({
  id: String(row.id),
  month: String(row.month),
  round: readInt(row.round),
  version: readInt(row.version),
  closedAt: row.closed_at == null ? null : readInt(row.closed_at),
  reopened:
    row.reopened_at == null
      ? null
      : { at: readInt(row.reopened_at), by: String(row.reopened_by), reason: String(row.reopen_reason) },
});

/** True if two people have signed and the round was not reopened. */
export const isClosed = ({ closedAt, reopened }: Pack): boolean => closedAt !== null && reopened === null;
