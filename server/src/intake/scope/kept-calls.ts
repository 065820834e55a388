import { BILL_STATES } from '@dingdee/shared/bill-state';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { monthStart } from '../../domain/beijing-time.js';
import { Allowance, READING } from './allowance.js';
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
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS' | 'SOURCE_RECHECK'>,
  ) {}

  /** Returns the calls that finding and reading approvals may use now. */
  async allowance(): Promise<Allowance> {
    const { total: used } = await this.meter.current();
    const limit = this.settings.DINGTALK_MONTHLY_CALLS;
    const asked = await this.askedBeforePush();
    const owed = (await this.owed()) + (asked ?? 0);
    return new Allowance(limit - used, owed + onTheWay(limit), asked === null ? READING.once : READING.again);
  }

  /** Returns the number of comments that are still to be written. */
  async owed(): Promise<number> {
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE state_kind IN (${placeholders(ON_THEIR_WAY)}) AND created_at >= ?`,
      this.onTheirWay(),
    );
    const [told] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM outbox WHERE kind = 'comment' AND event = 'no-payment' AND state IN ('due', 'sending', 'in-doubt')`,
    );
    return readInt(row?.n ?? 0) + readInt(told?.n ?? 0);
  }

  /**
   * Counts the bills about which DingTalk is asked before the send, one call each: all of them (SOURCE_RECHECK), or those of forms that
   * were not listened to (decision 123). Null if no form's bills are.
   */
  private async askedBeforePush(): Promise<number | null> {
    const unheard = this.settings.SOURCE_RECHECK === 'always' ? [] : [...(await this.heard.unheard())];
    if (unheard.length === 0 && this.settings.SOURCE_RECHECK !== 'always') return null;
    const schemes = unheard.length === 0 ? '' : `AND scheme_id IN (${placeholders(unheard)})`;
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE reached = 'none' AND state_kind IN (${placeholders(ON_THEIR_WAY)}) AND created_at >= ? ${schemes}`,
      [...this.onTheirWay(), ...unheard],
    );
    return readInt(row?.n ?? 0);
  }

  private onTheirWay(): unknown[] {
    return [...ON_THEIR_WAY, Date.now() - COMMENTED_WITHIN_MS];
  }

  /** Returns when automatic collecting continues, in Unix ms, if the remaining calls are kept for comments; null if it is not paused. */
  async until(): Promise<number | null> {
    if ((await this.allowance()).isOpen) return null;
    return monthStart((await this.meter.current()).month, 1);
  }
}
