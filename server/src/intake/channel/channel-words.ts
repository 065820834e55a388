import { asClause } from '../../problem/clause.js';
import type { ChannelReading, Trouble } from './event-channel.js';

/** Returns why no events come and who has to do what, as a sentence; null while they come, or if the mode has no connection. */
export function channelSentence({ connected, trouble, words, tries }: ChannelReading): string | null {
  if (connected || trouble === null) return null;
  const again = tries > 0 ? `，第 ${tries + 1} 次` : '';
  return SENTENCES[trouble](asClause(words), again);
}

const REFUSED = '钉钉送来的最近一条消息没有收：';
const OR_FORGED = '没有人改过设置的话，也可能是别人冒发的，已经挡下。';

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
  'http-signature': () =>
    `${REFUSED}签名不对：钉钉后台“事件订阅”里的 Token 和钉蝶的 DINGTALK_CALLBACK_TOKEN 不一样，请管理员改成一样再保存一次。${OR_FORGED}`,
  'http-time': () => `${REFUSED}时间差了五分钟以上：请管理员校准服务器的时钟。${OR_FORGED}`,
  'http-sealed': () =>
    `${REFUSED}解不开：钉钉后台“事件订阅”里的加密密钥和钉蝶的 DINGTALK_CALLBACK_AES_KEY 不一样，请管理员改成一样再保存一次。${OR_FORGED}`,
  'http-owner': () => `${REFUSED}是发给别的应用的：请管理员核对这个地址是不是填在了另一个应用里。${OR_FORGED}`,
};
