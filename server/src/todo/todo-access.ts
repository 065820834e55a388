import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { TodoRefusalRow } from './todo.entity.js';
import { REFUSED_MS } from './todo-times.js';

/** The permission point, under the console's name (dingtalk.md §1.3). */
export const TODO_POINT = 'Todo.Todo.Write';

export interface TodoRefusal {
  since: number;
  /** Our sentence followed by DingTalk's own words. */
  sentence: string;
}

/** Tells whether DingTalk lets the app write to-dos: after a refusal nothing is sent for a day, unless the check-up has found the right since. */
@Injectable()
export class TodoAccess {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_CORP_ID' | 'DINGTALK_TODOS'>,
  ) {}

  /** Returns the last refusal; null if there is none, or if to-dos are switched off. */
  async refusal(tx: EntityManager = this.db.read): Promise<TodoRefusal | null> {
    if (this.settings.DINGTALK_TODOS === 'off') return null;
    const [row]: { refused_at: unknown; sentence: string }[] = await tx.query(
      `SELECT r.refused_at, r.sentence FROM todo_refusal r WHERE r.corp_id = ?
         AND NOT EXISTS (SELECT 1 FROM check_up_line l WHERE l.line = 'dingtalk/todos' AND l.state = 'green' AND l.asked_at > r.refused_at)`,
      [this.settings.DINGTALK_CORP_ID],
    );
    return row ? { since: Number(row.refused_at), sentence: row.sentence } : null;
  }

  /** True if no to-do may be sent now. */
  async shut(tx: EntityManager): Promise<boolean> {
    const refused = await this.refusal(tx);
    return refused !== null && Math.abs(clock.now() - refused.since) < REFUSED_MS;
  }

  async refused(tx: EntityManager, sentence: string): Promise<void> {
    await this.granted(tx);
    await insertRows(tx, TodoRefusalRow, [
      { corp_id: this.settings.DINGTALK_CORP_ID, refused_at: clock.now(), sentence: sentence.slice(0, 500) },
    ]);
  }

  async granted(tx: EntityManager): Promise<void> {
    await tx.query('DELETE FROM todo_refusal WHERE corp_id = ?', [this.settings.DINGTALK_CORP_ID]);
  }
}
