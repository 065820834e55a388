import { createHash } from 'node:crypto';
import { Members } from '../../server/src/access/member/members.js';
import type { AuditLog } from '../../server/src/audit/audit-log.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import { type Database, insertTuples } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { stand } from './bill-rows.js';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A person with a database tool, who can change every row but knows no key. */
export interface Hand {
  sql(sql: string, parameters?: unknown[]): Promise<void>;
  rows(sql: string): Promise<Rows>;
  /** Numbers of some audit rows in the middle; `tail` holds the last three. */
  seqs: readonly number[];
  tail: readonly number[];
  /** A number in the middle that no audit row has. */
  gap: number;
  billId: string;
  /** Makes the program write a row, which is not sealed yet. @returns its seq. */
  written(): Promise<number>;
  /** Restores all tables, or one of them, to the middle of the day. */
  older(table?: string): Promise<void>;
}

export interface Scene {
  hand: Hand;
  marker: string;
  putBack(): Promise<void>;
}

const TABLES = ['audit', 'audit_head', 'role', 'bill', 'member', 'ledger_hold'];
const [boss, reviewer]: Actor[] = [
  { userId: 'u-boss', name: '主管', roles: ['admin'] },
  { userId: 'u-reviewer', name: '审核人', roles: ['reviewer'] },
];

/** Writes a few decisions, as the program does. */
export const workOn = (db: Database, audit: AuditLog, times = 2): Promise<void> =>
  db.inTransaction((tx) =>
    audit.append(
      tx,
      reviewer as Actor,
      Array.from({ length: times }, (_, i) => ({
        action: 'reveal',
        subjectKind: 'bill' as const,
        subjectId: `b-${i}`,
        detail: { note: `看账号“${i}”🙂` },
      })),
    ),
  );

/**
 * Makes a day of work: roles are given, a bill is approved, accounts are revealed.
 * @param seal seals the rows, as the running server does.
 */
export async function setScene(db: Database, audit: AuditLog, seal: () => Promise<unknown>): Promise<Scene> {
  const names = { getUser: async (userId: string) => ({ userId, name: userId }) };
  const members = new Members(db, names as never, audit);
  await members.setRoles('u-boss', { roles: ['viewer', 'admin'] }, SYSTEM);
  await members.setRoles('u-reviewer', { roles: ['viewer', 'mapper'] }, boss as Actor);
  await members.setRoles('u-reviewer', { roles: ['viewer', 'reviewer'] }, boss as Actor);
  const billId = await approvedBill(db, audit);
  await workOn(db, audit, 6);
  // Leaves numbers unused, like a rolled-back transaction.
  await db.inTransaction(async (tx) => {
    const [row]: { n: unknown }[] = await tx.query('SELECT MAX(seq) AS n FROM audit');
    await tx.query('UPDATE audit SET seq = seq + 1000 WHERE seq > ?', [Number(row?.n) - 3]);
  });
  await seal();
  const read = async (): Promise<Map<string, Rows>> => {
    const tables = new Map<string, Rows>();
    for (const table of TABLES) tables.set(table, await db.query(`SELECT * FROM ${table}`));
    return tables;
  };
  const put = (tables: ReadonlyMap<string, Rows>, only?: string) =>
    db.inTransaction(async (tx) => {
      for (const [table, rows] of tables) {
        if (only !== undefined && table !== only) continue;
        await tx.query(`DELETE FROM ${table}`);
        const columns = Object.keys(rows[0] ?? {});
        await insertTuples(
          tx,
          table,
          columns,
          rows.map((row) => columns.map((column) => row[column])),
        );
      }
    });
  const noon = await read();
  await workOn(db, audit, 3);
  await seal();
  const evening = await read();
  const seqs = (evening.get('audit') ?? []).map(({ seq }) => Number(seq)).sort((a, b) => a - b);
  const start = seqs.findIndex((seq) => seq > 1000);
  return {
    marker: '',
    putBack: () => put(evening),
    hand: {
      sql: (sql, parameters = []) => db.inTransaction((tx) => tx.query(sql, parameters)),
      rows: (sql) => db.query(sql),
      seqs: seqs.slice(start - 4, start - 1),
      tail: seqs.slice(-3),
      gap: (seqs[start] ?? 0) - 500,
      billId,
      written: async () => {
        await workOn(db, audit, 1);
        const [row] = await db.query<{ n: unknown }>('SELECT MAX(seq) AS n FROM audit');
        return Number(row?.n);
      },
      older: (table) => put(noon, table),
    },
  };
}

