import { Injectable } from '@nestjs/common';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { HeardSchemes } from '../../intake/scope/heard-schemes.js';

/** Why DingTalk cannot be asked now: the calls of the month are used up, or DingTalk does not answer. */
export type Unaskable = 'quota' | 'away';

/** @returns null if DingTalk can be asked. */
export const unaskable = (health: Pick<DingTalkHealth, 'outage' | 'isQuotaSpent'>, now: number): Unaskable | null =>
  health.outage !== null ? 'away' : health.isQuotaSpent(now) ? 'quota' : null;

/** Schemes whose bills keep their place, and the reason; `unaskable` is null if there is no such scheme. */
export interface Unheard {
  schemeIds: readonly string[];
  unaskable: Unaskable | null;
}
const NONE: Unheard = { schemeIds: [], unaskable: null };

/**
 * Finds the schemes whose bills cannot be claimed now. If the cancellations of a form are not known up to a recent time, the approval
 * is read before the bill is sent. While DingTalk cannot be asked, no worker claims such bills: they would be given back at once,
 * again and again.
 */
@Injectable()
export class UnheardForms {
  private seen: Unheard = NONE;

  constructor(
    private readonly heard: HeardSchemes,
    private readonly health: DingTalkHealth,
  ) {}

  /** Looks up the present state; must not be called inside a transaction. */
  async look(): Promise<Unheard> {
    const now = Date.now();
    const why = unaskable(this.health, now);
    this.seen = why === null ? NONE : { schemeIds: [...(await this.heard.unheard(now))], unaskable: why };
    return this.seen;
  }

  /** The result of the last lookup: a bill that is claimed all the same is asked about before it is sent. */
  get last(): Unheard {
    return this.seen;
  }
}
