import { maskText } from '../../domain/bill/account-mask.js';
import type { NoticeCard } from '../notice-card.js';
import { clockWords } from '../notice-hours.js';

/** What is wrong as a whole: a connection, or the month's calls. */
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

/** Of a month and a level: it is told once, and nothing ends it. */
export const quotaCause = (month: string, level: number): string => `${QUOTA}${month} ${level}`;
export const isOnce = (cause: string): boolean => cause.startsWith(QUOTA);

/** To administrators. @param at Unix ms */
export const troubleCard = ({ cause, sentence }: Trouble, at: number): NoticeCard => ({
  kind: 'trouble',
  title: TITLES[cause],
  tone: 'bad',
  at: new Date(at).toISOString(),
  lines: [],
  // What a system says may quote a value.
  notes: [maskText(sentence)],
  buttons: [{ text: '看连接', path: '/connections' }],
});

/** The same message once it is over. @param since when it began, @param at Unix ms */
export const recoveredCard = (cause: Trouble['cause'], since: number, at: number): NoticeCard => ({
  kind: 'trouble',
  title: OVER[cause],
  tone: 'good',
  at: new Date(at).toISOString(),
  lines: [],
  notes: [`${clockWords(since, at)} 说的问题已经过去，停着的自动补上，不会漏，也不会重复。`],
  buttons: [],
});
