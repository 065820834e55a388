import type { FormLateness } from '@dingdee/shared/intake';
import { span } from './budget-words.js';

/** @param again day on which the month's calls are available again */
export const caughtUpWords = (again: string): string => `额度用完，${again} 恢复后补齐`;

const STOPPED = {
  quota: caughtUpWords,
  hold: () => '全部暂停，解除后补齐',
  off: () => '没有开自动采集，按“现在采集”才收',
} satisfies Record<NonNullable<FormLateness['stopped']>, (again: string) => string>;

/** Returns why the intake of a form has stopped; null if it runs. @param again day on which the month's calls are available again, for example "12-01" */
const stoppedWords = ({ stopped }: FormLateness, again: string): string | null =>
  stopped === null ? null : STOPPED[stopped](again);

const within = (ms: number | null): string => (ms === null ? '要按“现在采集”' : span(ms));

/** Texts about the latest time at which an approval of each form becomes visible: a promise, not a measurement. */
export const latenessWords = {
  title: '每张表单最迟多久可见',
  hint: (told: boolean) => (told ? '钉钉通知的几秒就到；漏了通知的由补扫补上' : '没有事件时，照现在的安排'),
  columns: { form: '表单', fresh: '新审批', late: '发起早、完成晚的' },
  seconds: '几秒',
  stopped: stoppedWords,
  lost: (ms: number | null) => (ms === null ? '漏了通知的不补扫' : `漏了通知的 ${within(ms)}`),
  within,
  /** Age after which an approval counts as late; "" if all approvals are found equally soon. */
  late: ({ newWithinMs, lateWithinMs, reachDays }: FormLateness): string =>
    newWithinMs === lateWithinMs ? '' : reachDays === 0 ? '发起当天没完成的' : `发起 ${reachDays} 天以后才完成的`,
  /** One line of the phone's card. */
  line: (form: FormLateness, again: string): string => {
    const said = stoppedWords(form, again);
    if (said !== null) return `${form.formName}：${said}`;
    if (form.told) return `${form.formName}：几秒`;
    const late = latenessWords.late(form);
    return `${form.formName}：${within(form.newWithinMs)}${late === '' ? '' : `，${late} ${within(form.lateWithinMs)}`}`;
  },
} as const;
