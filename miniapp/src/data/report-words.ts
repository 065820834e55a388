import { STAGE_WORDS } from '@dingdee/shared/bill-state';
import { DATASET } from '@dingdee/shared/dataset';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import {
  MOST_REPORTS,
  REPORT_KEPT_DAYS,
  type Report,
  type ReportPeriod,
  type ReportSending,
  type ReportSource,
  type ReportTarget,
  type SendingReason,
} from '@dingdee/shared/report';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { dateTime } from '../ui/formats.js';
import { hookWords } from './hook-words.js';
import { sendingWords } from './sending-words.js';

const WEEK = ['一', '二', '三', '四', '五', '六', '日'] as const;
const SOURCES: Readonly<Record<ReportSource, string>> = {
  bills: DATASET.bills.name,
  lines: DATASET.lines.name,
  approvals: DATASET.approvals.name,
  receipts: DATASET.receipts.name,
  mappings: DATASET.mappings.name,
  quota: DATASET.quota.name,
  analysis: '分析（这个月到现在）',
};
const PERIODS: Readonly<Record<ReportPeriod, string>> = {
  yesterday: '昨天',
  'seven-days': '昨天为止的七天',
  week: '上一周，周一到周日',
  month: '这个月到现在',
  'last-month': '上个月',
  all: '全部',
};
const TARGETS: Readonly<Record<ReportTarget, string>> = {
  robot: '钉钉群机器人',
  person: TERM_WORDS.workNotice,
  webhook: '别的系统',
};
const REASONS: Readonly<Record<SendingReason, string>> = {
  late: '到点时钉蝶没有运行，晚了六小时以上，没有发',
  person: '这个人已没有任何角色，没有发',
  webhook: '那个系统停着或没有收下，看“通知别的系统”',
  sealed: '密钥打不开，没有发；请重新填机器人的地址和密钥',
  dingtalk: '钉钉没有收下',
  'no-answer': '钉钉没有回答',
  'too-often': '机器人一分钟内发得太多，钉钉让它歇十分钟',
  'not-now': '等了六小时还发不出，没有再发',
  changed: '发出以前这个定时推送改了、停了或删了，没有发',
};
const days = (chosen: readonly number[]): string => {
  if (chosen.length === 7) return '每天';
  if (chosen.join() === '1,2,3,4,5') return '周一到周五';
  return `周${chosen.map((day) => WEEK[day - 1]).join('、')}`;
};
const whom = (target: ReportTarget, to: string): string =>
  to === '' ? TARGETS[target] : `${to}（${TARGETS[target]}）`;

/** Returns the state of a sending: "送到 11-23 08:30", "没送到：钉钉没有收下". */
function stands({ state, reason, nextAt, sentAt }: ReportSending): string {
  const why = reason === null ? '' : `：${REASONS[reason]}`;
  switch (state) {
    case 'sent':
      return sentAt === null ? '送到' : `送到 ${dateTime(sentAt)}`;
    case 'handed':
      return '交给“通知别的系统”在送';
    case 'sending':
      return '正在发';
    case 'due':
      return reason === null || nextAt === null ? '正要发' : `还没送到${why}，${dateTime(nextAt)} 再发`;
    case 'unknown':
      return '没有回答，不知道到了没有，不再发';
    case 'missed':
    case 'refused':
      return `没送到${why}`;
  }
}

/** Returns the colour of a sending: green for arrived, amber for a failure, none while it is on its way. */
function tone({ state, reason }: ReportSending): 'ok' | 'warn' | '' {
  if (state === 'sent') return 'ok';
  if (state === 'refused' || state === 'unknown' || state === 'missed') return 'warn';
  return state === 'due' && reason !== null ? 'warn' : '';
}

