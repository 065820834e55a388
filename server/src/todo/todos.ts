import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { fenToColumn, readFen, readInt, sumOfFen } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { TodoRow } from './todo.entity.js';
import { LOOK_BACK_MS } from './todo-times.js';
import { type Left, wordsOf } from './todo-words.js';

type Raw = Record<string, unknown>;
export type TodoStep = 'create' | 'subject' | 'finish';

/** A to-do that is not closed, with the bills that are left now. */
export interface OpenTodo {
  id: string;
  userId: string;
  words: string;
  dueAt: number | null;
  state: 'new' | 'open';
  step: TodoStep | null;
  unionId: string | null;
  taskId: string | null;
  /** Numbers in its subject; null if unknown. */
  told: Left | null;
  toldAt: number | null;
  emptySince: number | null;
  attempt: number;
  /** Bills left for its person; none if the person has no role any more. */
  left: Left;
}

/** Result of one step of a to-do; absent fields stay unchanged. */
export interface TodoChange {
  state?: 'new' | 'open' | 'done' | 'void' | 'refused';
  step?: TodoStep | null;
  unionId?: string;
  taskId?: string | null;
  told?: Left | null;
  emptySince?: number | null;
  attempt?: number;
  message?: string | null;
  nextAt?: number | null;
}
const NOT_OVER = "t.state IN ('new', 'open')";
const AT_ONCE = 50;

/** SQL: the common value of all rows of a group; null if they differ. */
const sameOrNull = (column: string): string =>
  `CASE WHEN COUNT(${column}) = COUNT(*) AND MIN(${column}) = MAX(${column}) THEN MIN(${column}) END`;

