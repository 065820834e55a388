import type { SandboxClock } from '../context.js';
import { beijingDate } from './times.js';

/** Counts the monthly calls of the organisation (dingtalk.md §9). `limit` 0 = not enforced. */
export class MonthlyQuota {
  limit = 0;
  used = 0;
  private month = '';

  constructor(private readonly clock: SandboxClock) {}

  /** Counts one call. @returns false if the month's allowance is used up; such a call is not counted. */
  spend(): boolean {
    const month = beijingDate(this.clock.now()).slice(0, 7);
    if (month !== this.month) {
      if (this.month !== '') this.used = 0;
      this.month = month;
    }
    if (this.limit > 0 && this.used >= this.limit) return false;
    this.used += 1;
    return true;
  }
}
