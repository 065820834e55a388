import { STAGE_WORDS, type Stage } from '@dingdee/shared/bill-state';
import { DIGEST_TOPICS, type DigestTopic } from '@dingdee/shared/notice';
import type { CountAndSum } from '@dingdee/shared/page';
import { beijingClock } from '../../domain/beijing-time.js';
import type { NoticeButton, NoticeCard } from '../notice-card.js';
import { clockWords } from '../notice-hours.js';
import { counted, sumLine, together, unknownNote } from './sum-line.js';

/** The waiting work, as on the tabs of the desk. */
export type Waiting = Readonly<Record<DigestTopic, CountAndSum>>;
export const STAGE_OF_TOPIC: Readonly<Record<DigestTopic, Stage>> = {
  review: 'review',
  push: 'push',
  mapping: 'mapping',
  failed: 'trouble',
};
const WORK: Readonly<Record<DigestTopic, string>> = {
  review: '去审核',
  push: '去推送',
  mapping: '去补映射',
  failed: '处理异常',
};

const titleAt = (at: number): string => {
  const hour = Number(beijingClock(at).slice(11, 13));
  if (hour < 12) return '上午汇总';
  return hour < 17 ? '下午汇总' : '傍晚汇总';
};

/**
 * Returns the digest of one person's waiting work; null if there is none, and then nothing is sent.
 * @param topics what this person may do and has not switched off. @param next when the next digest is due, Unix ms.
 */
export function digestCard(
  waiting: Waiting,
  topics: readonly DigestTopic[],
  at: number,
  next: number | null,
): NoticeCard | null {
  const told = DIGEST_TOPICS.filter((topic) => topics.includes(topic) && waiting[topic].count > 0);
  const [first] = told;
  if (first === undefined) return null;
  const sums = told.map((topic) => waiting[topic]);
  const work: NoticeButton = {
    text: `${WORK[first]} ${counted(waiting[first].count)}`,
    path: `/stages/${STAGE_OF_TOPIC[first]}`,
  };
  return {
    kind: 'digest',
    title: titleAt(at),
    tone: 'plain',
    at: new Date(at).toISOString(),
    lines: [
      ...told.map((topic) =>
        sumLine(STAGE_WORDS[STAGE_OF_TOPIC[topic]], waiting[topic], topic === 'failed' ? 'bad' : 'plain'),
      ),
      ...(told.length > 1 ? [sumLine('合计', together(sums))] : []),
    ],
    notes: [...unknownNote(sums), ...(next === null ? [] : [`下次 ${clockWords(next, at)}，没有事就不发`])],
    buttons: [work, { text: '看对账日报', path: '/statements' }],
  };
}
