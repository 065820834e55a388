import type { CallBudget } from '@dingdee/shared/intake';
import { count } from '../ui/formats.js';
import { span } from './budget-words.js';
import { latenessWords } from './lateness-words.js';

/** Texts about delivered events, which DingTalk counts apart from calls. */
export const eventWords = {
  title: '事件推送',
  of: ({ limit, forecast }: CallBudget['events']) => `/ ${count(limit)} 次，月底约 ${count(forecast)}`,
  /**
   * Said where the month's deliveries are used up, or will not last: what finds the approvals then, and how late; null otherwise.
   * @param again day on which DingTalk delivers again
   */
  outlook: (
    { events, seenWithoutEventsMs }: Pick<CallBudget, 'events' | 'seenWithoutEventsMs'>,
    again: string,
  ): string | null => {
    if (events.outlook === 'lasts') return null;
    const late =
      seenWithoutEventsMs === null ? latenessWords.within(null) : `新审批最迟 ${span(seenWithoutEventsMs)}可见`;
    const said =
      events.outlook === 'used-up'
        ? `本月的 ${count(events.limit)} 次事件推送用完了，钉钉到 ${again} 前不再通知：`
        : `照现在的量，到月底约有 ${count(events.forecast)} 次事件推送，超过本月的 ${count(events.limit)} 次，用完后钉钉不再通知：`;
    return `${said}审批改由补扫找到，${late}，不会漏，也不会少一分钱。`;
  },
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
