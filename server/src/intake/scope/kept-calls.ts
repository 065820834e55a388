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

/** A bill that is older than this and not commented on yet may never be. */
const COMMENTED_WITHIN_MS = 14 * DAY_MS;
/** States from which a bill goes on to its comment; one that is held or to be reversed may never. */
const ON_THEIR_WAY = BILL_STATES.filter(
  (state) =>
    !['written-back', 'reversal-needed', 'held', 'excluded', 'handled-outside', 'superseded', 'no-payment'].includes(
      state,
    ),
);

/**
 * What others have begun meanwhile: an approval that a batch of events is reading beside a sweep has no bill yet, and its call is not
 * counted yet. A page at most, and little of a small month.
 */
const onTheWay = (limit: number): number => Math.min(20, Math.ceil(limit / 250));

/** An approval is read only where its comment can be written as well: what comments need is kept of the month's calls (decision 64). */
@Injectable()
export class KeptCalls {
  constructor(
    private readonly db: Database,
    private readonly meter: CallMeter,
    private readonly heard: HeardSchemes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS'>,
  ) {}

  /** What finding and reading approvals may take of the month now. */
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

  /** Bills that are asked about before they are sent, one call each (decision 123). */
  private async askedBeforePush(): Promise<number> {
    const unheard = [...(await this.heard.unheard())];
    if (unheard.length === 0) return 0;
    const [row] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE state_kind IN ('approved', 'pushing') AND reached = 'none' AND scheme_id IN (${placeholders(unheard)})`,
      unheard,
    );
    return readInt(row?.n ?? 0);
  }

  /** When collecting goes on by itself, Unix ms, where what is left is kept for comments; null where it goes on. */
  async until(): Promise<number | null> {
    if ((await this.allowance()).isOpen) return null;
    return monthStart((await this.meter.current()).month, 1);
  }
}