async function approvedBill(db: Database, audit: AuditLog): Promise<string> {
  const ledger = new BillLedger(audit, new LiveEvents());
  const bill = {
    corpId: 'corp',
    processInstanceId: 'proc-1',
    part: '',
    billNoPrefix: 'DD',
    schemeId: 'scheme',
    schemeVersion: 1,
    approvalId: 'approval',
    orgNumber: '101',
    outcome: 'save+submit+audit' as const,
    businessId: '1',
    title: '报销',
    originatorUserId: 'user',
    originatorName: '员工',
    department: '部门',
    departmentKey: '',
    formTotal: null,
    finishedAt: 0,
  };
  return db.inTransaction(async (tx) => {
    const [id = ''] = await ledger.collect(tx, [bill], SYSTEM);
    await stand(db, id, { state_kind: 'approved', content_hash: 'h', approved_by: 'u-reviewer', approved_hash: 'h' });
    await audit.append(tx, reviewer as Actor, [
      { action: 'approve', subjectKind: 'bill', subjectId: id, from: 'ready', to: 'approved', detail: { hash: 'h' } },
    ]);
    return id;
  });
}

const INSERT = `INSERT INTO audit (seq, at, actor, action, subject_kind, subject_id, from_state, to_state, detail, prev_hash, hash)
  VALUES (?, 1, 'u-boss', 'approve', 'bill', 'b-9', NULL, NULL, NULL, ?, ?)`;
const edit = (hand: Hand, set: string) => hand.sql(`UPDATE audit SET ${set} WHERE seq = ?`, [hand.seqs[1]]);
const grant = (hand: Hand, person: string, role: string) =>
  hand.sql('INSERT INTO role (user_id, role, granted_by, granted_at) VALUES (?, ?, ?, 1)', [person, role, 'u-boss']);

/** Rebuilds the chain from a row on, with the hash that needs no key. */
export async function chainAnew(hand: Hand, from: number): Promise<void> {
  const rows = await hand.rows('SELECT * FROM audit ORDER BY seq');
  let previous = '0'.repeat(64);
  for (const row of rows) {
    if (Number(row.seq) < from) {
      previous = String(row.hash);
      continue;
    }
    const said = [
      row.seq,
      row.at,
      row.actor,
      row.action,
      row.subject_kind,
      row.subject_id,
      row.from_state,
      row.to_state,
    ];
    const text = JSON.stringify([Number(said[0]), Number(said[1]), ...said.slice(2), row.detail]);
    const hash = createHash('sha256').update(`${previous}\n${text}`).digest('hex');
    await hand.sql('UPDATE audit SET prev_hash = ?, hash = ? WHERE seq = ?', [previous, hash, row.seq]);
    previous = hash;
  }
}

const CHANGED = '审计记录被改动过';
const GONE = '审计记录少了';
const BEHIND = '库比恢复标记旧，或记录被删过';
const HEAD = '审计的封条被改动过';

