import type { CountAndSum } from '@dingdee/shared/page';
import type { NoticeButton, NoticeCard, NoticeTone } from '../notice-card.js';
import { counted, sumLine, together } from './sum-line.js';

/** The result of an order, as on its sheet. */
export interface PushResult {
  /** "已入账", or the step to which its scheme pushes. */
  word: string;
  booked: CountAndSum;
  failed: CountAndSum;
  inDoubt: CountAndSum;
  notSent: CountAndSum;
}

/** Returns the card with the result of an order, for the person who pushed it. @param at Unix ms */
export function pushResultCard({ word, booked, failed, inDoubt, notSent }: PushResult, at: number): NoticeCard {
  const lines = (
    [
      [word, booked, 'good'],
      ['失败', failed, 'bad'],
      ['存疑', inDoubt, 'doubt'],
      ['没有发', notSent, 'warn'],
    ] as const satisfies readonly (readonly [string, CountAndSum, NoticeTone])[]
  ).filter(([, { count }]) => count > 0);
  const tone: NoticeTone = inDoubt.count > 0 ? 'doubt' : failed.count > 0 ? 'bad' : 'good';
  const see: NoticeButton = { text: '看结果', path: '/stages/booked' };
  return {
    kind: 'push-result',
    title: booked.count > 0 ? `推送完成　${counted(booked.count)}${word}` : '推送完成',
    tone,
    at: new Date(at).toISOString(),
    lines: [
      ...lines.map(([name, sum, tone]) => sumLine(name, sum, tone)),
      ...(lines.length > 1 ? [sumLine('合计', together(lines.map(([, sum]) => sum)))] : []),
    ],
    notes: inDoubt.count > 0 ? ['存疑的正在去金蝶查，不要手工重录。'] : [],
    buttons: failed.count > 0 ? [{ text: `处理 ${counted(failed.count)}失败`, path: '/stages/trouble' }, see] : [see],
  };
}
