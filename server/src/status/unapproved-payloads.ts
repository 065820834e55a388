import type { Status } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { whenInWords } from '../domain/beijing-time.js';

/** Time for which everybody is notified; the log page keeps the entry. */
const TOLD_MS = 3 * 86_400_000;

/**
 * Counts bills that a push held back because the content to send differed from the approved content: only a manual change of the database, or a fault
 * of the program, causes that.
 */
@Injectable()
export class UnapprovedPayloads {
  constructor(private readonly db: Database) {}

  /** @returns null if there was none within three days. */
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
