import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { FormCallsSpentError } from './form-calls.errors.js';

const DAY_MS = 86_400_000;
/** Share of the month's calls that people who are no administrators may spend on forms within a day, and the least number of calls. */
const A_DAY = { share: 0.01, least: 20 };

/**
 * Limits the calls for forms that people cause by looking. Each of them costs a call of the month, which belongs to approvals and
 * write-backs, and a screen or a script can ask many times a second. An administrator, who sets up schemes, is not limited.
 */
@Injectable()
export class FormCalls {
  /** Times of the calls of the last day, oldest first, in Unix ms. */
  private readonly made: number[] = [];

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS'>) {}

  /** Counts a call that this person is about to cause. @throws FormCallsSpentError */
  spend(by: Pick<Actor, 'roles'>, now = Date.now()): void {
    if (by.roles.includes('admin')) return;
    while (this.made[0] !== undefined && Math.abs(now - this.made[0]) >= DAY_MS) this.made.shift();
    const most = Math.max(A_DAY.least, Math.floor(this.settings.DINGTALK_MONTHLY_CALLS * A_DAY.share));
    const [first] = this.made;
    if (first !== undefined && this.made.length >= most)
      throw new FormCallsSpentError(this.made.length, first + DAY_MS);
    this.made.push(now);
  }
}
