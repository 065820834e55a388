import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { approveAll, fixMappings, type Office } from '../flow/office.js';

const STANDS_STILL_MS = 1_500;

/** Acts as the people of an office while everything around them fails: each pass does the work that is there. */
export class StormOffice {
  /** @param expected number of bills once everything is collected. */
  constructor(
    private readonly office: Office,
    private readonly expected: number,
  ) {}

  /** Makes one pass. A failed request is repeated by a later pass; its error ends nothing. */
  async pass(): Promise<void> {
    await this.trying(() => this.collectMissing());
    await this.trying(() => this.approve());
    await this.trying(() => this.push());
    await this.trying(() => this.lookAfterTrouble());
  }

  /** Returns the number of bills by state. @throws Error while no server answers. */
  async states(): Promise<Readonly<Record<string, number>>> {
    const { states } = await this.office.admin.get<StageTotals>('/api/bills/stages');
    return Object.fromEntries(states.filter(({ count }) => count > 0).map(({ state, count }) => [state, count]));
  }

  private async collectMissing(): Promise<void> {
    const { collected } = await this.office.admin.get<StageTotals>('/api/bills/stages');
    if (collected.count < this.expected) await this.office.admin.post('/api/runs');
  }

  private async approve(): Promise<void> {
    const states = await this.states();
    if (states['needs-mapping']) await fixMappings(this.office);
    if (states.ready) await approveAll(this.office);
  }

  private async push(): Promise<void> {
    const { pusher } = this.office;
    const items = (await pusher.all<BillSummary>('/api/bills?stage=push')).map(({ id, version }) => ({ id, version }));
    if (items.length === 0) return;
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
    if (preview.eligible.count > 0) await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  }

  /** Presses 继续 or 再推送 where a bill was refused, and 去核对 where it has been in doubt for STANDS_STILL_MS. */
  private async lookAfterTrouble(): Promise<void> {
    const { pusher } = this.office;
    for (const { id, version, state, stateSince } of await pusher.all<BillSummary>('/api/bills?stage=trouble')) {
      if (state === 'in-doubt') {
        if (Date.now() - stateSince > STANDS_STILL_MS)
          await this.trying(() => pusher.post(`/api/bills/${id}/check-now`, { version }));
      } else await this.trying(() => pusher.post(`/api/bills/${id}/continue`, { version }));
    }
  }

  private async trying(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch {
      // A later pass tries again.
    }
  }
}
