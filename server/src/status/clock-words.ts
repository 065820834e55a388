import type { ClockJump } from '../database/clock.js';
import { whenInWords } from '../domain/beijing-time.js';

const DAY_MS = 86_400_000;

/** Returns the sentence about a clock jump within the last day; null if there was none. */
export function clockSentence(jump: ClockJump | null, now: number): string | null {
  if (jump === null || Math.abs(now - jump.at) > DAY_MS) return null;
  const seconds = Math.round(Math.abs(jump.byMs) / 1000);
  return `${whenInWords(jump.at, now)} 服务器时钟${jump.byMs > 0 ? '向前' : '向后'}跳了 ${seconds} 秒（改过时间，或机器休眠过）。存疑单据从那时起重新核对，采集和定时任务已按现在的时间安排，没有单据会重发。请管理员检查服务器对时（NTP）。`;
}
