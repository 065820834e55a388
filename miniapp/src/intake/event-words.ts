import type { CallBudget } from '@dingdee/shared/intake';
import { count } from '../ui/formats.js';

/** Texts about delivered events, which DingTalk counts apart from calls. */
export const eventWords = {
  title: '事件推送',
  of: ({ limit, forecast }: CallBudget['events']) => `/ ${count(limit)} 次，月底约 ${count(forecast)}`,
  /** Remarks beside the number of events; empty if there are none. */
  beside: ({ delivered, repeated, waiting }: CallBudget['events']) =>
    [
      delivered === 0 ? '本月还没有来过' : '',
      repeated > 0 ? `重复送来 ${count(repeated)} 次，只收一次` : '',
      waiting > 0 ? `${count(waiting)} 条等着取` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
} as const;