/** Texts of 定时推送. */
export const reportWords = {
  title: PAGE_TERMS.reports,
  hint: '到点把合计发到群里、给一个人或别的系统。只有笔数和金额，没有收款人、申请人和账号。',
  open: PAGE_TERMS.reports,
  back: '数据',
  make: '新建',
  label: '到点发什么',
  columns: {
    name: '名称',
    when: PAGE_TERMS.when,
    what: '发什么',
    to: editWords.where,
    last: editWords.lastTime,
    on: '开',
    acts: '做什么',
  },
  none: '还没有定时推送',
  noneHint: '新建一个，选什么时候、发什么、发到哪里。',
  when: ({ days: chosen, time }: Pick<Report, 'days' | 'time'>) => `${days(chosen)} ${time}`,
  next: (at: number) => `下一次 ${dateTime(at)}`,
  what: ({ source, period, filter }: Report) =>
    [
      SOURCES[source],
      source === 'analysis' ? '' : PERIODS[period],
      filter.stage === undefined ? '' : STAGE_WORDS[filter.stage],
    ]
      .filter((part) => part !== '')
      .join('，'),
  whom,
  states: {
    on: () => '开着',
    paused: () => '暂停了',
    restored: () => '从备份恢复过，停着：看一遍再打开',
    unanswered: sendingWords.stopped,
  },
  switch: (name: string) => `${name} 开着`,
  never: '还没有发过',
  stands,
  tone,
  edit: '改',
  try: '试发',
  recent: '发过的',
  recentHint: sendingWords.kept(REPORT_KEPT_DAYS),
  recentColumns: { at: '该发的时间', name: '名称', to: '发给', stands: sendingWords.stands, said: '钉钉的回答' },
  recentNone: '还没有发过',
  recentNoneHint: '到点自己发；想先发一次，点“试发”，发之前先给你看。',
  tried: (by: string) => `${by} 试发`,
  look: '看内容',
  more: sendingWords.earlier,
  reading: sendingWords.reading,
  noText: '没有发，也没有写下内容',
  sheet: {
    new: '新建定时推送',
    subtitle: '到点把合计发到群里、给一个人或别的系统',
    name: '名称，也是消息的标题',
    when: PAGE_TERMS.when,
    week: WEEK,
    day: (day: number) => `周${WEEK[day - 1]}`,
    time: '几点',
    what: '发什么',
    source: '数据集',
    period: '哪几天',
    stage: '状态',
    scheme: '方案',
    org: TERM_WORDS.payOrg,
    any: '全部',
    sources: SOURCES,
    periods: PERIODS,
    where: editWords.where,
    targets: TARGETS,
    targetHints: {
      robot: '群设置里加“自定义”机器人，安全设置选“加签”',
      person: '发给一位有角色的人',
      webhook: '带签名，送不到重试 24 小时',
    } satisfies Record<ReportTarget, string>,
    url: '机器人的地址',
    secret: '加签密钥，SEC 开头',
    kept: '已存好，不换就空着',
    copied: '从群设置里整段复制',
    person: '谁',
    webhook: '哪个系统',
    noWebhook: '还没有别的系统，先到那一页新建：',
    hooks: hookWords.title,
    choose: '请选',
    seen: { robot: '群里会看到', person: '会收到', webhook: '内容' } satisfies Record<ReportTarget, string>,
    sums: '现在发是这样；到点按那时的数字发。',
    link: '打开明细',
    noLink: '服务器没有设置对外的地址，消息里没有“打开明细”。',
    counting: '正在算…',
    save: '保存定时推送',
    saving: editWords.saving,
    lacks: (parts: readonly string[]) => `还缺：${parts.join('、')}`,
    lacking: {
      name: '名称',
      days: '周几发',
      time: '几点',
      url: '机器人的地址',
      secret: '加签密钥',
      person: '发给谁',
      webhook: '哪个系统',
    },
    cancel: '不改了',
    remove: '删除…',
    sure: (name: string) => `确定删除 ${name}？`,
    most: `最多 ${MOST_REPORTS} 个`,
  },
  trial: {
    title: '试发一次',
    about: (to: string) => `现在就发给 ${to}，发的就是下面这些`,
    send: '发出去',
    cancel: '先不发',
    sending: '正在发…',
    again: '看新的',
    sent: '试发排上了，结果看“发过的”里写着“试发”的那一行',
  },
} as const;
