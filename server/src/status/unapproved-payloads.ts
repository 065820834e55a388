import type { Status } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { whenInWords } from '../domain/beijing-time.js';

/** So long everybody is told; the log page keeps it. */
const TOLD_MS = 3 * 86_400_000;

/** Bills that a push set aside because what would be sent was not what had been approved: only a hand in the database, or a fault of the program, does that. */
@Injectable()
export class UnapprovedPayloads {
  constructor(private readonly db: Database) {}

  /** @returns null where there was none within three days. */
  async run(now: number): Promise<Status['unapproved']> {
    const [row] = await this.db.query<{ n: unknown; last: unknown }>(
      "SELECT COUNT(*) AS n, MAX(at) AS last FROM audit WHERE action = 'push-unapproved' AND at > ?",
      [now - TOLD_MS],
    );
    const count = readInt(row?.n);
    if (count === 0) return null;
    return {
      count,
      sentence: `${count} 张单据要发送的内容与审核过的不同，没有发送（${whenInWords(readInt(row?.last), now)}）。`,
      means: '不是在钉蝶里改的：请管理员核对数据库是否被人改过。单据已退回重新映射，要重新审核。',
    };
  }
}
