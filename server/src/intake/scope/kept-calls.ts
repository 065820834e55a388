import { BILL_STATES } from '@dingdee/shared/bill-state';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { monthStart } from '../../domain/beijing-time.js';
import { Allowance } from './allowance.js';
import { HeardSchemes } from './heard-schemes.js';
import { DAY_MS } from './sweep-window.js';

/** An older bill without a comment may never get one. */
const COMMENTED_WITHIN_MS = 14 * DAY_MS;
/** States from which a bill proceeds to its comment; a bill that is held or to be reversed may never. */
const ON_THEIR_WAY = BILL_STATES.filter(
  (state) =>
    !['written-back', 'reversal-needed', 'held', 'excluded', 'handled-outside', 'superseded', 'no-payment'].includes(
      state,
    ),
);

/**
 * Returns the calls to keep for work that other runs have begun: an approval that a batch of events reads beside a sweep has no bill and no
 * counted call yet. At most a page, and less in a month with few calls.
 */
const onTheWay = (limit: number): number => Math.min(20, Math.ceil(limit / 250));

/** Keeps the calls that comments need: an approval is read only if its comment can be written as well (decision 64). */
@Injectable()
export class KeptCalls {
  constructor(
    private readonly db: Database,
    private readonly meter: CallMeter,
    private readonly heard: HeardSchemes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS'>,
  ) {}

  /** Returns the calls that finding and reading approvals may use now. */
  async allowance(): Promise<Allowance> {
    const { used } = await this.meter.current();
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE state_kind IN (${placeholders(ON_THEIR_WAY)}) AND created_at >= ?`,
      [...ON_THEIR_WAY, Date.now() - COMMENTED_WITHIN_MS],
    );
    const [told] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM outbox WHERE kind = 'comment' AND event = 'no-payment' AND state IN ('due', 'sending', 'in-doubt')`,
    );
    const limit = this.settings.DINGTALK_MONTHLY_CALLS;
    const owed = readInt(row?.n ?? 0) + readInt(told?.n ?? 0) + (await this.askedBeforePush());
    return new Allowance(limit - used, owed + onTheWay(limit));
  }

  /** Counts bills about which DingTalk is asked before the send, one call each (decision 123). */
  private async askedBeforePush(): Promise<number> {
    const unheard = [...(await this.heard.unheard())];
    if (unheard.length === 0) return 0;
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE state_kind IN ('approved', 'pushing') AND reached = 'none' AND scheme_id IN (${placeholders(unheard)})`,
      unheard,
    );
    return readInt(row?.n ?? 0);
  }

  /** Returns when automatic collecting continues, in Unix ms, if the remaining calls are kept for comments; null if it is not paused. */
  async until(): Promise<number | null> {
    if ((await this.allowance()).isOpen) return null;
    return monthStart((await this.meter.current()).month, 1);
  }
}
