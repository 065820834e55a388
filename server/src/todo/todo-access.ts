import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { TodoRefusalRow } from './todo.entity.js';
import { REFUSED_MS } from './todo-times.js';

/** The permission point, as the console names it (dingtalk.md §1.3). */
export const TODO_POINT = 'Todo.Todo.Write';

export interface TodoRefusal {
  since: number;
  /** DingTalk's own words behind ours. */
  sentence: string;
}

/** Whether DingTalk lets the app write to-dos: refused once, nobody asks for a day, unless the check-up found since that it may. */
@Injectable()
export class TodoAccess {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_CORP_ID' | 'DINGTALK_TODOS'>,
  ) {}

  /** What stands in the way, as it was said last; null where nothing does, or to-dos are switched off. */
  async refusal(tx: EntityManager = this.db.read): Promise<TodoRefusal | null> {
    if (this.settings.DINGTALK_TODOS === 'off') return null;
    const [row]: { refused_at: unknown; sentence: string }[] = await tx.query(
      `SELECT r.refused_at, r.sentence FROM todo_refusal r WHERE r.corp_id = ?
         AND NOT EXISTS (SELECT 1 FROM check_up_line l WHERE l.line = 'dingtalk/todos' AND l.state = 'green' AND l.asked_at > r.refused_at)`,
      [this.settings.DINGTALK_CORP_ID],
    );
    return row ? { since: Number(row.refused_at), sentence: row.sentence } : null;
  }

  /** Whether none is to be asked for now. */
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
