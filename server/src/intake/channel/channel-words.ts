import { asClause } from '../../problem/clause.js';
import type { ChannelReading, Trouble } from './event-channel.js';

/** Returns why no events come and who has to do what, as a sentence; null while they come, or if the mode has no connection. */
export function channelSentence({ connected, trouble, words, tries }: ChannelReading): string | null {
  if (connected || trouble === null) return null;
  const again = tries > 0 ? `，第 ${tries + 1} 次` : '';
  return SENTENCES[trouble](asClause(words), again);
}

const SENTENCES: Readonly<Record<Trouble, (words: string, again: string) => string>> = {
  'not-yet': () => '正在连接钉钉的事件推送。',
  unreachable: (words, again) =>
    `连不上钉钉的事件推送，正在重连${again}。${words === '' ? '' : `${words}。`}一直连不上，请管理员检查服务器到钉钉的网络。`,
  refused: (words) =>
    `钉钉不让应用接收事件：${words === '' ? '没有说明原因' : words}。改好后十分钟内自动再连；急的话重启钉蝶。`,
  silent: (_, again) => `事件推送的连接没有声音了，已断开，正在重连${again}。`,
  broken: (_, again) => `事件推送的连接断了，正在重连${again}。`,
  stopped: () => '钉蝶停过，正在重新连接事件推送。',
  'holder-gone': () => '接收事件的那台服务器没有了声音，别的正在接手。',
};
