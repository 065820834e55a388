import { type BillStateKind, STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { DomainError } from '../../problem/domain-error.js';

export class StaleBillError extends DomainError {
  readonly code = 'bill/stale';
  readonly title = '单据已变更';
  readonly status = 409;
  /** @param hand who changed the bill last, when and how, in words; absent if that is unknown. */
  constructor(
    readonly billId: string,
    hand?: string,
  ) {
    super(
      hand === undefined
        ? '这张单据刚被别人更新过，你看到的不是最新内容。刷新后再操作。'
        : `这张单据刚被更新过（${hand}），你看到的不是最新内容，没有任何改动。看过再操作。`,
      { id: billId },
    );
  }
}

export class IllegalTransitionError extends DomainError {
  readonly code = 'bill/illegal-transition';
  readonly title = '当前状态不能这样操作';
  readonly status = 409;
  constructor(from: BillStateKind, to: BillStateKind) {
    super(`单据现在是“${STATE_WORDS[from]}”，不能变为“${STATE_WORDS[to]}”。刷新后看最新状态。`, { from, to });
  }
}

export class BillNotFoundError extends DomainError {
  readonly code = 'bill/not-found';
  readonly title = '没有这张单据';
  readonly status = 404;
  constructor(id: string) {
    super('没有找到这张单据：链接不完整，或者它不是这家企业的。回到列表，按收款人或审批编号找。', { id });
  }
}

/** A rule of review or push refuses this person or this bill; the sentence says why and what to do next. */
export class BillRefusedError extends DomainError {
  readonly title = '这一步现在不能做';
  readonly status = 422;
  constructor(
    readonly code: `bill/${string}`,
    sentence: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence, details);
  }
}

/** The bill in Kingdee is not the approved one, or Kingdee holds two. */
export class AlteredInKingdeeError extends DomainError {
  readonly code = 'bill/altered';
  readonly title = '金蝶里的单据与审核过的不同';
  readonly status = 422;
  constructor() {
    super('金蝶里的单据与审核过的不同，剩下的步骤不能再做，什么都没有改动。先在金蝶里改回来，改好会自动恢复。');
  }
}

export class SelectionNotFoundError extends DomainError {
  readonly code = 'selection/not-found';
  readonly title = '没有这个选择';
  readonly status = 404;
  constructor(id: string) {
    super('没有找到你的这次全选，没有任何改动。重新选一次。', { id });
  }
}

/** A person acted on a whole group or list, and it is no longer what the button showed. */
export class SelectionNotAsShownError extends DomainError {
  readonly code = 'selection/not-as-shown';
  readonly title = '和你看到的不一样了';
  readonly status = 409;
  /** @param news what came or changed since, in words; empty if that is unknown. */
  constructor(shown: CountAndSum, now: CountAndSum, news: readonly string[] = []) {
    const both = `你看到的是 ${inWords(shown)}，现在是 ${inWords(now)}`;
    const why = news.length > 0 ? `（${news.join('；')}）` : '';
    super(`${both}${why}。没有任何改动，看过现在的再点一次。`, { shown, now });
  }
}
const inWords = ({ count, amount, unknown = 0 }: CountAndSum): string =>
  `${count} 笔 ¥${formatAmount(amount)}${unknown > 0 ? `（其中 ${unknown} 笔${TERM_WORDS.noYuanSum}）` : ''}`;

export class SelectionExpiredError extends DomainError {
  readonly code = 'selection/expired';
  readonly title = '选择已过期';
  readonly status = 409;
  constructor(id: string, ttlMs: number, changed: number) {
    const minutes = Math.max(1, Math.round(ttlMs / 60_000));
    const moved = changed > 0 ? `，有 ${changed} 笔变了` : '';
    super(`选择已过期（超过 ${minutes} 分钟）${moved}。没有任何改动，重新选一次。`, { id, changed });
  }
}
