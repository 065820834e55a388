import type { SchemeOpenings } from '@dingdee/shared/scheme-version';
import { Injectable } from '@nestjs/common';
import { UNKNOWN } from '../../bill/ledger/unknown-amounts.js';
import { sumOfFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { dayStart } from '../../domain/beijing-time.js';
import { cutOverOf } from '../day/cut-over.js';
import { type Sums, summed } from './summed.js';

/** Shows 期初: approvals of a form that had passed before its scheme's first day, and are closed without a push. */
@Injectable()
export class ShowOpenings {
  constructor(private readonly db: Database) {}

  async list(): Promise<SchemeOpenings> {
    const rows = await this.db.query<{ id: string; content: string }>(
      `SELECT s.id, v.content FROM scheme s JOIN scheme_version v ON v.scheme_id = s.id AND v.number = s.current_version
       ORDER BY s.created_at, s.id`,
    );
    const items: SchemeOpenings['items'] = [];
    for (const { id, content } of rows) {
      const cutOverDate = cutOverOf(content);
      if (cutOverDate !== null)
        items.push({ schemeId: id, cutOverDate, approvals: await this.before(id, cutOverDate) });
    }
    return { items };
  }

  /** Counts approvals that finished before that day: they were closed when collected, or by the person who looked through a back-fill. */
  private async before(schemeId: string, cutOverDate: string) {
    const [sums] = await this.db.query<Sums>(
      `SELECT COUNT(DISTINCT b.process_instance_id) AS n, ${sumOfFen('b.base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill b
       WHERE b.scheme_id = ? AND b.state_kind = 'handled-outside' AND b.finished_at < ?`,
      [schemeId, dayStart(cutOverDate)],
    );
    return summed(sums);
  }
}
