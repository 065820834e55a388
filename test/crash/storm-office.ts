import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { approveAll, fixMappings, type Office } from '../flow/office.js';

const STANDS_STILL_MS = 1_500;

/** What the people of an office do all day, while everything around them fails: each pass does what is there to be done. */
export class StormOffice {
  /** @param expected how many bills there will be once everything is collected. */
  constructor(
    private readonly office: Office,
    private readonly expected: number,
  ) {}

  /** One pass. A request that fails is one that somebody presses again: its error ends nothing. */
  async pass(): Promise<void> {
    await this.trying(() => this.collectMissing());
    await this.trying(() => this.approve());
    await this.trying(() => this.push());
    await this.trying(() => this.lookAfterTrouble());
  }

  /** Bills by state. @throws Error while no server answers. */
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

  /** 继续 or 再推送 where a bill was refused, 去核对 where it stands still in doubt. */
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
      // Somebody presses it again.
    }
  }
}
