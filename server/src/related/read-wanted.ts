import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkError } from '../connectors/source.js';
import { KeptCalls } from '../intake/scope/kept-calls.js';
import { ReadRelated } from '../mapping/related/read-related.js';
import { RelatedStore } from '../mapping/related/related-store.js';
import { BillsToMap } from '../mapping/run/bills-to-map.js';
import { Wakes } from '../queue/wakes.js';

/**
 * Reads the related approvals that bills wait for, each once for all of them. It leaves the calls that comments need, as the reading of approvals does
 * (decision 64): the bills then wait, and say so.
 */
@Injectable()
export class ReadWanted implements OnApplicationBootstrap {
  private readonly log = new Logger('related');

  constructor(
    private readonly store: RelatedStore,
    private readonly reading: ReadRelated,
    private readonly bills: BillsToMap,
    private readonly health: DingTalkHealth,
    private readonly kept: KeptCalls,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DUE_SWEEP_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('related', () => this.run());
    this.wakes.whenDue('related', { withinMs: this.settings.DUE_SWEEP_MS });
  }

  async run(): Promise<void> {
    const allowance = await this.kept.allowance();
    while (allowance.isOpen && this.mayAsk) {
      const ids = await this.store.claim();
      if (ids.length === 0) return;
      for (const id of ids) {
        if (!allowance.isOpen || !this.mayAsk) return;
        // Its own scheme may have collected it since.
        if (await this.bills.hasApproval(id)) await this.store.known(id);
        else {
          allowance.spend();
          await this.one(id);
        }
      }
    }
  }

  private get mayAsk(): boolean {
    return !this.wakes.stopping && this.health.outage === null && !this.health.isQuotaSpent(Date.now());
  }

  private async one(id: string): Promise<void> {
    const end = await this.reading.read(id);
    if (end instanceof DingTalkError) {
      this.log.warn(`related approval ${id}: ${end.errorClass} ${end.code}`);
      return this.store.unread(id, 'unread');
    }
    if (end.kind === 'read') return this.store.read(end.raw, end.instance);
    return end.kind === 'gone' ? this.store.gone(id) : this.store.unread(id, end.kind);
  }
}