/** Tamperings, each with the rules that report it. */
export const TAMPERINGS: readonly { what: string; tamper: (hand: Hand) => Promise<void>; rules: readonly string[] }[] =
  [
    { what: 'an edited action', tamper: (hand) => edit(hand, "action = 'x'"), rules: [CHANGED] },
    { what: 'an edited detail', tamper: (hand) => edit(hand, `detail = '{"note":"别的"}'`), rules: [CHANGED] },
    { what: 'another actor', tamper: (hand) => edit(hand, "actor = 'u-boss'"), rules: [CHANGED] },
    { what: 'another time', tamper: (hand) => edit(hand, 'at = at + 1'), rules: [CHANGED] },
    {
      what: 'an edited last row',
      tamper: (hand) => hand.sql("UPDATE audit SET actor = 'x' WHERE seq = ?", [hand.tail[2]]),
      rules: [CHANGED],
    },
    {
      what: 'two rows that changed places',
      tamper: async ({ seqs: [a, b], sql }) => {
        await sql('UPDATE audit SET seq = -1 WHERE seq = ?', [a]);
        await sql('UPDATE audit SET seq = ? WHERE seq = ?', [a, b]);
        await sql('UPDATE audit SET seq = ? WHERE seq = -1', [b]);
      },
      rules: [CHANGED],
    },
    {
      what: 'a row deleted in the middle',
      tamper: ({ sql, seqs }) => sql('DELETE FROM audit WHERE seq = ?', [seqs[1]]),
      rules: [CHANGED, GONE],
    },
    {
      what: 'a deleted tail',
      tamper: ({ sql, tail }) => sql('DELETE FROM audit WHERE seq >= ?', [tail[0]]),
      rules: [GONE, BEHIND],
    },
    { what: 'all rows deleted', tamper: ({ sql }) => sql('DELETE FROM audit'), rules: [GONE, BEHIND] },
    {
      what: 'all rows deleted, and the head with them',
      tamper: async ({ sql }) => {
        await sql('DELETE FROM audit');
        await sql('DELETE FROM audit_head');
      },
      rules: ['审计的封条不见了', BEHIND],
    },
    {
      what: 'a row put into the middle',
      tamper: ({ sql, gap }) => sql(INSERT, [gap, null, null]),
      rules: [CHANGED],
    },
    {
      what: 'a row put at the end',
      tamper: ({ sql, tail }) => sql(INSERT, [Number(tail[2]) + 500, null, null]),
      rules: [CHANGED],
    },
    {
      what: 'a row put at the end with a seal of its own',
      tamper: async ({ sql, rows, tail }) => {
        const [last] = await rows(`SELECT hash FROM audit WHERE seq = ${tail[2]}`);
        await sql(INSERT, [Number(tail[2]) + 500, last?.hash, 'f'.repeat(64)]);
      },
      rules: [CHANGED],
    },
    {
      what: 'an edited row and the rest of the chain made anew without the key',
      tamper: async (hand) => {
        await edit(hand, "actor = 'x'");
        await chainAnew(hand, hand.seqs[1] ?? 0);
      },
      rules: [CHANGED, GONE],
    },
    {
      what: 'the whole chain made anew without the key, and the head put to its end',
      tamper: async (hand) => {
        await edit(hand, "actor = 'x'");
        await chainAnew(hand, 0);
        const [last] = await hand.rows('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1');
        await hand.sql('UPDATE audit_head SET hash = ?', [last?.hash]);
      },
      rules: [CHANGED, HEAD],
    },
    {
      what: 'an edited row whose seal was taken off for the server to seal it',
      tamper: (hand) => edit(hand, "actor = 'x', hash = NULL, prev_hash = NULL"),
      rules: [CHANGED, GONE],
    },
    {
      what: 'an edited row, with the seals taken off from there to the end and the head set back to it',
      tamper: async (hand) => {
        await edit(hand, "actor = 'x'");
        const [before] = await hand.rows(`SELECT seq, hash FROM audit WHERE seq = ${hand.seqs[0]}`);
        await hand.sql('UPDATE audit SET hash = NULL, prev_hash = NULL WHERE seq >= ?', [hand.seqs[1]]);
        await hand.sql(
          'UPDATE audit_head SET hash = ?, last_seq = ?, top_seq = ?, sealed = (SELECT COUNT(*) FROM audit WHERE hash IS NOT NULL)',
          [before?.hash, before?.seq, before?.seq],
        );
      },
      rules: [CHANGED, HEAD],
    },
    {
      what: 'an edited row, with all seals and marks taken off and the head deleted for the server to begin anew',
      tamper: async (hand) => {
        await edit(hand, "actor = 'x'");
        await hand.sql('UPDATE audit SET hash = NULL, prev_hash = NULL, mark = NULL');
        await hand.sql('DELETE FROM audit_head');
      },
      rules: ['审计的封条不见了'],
    },
    {
      what: 'a row edited before it was sealed',
      tamper: async ({ written, sql }) => sql("UPDATE audit SET actor = 'x' WHERE seq = ?", [await written()]),
      rules: [CHANGED],
    },
    {
      what: 'an earlier grant copied to the end with its mark, and the role given again',
      tamper: async (hand) => {
        const [row] = await hand.rows("SELECT * FROM audit WHERE detail LIKE '%mapper%' ORDER BY seq LIMIT 1");
        const { seq: _, prev_hash: __, hash: ___, ...said } = row ?? {};
        const columns = Object.keys(said);
        await hand.sql(
          `INSERT INTO audit (seq, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
          [Number(hand.tail[2]) + 500, ...columns.map((column) => said[column])],
        );
        await hand.sql("DELETE FROM role WHERE user_id = 'u-reviewer' AND role = 'reviewer'");
        await grant(hand, 'u-reviewer', 'mapper');
      },
      rules: [CHANGED],
    },
    {
      what: 'a lowered count',
      tamper: ({ sql }) => sql('UPDATE audit_head SET sealed = sealed - 3'),
      rules: [HEAD],
    },
    {
      what: 'an edited head',
      tamper: ({ sql, tail }) => sql('UPDATE audit_head SET adopted_seq = ?', [Number(tail[2]) + 9_999]),
      rules: [HEAD],
    },
    {
      what: 'the head of noon put back',
      tamper: (hand) => hand.older('audit_head'),
      rules: ['审计的封条比记录旧'],
    },
    {
      what: 'a deleted tail, with the head of noon that knew nothing of it',
      tamper: async (hand) => {
        await hand.sql('DELETE FROM audit WHERE seq >= ?', [hand.tail[0]]);
        await hand.older('audit_head');
      },
      rules: [BEHIND],
    },
    {
      what: 'the whole database of noon, with the marker of the evening',
      tamper: (hand) => hand.older(),
      rules: [BEHIND],
    },
    {
      what: 'another approver of a bill',
      tamper: ({ sql, billId }) => sql("UPDATE bill SET approved_by = 'u-boss' WHERE id = ?", [billId]),
      rules: ['审核人或审核过的内容与审计不符'],
    },
    {
      what: 'other content of a bill as what was approved',
      tamper: ({ sql, billId }) =>
        sql("UPDATE bill SET content_hash = 'g', approved_hash = 'g' WHERE id = ?", [billId]),
      rules: ['审核人或审核过的内容与审计不符'],
    },
    {
      what: 'a role given by hand',
      tamper: (hand) => grant(hand, 'u-reviewer', 'pusher'),
      rules: ['角色不是在审计里授予的'],
    },
    {
      what: 'a role taken by hand',
      tamper: ({ sql }) => sql("DELETE FROM role WHERE user_id = 'u-reviewer' AND role = 'reviewer'"),
      rules: ['审计里授予的角色不见了'],
    },
  ];
