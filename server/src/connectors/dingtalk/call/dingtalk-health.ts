import { Injectable } from '@nestjs/common';
import { beijingMonth, whenInWords } from '../../../domain/beijing-time.js';
import { type Outage } from '../../../outage/outage.js';
import type { CallPurpose, DingTalkError, DingTalkErrorClass } from '../../source.js';

export interface Health {
  state: 'ok' | 'trouble' | 'unknown';
  /** The problem and who can fix it; null if ok. */
  sentence: string | null;
  since: number | null;
}

/** Error classes of the whole connection, worst first; errors of single records say nothing about it. */
const TROUBLES: readonly DingTalkErrorClass[] = [
  'configuration',
  'token',
  'ip-ban',
  'quota',
  'permission',
  'rate',
  'transient',
];

/** Time after a refused quota before calls are tried again, in ms: the company may have bought calls meanwhile, and a refused call costs nothing. */
const ASK_AGAIN_MS = 6 * 3_600_000;
/** Purposes of a sweep（补扫）, and the check of details before a push. Refusals of other calls, for example for files, say nothing about these. */
const OF_SWEEPS: readonly CallPurpose[] = ['list', 'detail', 'event', 'recheck', 'related'];

/** State of the connection to DingTalk, learned from the calls themselves. */
@Injectable()
export class DingTalkHealth {
  private readonly troubles = new Map<DingTalkErrorClass, { sentence: string; since: number; path: string }>();
  /** Last refusal of the quota, by path; `at` in Unix ms. */
  private readonly spent = new Map<string, { purpose: CallPurpose; at: number }>();
  private goodSince: number | null = null;
  private broken: Outage | null = null;
  /** Set if calls are answered, but do not cover all people. */
  private narrowed: { sentence: string; since: number } | null = null;

  current(): Health {
    if (this.broken !== null)
      return { state: 'trouble', sentence: outageSentence(this.broken, Date.now()), since: this.broken.since };
    for (const errorClass of TROUBLES) {
      const trouble = this.troubles.get(errorClass);
      // A new month has new calls.
      const over = errorClass === 'quota' && beijingMonth(trouble?.since ?? 0) !== beijingMonth(Date.now());
      if (trouble && !over) return { state: 'trouble', sentence: trouble.sentence, since: trouble.since };
    }
    if (this.narrowed !== null) return { state: 'trouble', ...this.narrowed };
    return { state: this.goodSince === null ? 'unknown' : 'ok', sentence: null, since: this.goodSince };
  }

  /** Current outage. While it is not null, no call is made, and waiting rows keep their state. */
  get outage(): Outage | null {
    return this.broken;
  }

  circuit(outage: Outage | null): void {
    this.broken = outage;
    if (outage === null) this.troubles.delete('transient');
  }

  /**
   * Returns whether no call for these purposes may be made: DingTalk refused the quota this month, less than six hours ago, and has not
   * answered the same API since.
   */
  isQuotaSpent(now: number, purposes: readonly CallPurpose[] = OF_SWEEPS): boolean {
    return [...this.spent.values()].some(
      ({ purpose, at }) =>
        purposes.includes(purpose) && Math.abs(now - at) < ASK_AGAIN_MS && beijingMonth(at) === beijingMonth(now),
    );
  }

  /** Records a success. A missing permission or quota ends only with a success of the same API. */
  good(path: string): void {
    this.spent.delete(path);
    if (this.troubles.size > 0)
      for (const [errorClass, trouble] of this.troubles) {
        const ownPath = errorClass === 'permission' || errorClass === 'quota';
        if (!ownPath || trouble.path === path) this.troubles.delete(errorClass);
      }
    this.goodSince ??= Date.now();
  }

  /** Records whether all approvals are shown to us. @param sentence what is hidden and who can fix it; null if nothing is hidden. */
  narrow(sentence: string | null): void {
    this.narrowed = sentence === null ? null : { sentence, since: this.narrowed?.since ?? Date.now() };
  }

  bad(path: string, error: DingTalkError, purpose: CallPurpose): void {
    if (error.errorClass === 'quota') this.spent.set(path, { purpose, at: Date.now() });
    if (!TROUBLES.includes(error.errorClass)) return;
    const known = this.troubles.get(error.errorClass);
    this.troubles.set(error.errorClass, {
      sentence: error.sentence,
      since: known?.since ?? Date.now(),
      path: known?.path ?? path,
    });
    this.goodSince = null;
  }
}

/** Returns the sentence for an outage, in the style of ui.md §6, no. 27. */
export const outageSentence = ({ since, cause }: Outage, now: number): string =>
  `钉钉连接断开，${whenInWords(since, now)} 起：${cause}。审核、补映射和推送照常，采集和回写已暂停，恢复后自动补上，不会漏，也不会重复。请管理员检查服务器到钉钉的网络。`;
