import type { Amount } from '@dingdee/shared/money';
import { plainWords } from './plain-words.js';

/** "10:32"; adds the day if it was not today. */
export const sinceWord = (at: number, now: number): string =>
  fullDate(at) === fullDate(now) ? hourMinute(at) : dateTime(at);
/** All times on screen are Beijing time, whatever the clock of this computer says (ui.md §7). */
const BEIJING_MS = 8 * 3600_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const beijing = (at: number) => new Date(at + BEIJING_MS).toISOString();

/** "11-24" */
export const monthDay = (at: number): string => beijing(at).slice(5, 10);
/** "2026-11-24" */
export const fullDate = (at: number): string => beijing(at).slice(0, 10);
/** "11-24 10:31" */
export const dateTime = (at: number): string => `${beijing(at).slice(5, 10)} ${beijing(at).slice(11, 16)}`;
/** "10:31" */
export const hourMinute = (at: number): string => beijing(at).slice(11, 16);
/** "10:41:07" */
export const clock = (at: number): string => beijing(at).slice(11, 19);

/** Returns the first instant of the next month in Beijing. */
export function nextMonth(now: number): number {
  const day = new Date(now + BEIJING_MS);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1) - BEIJING_MS;
}

/** Formats a waiting time: "12 分钟", "16 小时", "1 天 17 时". */
export function waiting(since: number, now: number): string {
  const span = Math.max(0, now - since);
  if (span < HOUR) return `${Math.max(1, Math.floor(span / MINUTE))} 分钟`;
  if (span < DAY) return `${Math.floor(span / HOUR)} 小时`;
  return `${Math.floor(span / DAY)} 天 ${Math.floor((span % DAY) / HOUR)} 时`;
}

/** Formats the time left until an instant: "00:24"; never below "00:00". */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** 审批编号 in groups of four: "2611 2318 4200 0188". */
export const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');
/** 审批编号 in lists: "…0188". */
export const lastFour = (text: string): string => (text.length > 4 ? `…${text.slice(-4)}` : text);

/** Removes the year from days of this year: "2026-11-24 至 2026-11-25" → "11-24 至 11-25"; days of other years keep it. */
export function shortDays(text: string, now: number): string {
  const year = beijing(now).slice(0, 4);
  return text.replace(/\b(\d{4})-(\d{2}-\d{2})\b/g, (day, of: string, rest: string) => (of === year ? rest : day));
}

/** Returns the last part of a department path on the approval: "云杉科技（杭州）有限公司-法务部" → "法务部". */
export const lastPart = (department: string): string => department.split('-').filter(Boolean).at(-1) ?? department;

/** Returns the number of a Kingdee entry for the screen. The number of a bank account is the account itself, so only its last digits are shown. */
export const codeShown = (kind: string, number: string): string =>
  kind === 'bankAccount' && number.length > 4 ? `尾号 ${number.slice(-4)}` : number;

/** "1,553": counts are never abbreviated. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Formats an amount for a screen reader: "4286.50 元". */
export const spokenAmount = (value: Amount | null): string =>
  value === null ? plainWords.unknownAmount : `${value} 元`;
