import { BOOKED_AS, type Outcome } from '@dingdee/shared/bill-state';
import type { PushItem } from '@dingdee/shared/push';
import { count } from '../ui/formats.js';

const ONCE = '同一审批只会生成一张付款单；没等到回答的会先去查，查清之前不会重发。';

/** Returns the warning about what cannot be undone after the push, by the last step of these bills' schemes. */
export const warningWord = (outcomes: readonly Outcome[]): string =>
  outcomes.includes('save+submit+audit')
    ? `审核成功就入账，钉蝶不再撤回：要取消，在金蝶反审核、删除，钉蝶会发现并标为“待冲销”。停在半途的可以“撤回并删除”。${ONCE}`
    : `推送后付款单就在金蝶里了，由金蝶那边审核。${ONCE}`;

/** Returns the write-back of a bill whose comment is on the approval; before that, the last step that it reached. */
export const writtenWord = ({ state, outcome, sentence }: Pick<PushItem, 'state' | 'outcome' | 'sentence'>): string =>
  sentence ?? (state === 'written-back' ? '已回写审批' : BOOKED_AS[outcome]);
export const writtenBackWord = (n: number): string => `已回写 ${count(n)} 条审批评论`;
