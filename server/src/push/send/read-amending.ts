import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { DingTalkError } from '../../connectors/source.js';
import { PullNamed } from '../../intake/pull/pull-named.js';
import type { PullEnd } from '../../intake/pull/pull-pipeline.js';
import type { ReadAgain } from './read-again.js';

/** Longest time for these readings, in ms. Together with the reading of the approvals themselves it must not outlive the lease. */
const LONGEST_MS = 20_000;
const NOT_READ = '钉钉里有一条对这条审批的修改或撤销，还没有读到';

/**
 * Reads and stores the approvals that change or cancel the approval of a bill, before the bill is sent. A changed or cancelled
 * approval itself keeps its content; only the approval that changes it tells (dingtalk.md §4.2).
 */
@Injectable()
export class ReadAmending {
  constructor(
    private readonly named: PullNamed,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'KINGDEE_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>,
  ) {}

  /**
   * @returns the results, with `unread` for a bill that would be sent and whose change or cancellation could not be read. A bill whose
   * approval differs is not sent; it is asked about again before its next push.
   */
  async run(
    bills: readonly PushBill[],
    found: ReadonlyMap<string, ReadAgain>,
  ): Promise<ReadonlyMap<string, ReadAgain>> {
    const naming = bills.flatMap((bill) => {
      const read = found.get(bill.id);
      const attached = read?.kind === 'same' || read?.kind === 'differs' ? (read.attached ?? []) : [];
      return attached.length > 0 ? [{ bill, attached, sent: read?.kind === 'same' }] : [];
    });
    if (naming.length === 0) return found;
    const ends = await this.read(naming);
    const open = naming.flatMap(({ bill, attached, sent }): [string, ReadAgain][] => {
      if (!sent) return [];
      const left = attached.map((id) => ends.get(id)).filter((end) => !isKnown(end));
      return left.length === 0 ? [] : [[bill.id, unreadFor(left[0])]];
    });
    return new Map([...found, ...open]);
  }

  private async read(
    naming: readonly { bill: PushBill; attached: readonly string[] }[],
  ): Promise<ReadonlyMap<string, PullEnd>> {
    const bySchemes = new Map<string, Set<string>>();
    for (const { bill, attached } of naming)
      bySchemes.set(bill.schemeId, new Set([...(bySchemes.get(bill.schemeId) ?? []), ...attached]));
    const ends = new Map<string, PullEnd>();
    const work = async () => {
      for (const [schemeId, ids] of bySchemes)
        for (const [id, end] of await this.named.run(schemeId, [...ids])) ends.set(id, end);
    };
    const ending = new AbortController();
    const longest = Math.min(LONGEST_MS, callLeaseMs(this.settings) / 4);
    await Promise.race([work(), sleep(longest, undefined, { signal: ending.signal }).catch(() => undefined)]);
    ending.abort();
    return new Map(ends);
  }
}

/**
 * Tells whether the effect of the approval is known: it is in the ledger; or it has no effect, because it still runs, DingTalk has
 * deleted it, or it changes no other approval.
 */
const isKnown = (end: PullEnd | undefined): boolean =>
  end === 'known' || end === 'stored' || end === 'open' || end === 'gone' || end === 'ordinary';

function unreadFor(end: PullEnd | undefined): ReadAgain {
  if (end instanceof DingTalkError)
    return { kind: 'unread', why: end.errorClass, sentence: `${NOT_READ}：${end.sentence}`, needed: true, named: true };
  const why = end === 'unreadable' ? 'attached' : 'late';
  return { kind: 'unread', why, sentence: NOT_READ, needed: true, named: true };
}
