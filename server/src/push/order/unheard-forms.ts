import { Injectable } from '@nestjs/common';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { HeardSchemes } from '../../intake/scope/heard-schemes.js';

/** Why DingTalk cannot be asked now: the month's calls are used up, or it does not answer. */
export type Unaskable = 'quota' | 'away';

/** @returns null where it can be asked. */
export const unaskable = (health: Pick<DingTalkHealth, 'outage' | 'isQuotaSpent'>, now: number): Unaskable | null =>
  health.outage !== null ? 'away' : health.isQuotaSpent(now) ? 'quota' : null;

/** Schemes whose bills keep their place, and why; `unaskable` is null where none does. */
export interface Unheard {
  schemeIds: readonly string[];
  unaskable: Unaskable | null;
}
const NONE: Unheard = { schemeIds: [], unaskable: null };

/**
 * Before a bill is sent whose form was not listened to lately, its approval is asked for. While DingTalk cannot be asked nobody claims
 * such bills: they would be given back at once, and again and again.
 */
@Injectable()
export class UnheardForms {
  private seen: Unheard = NONE;

  constructor(
    private readonly heard: HeardSchemes,
    private readonly health: DingTalkHealth,
  ) {}

  /** As of now; not inside of a transaction. */
  async look(): Promise<Unheard> {
    const now = Date.now();
    const why = unaskable(this.health, now);
    this.seen = why === null ? NONE : { schemeIds: [...(await this.heard.unheard(now))], unaskable: why };
    return this.seen;
  }

  /** As it was looked up last: whatever is claimed all the same is asked about before it is sent. */
  get last(): Unheard {
    return this.seen;
  }
}
