import { maskText } from '../../domain/bill/account-mask.js';
import type { NoticeCard } from '../notice-card.js';
import { clockWords } from '../notice-hours.js';

/** A trouble of the whole system: a connection, or the month's calls. */
export interface Trouble {
  cause: 'dingtalk' | 'kingdee' | 'quota';
  sentence: string;
}
const QUOTA = 'quota ';
const TITLES: Readonly<Record<Trouble['cause'], string>> = {
  dingtalk: '钉钉连接有问题',
  kingdee: '金蝶连接有问题',
  quota: '钉钉接口额度',
};
const OVER: Readonly<Record<Trouble['cause'], string>> = {
  dingtalk: '钉钉连接恢复了',
  kingdee: '金蝶连接恢复了',
  quota: '钉钉接口额度',
};

/** Returns the cause for a month and a level of the quota: it is reported once, and nothing ends it. */
export const quotaCause = (month: string, level: number): string => `${QUOTA}${month} ${level}`;
export const isOnce = (cause: string): boolean => cause.startsWith(QUOTA);

/** Returns the card for administrators. @param at Unix ms */
export const troubleCard = ({ cause, sentence }: Trouble, at: number): NoticeCard => ({
  kind: 'trouble',
  title: TITLES[cause],
  tone: 'bad',
  at: new Date(at).toISOString(),
  lines: [],
  // A system's message may quote a value, so it is masked.
  notes: [maskText(sentence)],
  buttons: [{ text: '看连接', path: '/connections' }],
});

/** Returns the same message once the trouble is over. @param since when it began, @param at Unix ms */
export const recoveredCard = (cause: Trouble['cause'], since: number, at: number): NoticeCard => ({
  kind: 'trouble',
  title: OVER[cause],
  tone: 'good',
  at: new Date(at).toISOString(),
  lines: [],
  notes: [`${clockWords(since, at)} 说的问题已经过去，停着的自动补上，不会漏，也不会重复。`],
  buttons: [],
});
