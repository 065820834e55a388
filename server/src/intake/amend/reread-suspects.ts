import type { Verdict } from '@dingdee/shared/amendment';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { changedBy, Database } from '../../database/database.js';
import { Wakes } from '../../queue/wakes.js';
import { NameOriginal } from './name-original.js';
import { SuspectedOriginals } from './suspected-originals.js';

const AT_ONCE = 20;
/** Time in ms for which a claimed suspect is not read by another process; without an answer it is tried again after it. */
const AGAIN_MS = 10 * 60_000;
const MOST_TRIES = 5;

interface Due {
  approvalId: string;
  amendmentId: string;
  instanceId: string;
  processCode: string;
  tries: number;
}

/**
 * Reads the suspects of unnamed amendments once more, each once. The original lists its amendments (dingtalk.md §4.2), or its own state
 * shows that it is no longer valid. That settles the question without a person; otherwise a person names the original.
 */
@Injectable()
export class RereadSuspects implements OnApplicationBootstrap {
  private readonly log = new Logger('intake');

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly suspects: SuspectedOriginals,
    private readonly naming: NameOriginal,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('reread', () => this.run());
    this.wakes.whenDue('reread', { withinMs: this.settings.DUE_SWEEP_MS, nextDue: () => this.nextDue() });
  }

  async run(): Promise<void> {
    await this.hold();
    const touched = new Set<string>();
    for (;;) {
      if (this.health.isQuotaSpent(Date.now()) || this.health.outage !== null) break;
      const due = await this.claim();
      if (due.length === 0) break;
      for (const one of due) {
        const verdict = await this.read(one);
        if (verdict !== null) await this.note(one, verdict);
        touched.add(one.approvalId);
      }
    }
    for (const approvalId of touched) await this.conclude(approvalId);
  }

  /** Returns when the next suspect is read, as it is stored; null if none waits. */
  private async nextDue(): Promise<unknown> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(s.next_at) AS at FROM suspected_original s JOIN amendment m ON m.approval_id = s.approval_id WHERE m.naming = 'open'`,
    );
    return row?.at ?? null;
  }

  /** Holds bills that came back from a push meanwhile, and notes suspects of amendments that an earlier version stored without any. */
  private async hold(): Promise<void> {
    const open = await this.suspects.unnamed(this.db.read);
    for (const amendment of open)
      await this.db.inTransaction(async (tx) => {
        const [still] = await this.suspects.unnamed(tx, [amendment.approvalId]);
        if (still) await this.suspects.suspect(tx, still, Date.now());
      });
  }

  private async claim(): Promise<Due[]> {
    const now = Date.now();
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT s.approval_id, s.process_instance_id, s.tries, m.process_instance_id AS amendment_id, a.process_code
       FROM suspected_original s JOIN amendment m ON m.approval_id = s.approval_id JOIN approval a ON a.id = m.approval_id
       WHERE s.next_at <= ? AND m.naming = 'open' ORDER BY s.next_at, s.process_instance_id LIMIT ${AT_ONCE}`,
      [now],
    );
    const mine: Due[] = [];
    for (const row of rows) {
      const due = {
        approvalId: String(row.approval_id),
        amendmentId: String(row.amendment_id),
        instanceId: String(row.process_instance_id),
        processCode: String(row.process_code),
        tries: Number(row.tries) + 1,
      };
      const won = await this.db.inTransaction((tx) =>
        changedBy(
          tx,
          'UPDATE suspected_original SET next_at = ?, tries = tries + 1, updated_at = ? WHERE approval_id = ? AND process_instance_id = ? AND next_at <= ?',
          [now + AGAIN_MS, now, due.approvalId, due.instanceId, now],
        ),
      );
      if (won === 1) mine.push(due);
    }
    return mine;
  }

  /** @returns null if DingTalk did not answer; it is asked again later. */
  private async read({ processCode, instanceId, amendmentId, tries }: Due): Promise<Verdict | null> {
    try {
      const instance = parseApproval(await this.dingtalk.getInstance(processCode, instanceId), { whole: false });
      if (instance.attachedIds.includes(amendmentId)) return 'names';
      const valid = instance.status === 'COMPLETED' && instance.result === 'agree' && instance.bizAction !== 'REVOKE';
      return valid ? 'unchanged' : 'changed';
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return 'unreadable';
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`suspected original ${instanceId}: ${error.errorClass} ${error.code}`);
      return error.errorClass === 'not-found' || tries >= MOST_TRIES ? 'unreadable' : null;
    }
  }

  private async note({ approvalId, instanceId }: Due, verdict: Verdict): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        "UPDATE suspected_original SET verdict = ?, next_at = NULL, updated_at = ? WHERE approval_id = ? AND process_instance_id = ? AND verdict <> 'cleared'",
        [verdict, Date.now(), approvalId, instanceId],
      ),
    );
  }

  /** Names the original: the suspect that lists the amendment; else, once all were read, the only one that is no longer valid. */
  private async conclude(approvalId: string): Promise<void> {
    const all = await this.suspects.of(this.db.read, approvalId);
    const [listed] = all.filter(({ verdict }) => verdict === 'names');
    const changed = all.filter(({ verdict }) => verdict === 'changed');
    const read = all.every(({ nextAt, verdict }) => nextAt === null && verdict !== 'unreadable');
    const [only] = read && changed.length === 1 ? changed : [];
    const found = listed ?? only;
    if (found) await this.naming.shown(approvalId, found.instanceId, listed ? 'names' : 'changed');
  }
}