/** Stores the to-dos: creates them from hand-overs, leases them while they are under way, and records the results. */
@Injectable()
export class Todos {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ASSIGN_UNDO_MS'>,
  ) {}

  /**
   * Creates a to-do for each hand-over to another person that can no longer be undone and has none; the first process that finds it does so.
   * Bills that a person took over themselves get none.
   * The note is used only if it is the same for all bills of the hand-over: bills taken over from several people have different notes.
   */
  async takeUp(): Promise<void> {
    const now = clock.now();
    const presses = await this.db.query<Raw>(
      `SELECT a.handed_by_act AS id, MIN(a.user_id) AS user_id, ${sameOrNull('a.due_at')} AS due_at, ${sameOrNull('a.note')} AS note,
         MIN(a.assigned_at) AS given_at, MIN(COALESCE(m.name, a.assigned_by)) AS by_name
       FROM bill_assignment a LEFT JOIN member m ON m.user_id = a.assigned_by
       WHERE a.assigned_at > ? AND a.assigned_at <= ? AND a.handed_by_act IS NOT NULL AND a.user_id <> '' AND a.user_id <> a.assigned_by
         AND NOT EXISTS (SELECT 1 FROM todo t WHERE t.id = a.handed_by_act)
       GROUP BY a.handed_by_act ORDER BY MIN(a.assigned_at) LIMIT ${AT_ONCE}`,
      [now - LOOK_BACK_MS, now - this.settings.ASSIGN_UNDO_MS],
    );
    if (presses.length === 0) return;
    await this.db.inTransaction(async (tx) => {
      const ids = presses.map(({ id }) => String(id));
      const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
      const there: Raw[] = await tx.query(`SELECT id FROM todo WHERE id IN (${placeholders(ids)})${lock}`, ids);
      const known = new Set(there.map(({ id }) => String(id)));
      await insertRows(
        tx,
        TodoRow,
        presses
          .filter(({ id }) => !known.has(String(id)))
          .map((press) => {
            const dueAt = press.due_at == null ? null : Number(press.due_at);
            const said = {
              by: String(press.by_name),
              at: Number(press.given_at),
              dueAt,
              note: String(press.note ?? ''),
            };
            return {
              id: String(press.id),
              user_id: String(press.user_id),
              words: wordsOf(said),
              due_at: dueAt,
              state: 'new',
              next_at: now,
              created_at: now,
            };
          }),
      );
    });
  }

  /** Returns to-dos that are not closed, not leased and due, with the bills left of each. */
  async open(tx: EntityManager = this.db.read, only: string | null = null): Promise<OpenTodo[]> {
    const now = clock.now();
    const rows: Raw[] = await tx.query(
      `SELECT t.id, t.user_id, t.words, t.due_at, t.state, t.step, t.union_id, t.task_id, t.told_count, t.told_fen, t.told_unknown, t.told_at,
         t.empty_since, t.attempt, COUNT(b.id) AS left_count, ${sumOfFen('b.base_fen')} AS left_fen,
         SUM(CASE WHEN b.id IS NOT NULL AND b.base_fen IS NULL THEN 1 ELSE 0 END) AS left_unknown
       FROM todo t LEFT JOIN bill_assignment a ON a.handed_by_act = t.id AND a.user_id = t.user_id AND EXISTS (SELECT 1 FROM role r WHERE r.user_id = t.user_id)
       LEFT JOIN bill b ON b.id = a.bill_id
       WHERE ${NOT_OVER} AND ${only === null ? 't.next_at <= ? AND (t.lease_until IS NULL OR t.lease_until < ?)' : 't.id = ?'}
       GROUP BY t.id, t.user_id, t.words, t.due_at, t.state, t.step, t.union_id, t.task_id, t.told_count, t.told_fen, t.told_unknown, t.told_at,
         t.empty_since, t.attempt, t.next_at ORDER BY t.next_at, t.id`,
      only === null ? [now, now] : [only],
    );
    return rows.map(toOpen);
  }

  /** Leases one to-do, with the bills left at that time; null if another process has it, or if it is closed. */
  async claim(tx: EntityManager, id: string, token: string, until: number): Promise<OpenTodo | null> {
    const now = clock.now();
    const met = await changedBy(
      tx,
      `UPDATE todo SET lease_token = ?, lease_until = ? WHERE id = ? AND state IN ('new', 'open') AND next_at <= ?
         AND (lease_until IS NULL OR lease_until < ?)`,
      [token, until, id, now, now],
    );
    if (met === 0) return null;
    const [one] = await this.open(tx, id);
    return one ?? null;
  }

  /** Marks the step as under way before its first byte. @returns false if the lease is no longer ours. */
  async leaves(tx: EntityManager, id: string, token: string, step: TodoStep): Promise<boolean> {
    const met = await changedBy(
      tx,
      'UPDATE todo SET step = ?, attempt = attempt + 1 WHERE id = ? AND lease_token = ?',
      [step, id, token],
    );
    return met > 0;
  }

  /** Records the result and releases the lease; writes nothing if the lease is no longer ours. */
  async record(tx: EntityManager, id: string, token: string, change: TodoChange): Promise<void> {
    const now = clock.now();
    const set: [string, unknown][] = [];
    const put = (column: string, value: unknown) => {
      if (value !== undefined) set.push([column, value]);
    };
    put('state', change.state);
    put('step', change.step);
    put('union_id', change.unionId);
    put('task_id', change.taskId);
    put('empty_since', change.emptySince);
    put('attempt', change.attempt);
    put('message', change.message === null ? null : change.message?.slice(0, 500));
    if (change.told !== undefined) {
      put('told_count', change.told?.count ?? null);
      put('told_fen', change.told ? fenToColumn(change.told.fen) : null);
      put('told_unknown', change.told?.unknown ?? null);
      put('told_at', now);
    }
    const over = change.state !== undefined && !['new', 'open'].includes(change.state);
    put('next_at', over ? null : (change.nextAt ?? now));
    if (over) put('closed_at', now);
    await changedBy(
      tx,
      `UPDATE todo SET ${set.map(([column]) => `${column} = ?`).join(', ')}, lease_token = NULL, lease_until = NULL
       WHERE id = ? AND lease_token = ?`,
      [...set.map(([, value]) => value), id, token],
    );
  }

  /** Returns the unionId that DingTalk last gave for this person; null if it was never asked. */
  async knownUnionId(userId: string): Promise<string | null> {
    const [row] = await this.db.query<{ union_id: string }>(
      'SELECT union_id FROM todo WHERE user_id = ? AND union_id IS NOT NULL ORDER BY created_at DESC LIMIT 1',
      [userId],
    );
    return row?.union_id ?? null;
  }
}

function toOpen(row: Raw): OpenTodo {
  const told = { count: readInt(row.told_count), fen: readFen(row.told_fen), unknown: readInt(row.told_unknown) };
  const step = row.step === 'create' || row.step === 'subject' || row.step === 'finish' ? row.step : null;
  return {
    id: String(row.id),
    userId: String(row.user_id),
    words: String(row.words),
    dueAt: row.due_at == null ? null : Number(row.due_at),
    state: row.state === 'new' ? 'new' : 'open',
    step,
    unionId: row.union_id == null ? null : String(row.union_id),
    taskId: row.task_id == null ? null : String(row.task_id),
    told: row.told_count == null ? null : told,
    toldAt: row.told_at == null ? null : Number(row.told_at),
    emptySince: row.empty_since == null ? null : Number(row.empty_since),
    attempt: readInt(row.attempt),
    left: { count: readInt(row.left_count), fen: readFen(row.left_fen), unknown: readInt(row.left_unknown) },
  };
}
