import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditLog } from '../audit/audit-log.js';
import { readInt } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import { giveRawBack, takeRaw } from '../intake/approval/archived-raw.js';
import { giveAnswerBack, takeAnswer } from '../push/call/archived-answer.js';
import { ArchiveBrokenError, type ArchiveLine, archiveLine, readArchive, writeArchive } from './archive-file.js';
import { operator } from './operator.js';

interface Outcome {
  ok: boolean;
  line: string;
}
const DAY_MS = 86_400_000;
const MONTH_MS = 30.4375 * DAY_MS;
const PAGE = 100;
/** Bill states after which no step of the program reads the archived texts any more. */
const FINISHED = "('written-back', 'handled-outside', 'excluded', 'superseded', 'no-payment')";

/** Raw texts of bills that are long finished: DingTalk's answer for the approval, Kingdee's answer for the call. No code reads the second. */
const SELECTS: readonly { of: ArchiveLine['of']; sql: string }[] = [
  {
    of: 'approval.raw',
    sql: `SELECT a.id AS id, a.raw AS text FROM approval a WHERE a.id > ? AND a.raw <> ''
      AND EXISTS (SELECT 1 FROM bill b WHERE b.approval_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.approval_id = a.id AND (b.state_kind NOT IN ${FINISHED} OR b.state_since >= ?))
      AND NOT EXISTS (SELECT 1 FROM amendment m WHERE m.approval_id = a.id AND m.state = 'waiting')
      ORDER BY a.id LIMIT ${PAGE}`,
  },
  {
    of: 'push_call.answer',
    sql: `SELECT p.id AS id, p.answer AS text FROM push_call p WHERE p.id > ? AND p.answer IS NOT NULL AND p.settled_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM push_receipt r JOIN bill b ON b.id = r.bill_id
        WHERE r.call_id = p.id AND (b.state_kind NOT IN ${FINISHED} OR b.state_since >= ?))
      ORDER BY p.id LIMIT ${PAGE}`,
  },
];
/** Removes a text from its row, or puts it back: only the text as it was read, and only into a row where it is missing. */
const TAKE = { 'approval.raw': takeRaw, 'push_call.answer': takeAnswer };
const GIVE = { 'approval.raw': giveRawBack, 'push_call.answer': giveAnswerBack };

/** npm run ops -- archive [months] [folder]: writes the file and reads it back whole before any text leaves the database. */
export async function archive(
  db: Database,
  audit: AuditLog,
  [months = '24', folder = './data/archive']: readonly string[],
): Promise<Outcome> {
  if (!/^\d{1,3}$/.test(months) || Number(months) < 3)
    return {
      ok: false,
      line: '用法：npm run ops -- archive [几个月以前，至少 3，默认 24] [目录，默认 ./data/archive]',
    };
  const now = Date.now();
  const before = Math.floor(now - Number(months) * MONTH_MS);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `dingdee-archive-${new Date(now).toISOString().replace(/[:.]/g, '-')}.jsonl.gz`);
  const written = await writeArchive(file, texts(db, before));
  for await (const _ of readArchive(file)) {
    // The file is read back to its end before any text is removed.
  }
  let [moved, bytes] = [0, 0];
  for await (const lines of pages(file)) {
    const met = await db.inTransaction(async (tx) => {
      const taken: ArchiveLine[] = [];
      for (const line of lines) if (await TAKE[line.of](tx, line.id, line.text)) taken.push(line);
      return taken;
    });
    moved += met.length;
    bytes += met.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  }
  await note(db, audit, 'archived', file, { rows: moved, bytes, before });
  return {
    ok: true,
    line: `写进 ${file}：${written} 条，已读回核对；从库里搬走 ${moved} 条，${kilobytes(bytes)} KB。`,
  };
}

/** npm run ops -- archive-verify <file>: checks every line and the whole file against its hashes; does not read the database. */
export async function archiveVerify([file = '']: readonly string[]): Promise<Outcome> {
  let [rows, bytes] = [0, 0];
  try {
    for await (const { text } of readArchive(file)) {
      rows += 1;
      bytes += Buffer.byteLength(text);
    }
  } catch (error) {
    if (!(error instanceof ArchiveBrokenError)) throw error;
    return { ok: false, line: `✗ ${file}：${error.message}` };
  }
  return { ok: true, line: `${file}：${rows} 条，${kilobytes(bytes)} KB，每条和整个文件都与指纹相符。` };
}

/**
 * npm run ops -- archive-restore <file>: puts the texts back where they are missing. Whoever can write the file can make its hashes fit: an approval
 * is put back only if it has the hash that the database kept.
 */
export async function archiveRestore(db: Database, audit: AuditLog, [file = '']: readonly string[]): Promise<Outcome> {
  const checked = await archiveVerify([file]);
  if (!checked.ok) return checked;
  let [back, others] = [0, 0];
  for await (const lines of pages(file)) {
    const done = await db.inTransaction(async (tx) => {
      const refused: string[] = [];
      let met = 0;
      for (const { of, id, text } of lines)
        if (await GIVE[of](tx, id, text)) met += 1;
        else if (of === 'approval.raw') refused.push(id);
      return { met, refused };
    });
    back += done.met;
    others += await stillMissing(db, done.refused);
  }
  await note(db, audit, 'archive-restored', file, { rows: back });
  const left = others === 0 ? '' : `${others} 条审批原文与库里记的指纹不符，没有放回。`;
  return { ok: others === 0, line: `从 ${file} 放回 ${back} 条。${left}` };
}

/** Counts those of these approvals whose raw answer is missing. */
async function stillMissing(db: Database, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const sql = `SELECT COUNT(*) AS n FROM approval WHERE raw = '' AND id IN (${placeholders(ids)})`;
  const [row] = await db.query<{ n: unknown }>(sql, [...ids]);
  return readInt(row?.n);
}

async function* texts(db: Database, before: number): AsyncGenerator<ArchiveLine> {
  for (const { of, sql } of SELECTS)
    for (let last = ''; ; ) {
      const rows = await db.query<{ id: string; text: string }>(sql, [last, before]);
      for (const { id, text } of rows) yield archiveLine(of, id, text);
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) break;
      last = end.id;
    }
}

async function* pages(file: string): AsyncGenerator<ArchiveLine[]> {
  let page: ArchiveLine[] = [];
  for await (const line of readArchive(file)) {
    page.push(line);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

const note = (
  db: Database,
  audit: AuditLog,
  action: string,
  file: string,
  detail: Readonly<Record<string, number>>,
): Promise<void> =>
  db.inTransaction((tx) =>
    audit.append(tx, operator(), [
      { action, subjectKind: 'ledger', subjectId: 'archive', detail: { file, ...detail } },
    ]),
  );

const kilobytes = (bytes: number): number => readInt(Math.round(bytes / 1024));
