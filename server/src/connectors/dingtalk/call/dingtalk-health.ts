import { Injectable } from '@nestjs/common';
import { beijingMonth, monthStart, whenInWords } from '../../../domain/beijing-time.js';
import { type Outage } from '../../../outage/outage.js';
import type { CallPurpose, DingTalkError, DingTalkErrorClass } from '../../source.js';
import { sentenceFor } from './answer-class.js';

export interface Health {
  state: 'ok' | 'trouble' | 'unknown';
  /** The problem and who can fix it; null if ok. */
  sentence: string | null;
  since: number | null;
}

interface Trouble {
  sentence: string;
  since: number;
  path: string;
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
/** The same for a refusal that may be about the month before, in ms. */
const ASK_SOON_MS = 10 * 60_000;
/** Largest difference in ms between the begin of a month by our clock and by DingTalk's. */
const MONTHS_DIFFER_MS = 30 * 60_000;

/** Returns whether a refusal at this time (Unix ms) may be about the month before: DingTalk's month begins by its own clock. */
export const isOfMonthBefore = (at: number): boolean => at - monthStart(beijingMonth(at)) < MONTHS_DIFFER_MS;

/** Purposes of a sweep（补扫）, and the check of details before a push. Refusals of other calls, for example for files, say nothing about these. */
const OF_SWEEPS: readonly CallPurpose[] = ['list', 'detail', 'event', 'recheck', 'related'];

/** DingTalk refused the month's quota for an API, or answered it again for the first time. `at` in Unix ms. */
export type QuotaNews =
  | { kind: 'refused'; path: string; purpose: CallPurpose; at: number }
  | { kind: 'answered'; path: string; at: number };

/** State of the connection to DingTalk, learned from the calls themselves. */
@Injectable()
export class DingTalkHealth {
  private readonly troubles = new Map<DingTalkErrorClass, Trouble>();
  /** Last refusal of the quota, by path; `at` in Unix ms. */
  private readonly spent = new Map<string, { purpose: CallPurpose; at: number }>();
  /** Paths whose quota was refused before the start, and that have not answered since. */
  private readonly refusedBefore = new Set<string>();
  private heard: (news: QuotaNews) => void = () => undefined;
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
   * Returns whether no call for these purposes may be made: DingTalk refused the quota this month, less than six hours ago (ten minutes
   * at the begin of a month), and has not answered the same API since.
   */
  isQuotaSpent(now: number, purposes: readonly CallPurpose[] = OF_SWEEPS): boolean {
    return [...this.spent.values()].some(
      ({ purpose, at }) =>
        purposes.includes(purpose) &&
        Math.abs(now - at) < (isOfMonthBefore(at) ? ASK_SOON_MS : ASK_AGAIN_MS) &&
        beijingMonth(at) === beijingMonth(now),
    );
  }

  /** Sets who is told of each refusal of the quota, and of the first answer after it. */
  onQuota(heard: (news: QuotaNews) => void): void {
    this.heard = heard;
  }

  /** Notes that the quota of an API was refused before the start: it is asked, and its answer is news. */
  mayAnswer(path: string): void {
    this.refusedBefore.add(path);
  }

  /** Takes over what another process learned of an API. @param answeredAt its first answer since, in Unix ms */
  takeOver(path: string, refused: { purpose: CallPurpose; at: number }, answeredAt: number | null): void {
    const known = this.spent.get(path);
    if (answeredAt !== null) {
      if (known === undefined || known.at > answeredAt) return;
      this.spent.delete(path);
      this.over('quota', path);
      return;
    }
    if (known !== undefined && known.at >= refused.at) return;
    this.spent.set(path, refused);
    this.trouble('quota', { sentence: sentenceFor('quota', ''), since: refused.at, path });
  }

  /** Records a success. A missing permission or quota ends only with a success of the same API. */
  good(path: string): void {
    const [here, before] = [this.spent.delete(path), this.refusedBefore.delete(path)];
    if (here || before) this.heard({ kind: 'answered', path, at: Date.now() });
    if (this.troubles.size > 0) for (const errorClass of [...this.troubles.keys()]) this.over(errorClass, path);
    this.goodSince ??= Date.now();
  }

  /** Records whether all approvals are shown to us. @param sentence what is hidden and who can fix it; null if nothing is hidden. */
  narrow(sentence: string | null): void {
    this.narrowed = sentence === null ? null : { sentence, since: this.narrowed?.since ?? Date.now() };
  }

  bad(path: string, error: DingTalkError, purpose: CallPurpose): void {
    if (error.errorClass === 'quota') {
      const at = Date.now();
      this.spent.set(path, { purpose, at });
      this.refusedBefore.delete(path);
      this.heard({ kind: 'refused', path, purpose, at });
    }
    if (TROUBLES.includes(error.errorClass))
      this.trouble(error.errorClass, { sentence: error.sentence, since: Date.now(), path });
  }

  private trouble(errorClass: DingTalkErrorClass, { sentence, since, path }: Trouble): void {
    const known = this.troubles.get(errorClass);
    this.troubles.set(errorClass, { sentence, since: known?.since ?? since, path: known?.path ?? path });
    this.goodSince = null;
  }

  /** Ends a trouble that a success of this API ends. */
  private over(errorClass: DingTalkErrorClass, path: string): void {
    const ownPath = errorClass === 'permission' || errorClass === 'quota';
    if (!ownPath || this.troubles.get(errorClass)?.path === path) this.troubles.delete(errorClass);
  }
}

/** Returns the sentence for an outage, in the style of ui.md §6, no. 27. */
export const outageSentence = ({ since, cause }: Outage, now: number): string =>
  `钉钉连接断开，${whenInWords(since, now)} 起：${cause}。审核、补映射和推送照常，采集和回写已暂停，恢复后自动补上，不会漏，也不会重复。请管理员检查服务器到钉钉的网络。`;
