import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import Libsql from 'libsql';
import mysql from 'mysql2/promise';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { Bill, Cell } from '../sandbox/kingdee/ledger.js';
import type { Sandbox } from '../sandbox/start.js';

/**
 * An installation of commit 605c2f5 (25 November 2026, twelve migrations) whose process was killed while it worked: one or more bills in
 * every state, made by that commit's server, stand-ins and people, on SQLite and on MariaDB, together with the contents of DingTalk and
 * Kingdee.
 */
const kindOf = (url: string): 'sqlite' | 'mariadb' => (url.startsWith('sqlite:') ? 'sqlite' : 'mariadb');
const unpacked = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../fixtures/605c2f5-${name}.gz`, import.meta.url))).toString('utf8');

/** Fills an empty database with the tables and rows of the old installation. */
export async function putOldDatabase(url: string): Promise<void> {
  const sql = unpacked(`${kindOf(url)}.sql`);
  if (kindOf(url) === 'sqlite') {
    const database = new Libsql(url.slice('sqlite:'.length));
    database.exec(`BEGIN;\n${sql}COMMIT;`);
    database.close();
    return;
  }
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await mysql.createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    multipleStatements: true,
    charset: 'utf8mb4_bin',
  });
  try {
    await connection.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
    // One commit for all rows: separate commits would wait for the disk a thousand times.
    await connection.query(`SET autocommit = 0;\n${sql}COMMIT;`);
  } finally {
    await connection.end();
  }
}

/** Userids of the people who worked there (administrator, reviewer and pusher), and the approvals that DingTalk held. */
export interface OldWorld {
  people: readonly [admin: string, reviewer: string, pusher: string];
  schemeId: string;
  approvals: readonly SandboxApproval[];
}

type Packed<T> = { '@map': [string, T][] };
interface PackedWorld extends Omit<OldWorld, 'approvals'> {
  approvals: (Omit<SandboxApproval, 'values'> & { values: Packed<ControlValue> })[];
  kingdee: (Omit<Bill, 'cells' | 'rows'> & { cells: Packed<Cell>; rows: { id: number; cells: Packed<Cell> }[] })[];
}

/** Puts the approvals and payment bills of the moment of the kill into the stand-ins. */
export function putOldWorld({ state }: Sandbox, url: string): OldWorld {
  const { approvals, kingdee, ...world } = JSON.parse(unpacked(`${kindOf(url)}-world.json`)) as PackedWorld;
  const map = <T>(packed: Packed<T>) => new Map(packed['@map']);
  const made = approvals.map((approval) => ({ ...approval, values: map(approval.values) }));
  state.dingtalk.state.approvals.add(made);
  const { ledger } = state.kingdee;
  for (const bill of kingdee)
    ledger.put({
      ...bill,
      cells: map(bill.cells),
      rows: bill.rows.map(({ id, cells }) => ({ id, cells: map(cells) })),
    });
  // New bills and rows get higher ids than these.
  const most = (ids: readonly number[]) => Math.max(0, ...ids);
  const [bills, rows] = [kingdee.map(({ id }) => id), kingdee.flatMap((bill) => bill.rows.map(({ id }) => id))];
  while (ledger.takeId() < most(bills));
  while (ledger.takeRowId() < most(rows));
  return { ...world, approvals: made };
}
