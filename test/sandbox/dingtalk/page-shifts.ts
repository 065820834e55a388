import type { ApprovalStore } from './store.js';

export const SHIFT_CHANGES = ['delete', 'restore', 'agree', 'refuse'] as const;

/** Change of an approval right after a page of a list was answered: a list is no snapshot (dingtalk.md §3). */
export interface PageShift {
  /** Number of pages from now on after which the change happens. */
  pages: number;
  instanceId: string;
  change: (typeof SHIFT_CHANGES)[number];
}

/** Applies changes between two pages of a list. */
export class PageShifts {
  private due: PageShift[] = [];

  constructor(
    private readonly approvals: ApprovalStore,
    private readonly now: () => number,
  ) {}

  add(shift: PageShift): void {
    this.due.push({ ...shift });
  }

  clear(): void {
    this.due = [];
  }

  /** Notes that a page was answered and applies the due changes. */
  answered(): void {
    for (const shift of this.due) shift.pages -= 1;
    for (const { instanceId, change } of this.due.filter(({ pages }) => pages === 0)) this.apply(instanceId, change);
    this.due = this.due.filter(({ pages }) => pages > 0);
  }

  private apply(instanceId: string, change: PageShift['change']): void {
    const approval = this.approvals.all().find((each) => each.instanceId === instanceId);
    if (!approval) throw new Error(`no such approval: ${instanceId}`);
    if (change === 'delete' || change === 'restore') approval.deleted = change === 'delete';
    else
      Object.assign(approval, {
        status: 'COMPLETED',
        result: change,
        finishedAt: Math.floor(this.now() / 1000) * 1000,
      });
  }
}
