import type { EventChannel } from '@dingdee/shared/intake';
import { sinceWord } from '../ui/formats.js';

/** Returns in a word how events arrive. */
export function channelState({ mode, state, since }: EventChannel, now: number): string {
  if (mode === 'off') return '没有开';
  if (mode === 'http') return state === 'down' ? '送来的没有收' : '钉钉送来';
  if (state === 'down' && since !== null) return `${sinceWord(since, now)} 起断开，重连中`;
  return { ok: '正常', down: '断开，重连中', unknown: '正在连接' }[state];
}
