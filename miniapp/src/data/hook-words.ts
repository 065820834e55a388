import { formatAmount } from '@dingdee/shared/money';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import {
  MOST_WEBHOOKS,
  type SentEvent,
  WEBHOOK_KEPT_DAYS,
  type Webhook,
  type WebhookAnswer,
  type WebhookDelivery,
} from '@dingdee/shared/webhook';
import { editWords } from '../ui/edit-words.js';
import { count, dateTime, sinceWord } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { sendingWords } from './sending-words.js';

const EVENTS: Readonly<Record<SentEvent, string>> = {
  'bill.collected': '采集到',
  'bill.ready': '待审核',
  'bill.approved': '审核通过',
  'bill.booked': '已入账（到方案要的那一步）',
  'bill.failed': '被金蝶拒绝或停下',
  'bill.in-doubt': '存疑',
  'bill.withdrawn': '从金蝶撤回',
  'bill.reversal-needed': '入账后金蝶里变了',
  'bill.stands': '变了但仍然有效',
  'bill.closed': '归档，钉蝶不付',
  'statement.done': '对账日报',
  'webhook.test': '测试',
  'report.sent': PAGE_TERMS.reports,
};

/** Events of one bill; the condition is explained where events are chosen. */
const HAPPENED: typeof EVENTS = { ...EVENTS, 'bill.booked': '已入账' };

/** Answers for the middle of a sentence: "对方回答 503", "没连上". */
const ANSWERS: Readonly<Record<WebhookAnswer, string>> = {
  taken: '对方收下了',
  refused: '对方回答',
  gone: '对方说不用再送，回答',
  'server-error': '对方回答',
  redirect: '对方让转到别处，没有跟去，回答',
  slow: '对方太久没有回答',
  unreachable: '没连上',
  'no-such-host': '找不到这个主机名',
  address: '这个地址不在公网上，没有送',
  certificate: '对方的安全证书不被信任',
  unsigned: '密钥打不开，没有送；请换密钥',
  'too-large': '内容太长，没有送',
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} 秒`;
const answered = ({ answer, status }: WebhookDelivery): string =>
  answer === null ? '还没有送' : `${ANSWERS[answer]}${status === null || answer === 'taken' ? '' : ` ${status}`}`;
/** Formats an answer: "200，0.2 秒". */
const reply = (one: WebhookDelivery): string => {
  if (one.answer === null) return '—';
  const what = one.status === null ? ANSWERS[one.answer] : String(one.status);
  return one.tookMs === null ? what : `${what}，${seconds(one.tookMs)}`;
};
const until = (at: number, now: number): string => sinceWord(at, now);

/** Returns the state of a delivery, M16: "第 2 次，10:50 再试，到明天 10:35 为止". */
function stands(one: WebhookDelivery, now: number, held: boolean): string {
  if (one.state === 'done') return '送到';
  if (one.state === 'given-up') return `${answered(one)}。试了一天，不再试`;
  if (held) return '等着，打开后再送';
  if (one.attempt === 0) return '正要送';
  const next = one.nextAt === null ? '' : `，${one.nextAt <= now ? '马上' : until(one.nextAt, now)} 再试`;
  return `第 ${one.attempt} 次${next}${one.until === null ? '' : `，到 ${until(one.until, now)} 为止`}`;
}
/** Formats the event: "已入账 DD2026112400012 5,717.90". */
const what = ({ event, subject, amount }: WebhookDelivery): string =>
  [HAPPENED[event], subject, amount === null ? '' : formatAmount(amount)].filter((part) => part !== '').join(' ');

/** Texts of 推送到别的系统. */
export const hookWords = {
  title: '通知别的系统',
  hint: '有事时通知你的系统。带签名，送不到会重试 24 小时，不影响推送和回写。',
  open: '通知',
  back: '数据',
  make: '新建',
  label: '通知哪些系统',
  columns: {
    name: '名称',
    url: '地址',
    events: '什么事',
    last: editWords.lastTime,
    today: '今天',
    on: '开',
    acts: '做什么',
  },
  events: EVENTS,
  none: '还没有通知任何系统',
  noneHint: '新建一个，写上对方给的地址，选什么事要通知。',
  never: '还没有',
  today: ({ all, done }: Webhook['today']) => `送到 ${count(done)} / ${count(all)}`,
  states: {
    on: () => '开着',
    paused: () => '暂停了',
    gone: () => '对方说不用再送，暂停了',
    restored: () => '从备份恢复过，停着：看一遍地址和要送的事，再打开',
    unanswered: sendingWords.stopped,
  },
  last: (one: WebhookDelivery, now: number) =>
    one.state === 'done'
      ? `送到 ${dateTime(one.lastAt ?? one.createdAt)}`
      : `没送到：${answered(one)}${one.nextAt === null ? '' : `，${until(one.nextAt, now)} 再试`}`,
  lastFresh: '正要送',
  switch: (name: string) => `${name} 开着`,
  rotating: (at: number) => `新旧密钥都签，旧的到 ${dateTime(at)}`,
  waiting: (n: number) => `${count(n)} 条等着`,
  givenUp: (n: number) => `${count(n)} 条没送到，不再试`,
  test: '试发',
  edit: '改',
  tested: '测试排上了，结果看“最近送的”第一行',
  recent: '最近送的',
  recentHint: sendingWords.kept(WEBHOOK_KEPT_DAYS),
  recentColumns: { at: '时间', to: '送给', what: '什么事', reply: '对方回答', stands: sendingWords.stands },
  recentNone: '还没有送过',
  recentNoneHint: '有事时自己送；想先看看通不通，点“试发”。',
  more: sendingWords.earlier,
  what,
  reply,
  stands,
  look: '看内容',
  again: '重新发送',
  retryNow: '现在重试',
  sheet: {
    new: '新建通知',
    edit: (name: string) => `改　${name}`,
    name: '名称，让人看得出是谁',
    url: '地址',
    urlHint: 'https:// 开头，对方的系统给；内网的要先由管理员在服务器上写明。',
    events: '什么事',
    save: '保存',
    create: '建立',
    saving: editWords.saving,
    cancel: '不改了',
    made: '建好了，密钥只显示这一次',
    rotated: '换好了，新密钥只显示这一次',
    rotatedHint: '旧密钥还签 24 小时，对方在这之前换上就不会断。',
    madeHint: '交给对方的系统，用来核对每一次通知真的是钉蝶发的。丢了就换一个。',
    copy: '复制密钥',
    copied: plainWords.copied,
    stored: sendingWords.stored,
    rotate: '换密钥',
    rotateHint: '新旧两个一起签 24 小时，对方不会断。',
    remove: '删除',
    sure: (name: string) => `确定删除 ${name}？没送的不再送`,
    most: `最多 ${MOST_WEBHOOKS} 个`,
  },
  content: {
    title: (one: WebhookDelivery) => what(one),
    about: (one: WebhookDelivery) => `送给 ${one.webhookName}，共 ${one.attempt} 次`,
    payload: '送的内容，一字不差',
    id: '编号',
    idHint: '每次重发都是这个编号，对方按它认出重复的。',
    reading: sendingWords.reading,
  },
} as const;
