import type { RUN_KINDS, SweepGap } from '@dingdee/shared/intake';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { fullDate, hourMinute, monthDay } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import type { RunLine } from './fold-runs.js';
import { runWords } from './run-words.js';

export const RUN_WORDS: Readonly<Record<(typeof RUN_KINDS)[number], string>> = {
  head: '新审批',
  'look-back': '回看',
  open: '未完结',
  manual: '手动',
  amendments: runWords.amendments,
  event: '事件',
  'back-fill': '补采',
};

export const intakeWords = {
  title: '采集',
  hint: '从钉钉取已通过的审批。看到的每一条都有去处：新收、收过，或写明为什么不收。',
  runNow: runWords.runNow,
  running: '正在采集…',
  list: runWords.title,
  folded: '没有新内容的合成一行',
  allOf: (n: string) => `${plainWords.allSchemes} ${n} 个`,
  only: { all: '全部', new: '有新收', failed: '有失败' },
  columns: {
    started: '时间',
    scheme: '方案',
    kind: '方式',
    state: '结果',
    seen: '看到',
    created: '新收',
    known: '收过',
    skipped: '不采集',
    failed: '没读到',
    calls: '调用',
    took: '用时',
  },
  result: ({ runs: [run, ...others], created, failed }: RunLine): { word: string; tone: string } => {
    if (!run) return { word: '', tone: '' };
    if (others.length > 0) return { word: `${others.length + 1} 次完成`, tone: 'none' };
    if (run.state === 'running') return { word: '进行中', tone: 'pushing' };
    if (run.state === 'failed') return { word: '中断', tone: 'block' };
    if (failed > 0) return { word: `${failed} 条没读到`, tone: 'warn' };
    return created > 0 ? { word: `新收 ${created} 条`, tone: 'approved' } : { word: '完成', tone: 'ok' };
  },
  /** Formats "10:30" or "09:00—10:30"; adds the day if it was not today. */
  when: ({ from, to }: RunLine, now: number): string => {
    const day = fullDate(to) === fullDate(now) ? '' : `${monthDay(to)} `;
    return hourMinute(from) === hourMinute(to)
      ? `${day}${hourMinute(to)}`
      : `${day}${hourMinute(from)}—${hourMinute(to)}`;
  },
  scheme: ({ runs }: RunLine): string =>
    runs.length === 1 ? (runs[0]?.schemeName ?? '') : `${runs.length} 次，都没有新的`,
  took: (seconds: number) => (seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`),
  why: (seen: number, skipped: number) => runWords.skippedOf(String(seen), String(skipped)),
  more: editWords.more,
  see: (when: string) => `看 ${when} 的采集`,
  failedTitle: (n: number) => `${n} 条没有读到，下次会再读：`,
  empty: runWords.none,
  emptyHint: '启用方案后自动采集，也可以现在采一次。',
  emptyOnly: { new: '没有新收到审批的采集', failed: '没有失败的采集' },
} as const;

const DAY_MS = 86_400_000;

/** Texts about approvals that must still be looked for (decision 0017). */
export const gapWords = {
  title: (scheme: string) => `${scheme}：还有审批在补查`,
  why: ({ lookBackUntil, owed, nextMonth }: SweepGap, now: number) =>
    [
      lookBackUntil !== null && now - lookBackUntil > DAY_MS
        ? `上次完整回看是 ${fullDate(lookBackUntil)}，恢复采集后从那时补起，停采期间通过的不会漏。`
        : '',
      owed === null
        ? ''
        : `${fullDate(owed.from)} 至 ${fullDate(owed.to)} 发起的审批分段补查，${
            nextMonth ? '本月钉钉调用已用到八成，其余下月 1 日接着查。' : '每次回看查一段，查完这条提示自动消失。'
          }`,
    ].join(''),
} as const;

export const schemeWords = {
  title: '方案',
  checkUp: '体检',
  hint: '一个钉钉表单怎样变成金蝶付款单，用什么方式推送。修改由管理员进行。',
  columns: {
    form: TERM_WORDS.form,
    bill: TERM_WORDS.kingdeeBill,
    org: '组织',
    state: '状态与版本',
    recent: (from: string, to: string) => `近 30 天，${from} 至 ${to}`,
    recentPlain: '近 30 天',
    seen: '看到',
    leftOut: '不采集',
    collected: '采集',
    booked: '其中已入账',
    waiting: '现在停着的单据',
    firstPass: TERM_WORDS.firstPass,
  },
  bills: (n: string) => `${n} 笔`,
  waitingOf: (name: string, stage: string, n: string) => `${name} 的${stage} ${n} 笔`,
  total: '合计',
  states: { on: '启用', off: '停用', draft: '草稿' },
  marks: { flow: '在跑', stop: '表单变了，停下等人', wait: '还没启用', gap: '停用' },
  seenMeans: '看到：钉钉里完成的审批，同一张表单只算在一个方案上；不采集：其中按条件或结果不收的',
  firstPassMeans: `${TERM_WORDS.firstPass}：${TERM_WORDS.firstPassMeans}的，占已入账的比例`,
  firstPassOf: (once: number, booked: number) => `${once} / ${booked}`,
  leftOutOf: (name: string, n: string) => `${name} 不采集的 ${n} 笔`,
  more: '更多',
  moreOf: (name: string) => `${name} 的更多操作`,
  switched: (by: string | null, day: string) => (by === null ? day : `${by} ${day}`),
  draft: '草稿，还没有采集过',
  goOn: '看缺什么，启用',
  lacks: editWords.lacks,
  lacksOf: (name: string) => `看缺什么：${name}`,
  summary: (on: number, drafts: number, off: number) =>
    [`${on} 个在跑`, ...(drafts > 0 ? [`${drafts} 个草稿`] : []), ...(off > 0 ? [`${off} 个停用`] : [])].join('，'),
  paused: '已暂停',
  open: '推送方式',
  openOf: (name: string) => `${name} 的推送方式`,
  outcomes: { save: '保存', 'save+submit': '保存、提交', 'save+submit+audit': TERM_WORDS.allSteps },
  empty: '还没有方案',
  emptyHint: '管理员用模板建好后看缺什么、启用，审批才会采集到这里。',
} as const;

/** Texts before the first collection. */
export const beginningWords = {
  none: {
    title: '还没有方案',
    forAdmin: '跟着接入向导走四步：查连接、选表单和模板、对应真实的值、启用，第一张单据就在这里。',
    forOthers: '管理员建好方案并启用后，审批才会采集到这里。',
    go: '去建方案',
  },
  off: {
    title: '方案还没有启用',
    forAdmin: '看缺什么、启用后，审批才会采集到这里。',
    forOthers: '请管理员启用方案，审批才会采集到这里。',
    go: '去启用',
  },
} as const;

/** Texts of the dialog 推送方式 and of the organisations below it. */
export const wayWords = {
  title: '推送方式',
  outcome: '推到哪一步',
  outcomeHint: '在方案的内容里改，会成为新版本。',
  numbering: TERM_WORDS.billNo,
  numberings: { ours: '由钉蝶编号', kingdee: '由金蝶编号' },
  numberingHints: {
    ours: '发送前就知道编号，没等到回答时按编号一查就清楚。金蝶的编码规则要允许手工编号。',
    kingdee: '金蝶的编码规则给出编号。发送前先按审批查一次；存疑的保存不会自动重发，要由人决定。',
  },
  keyField: '审批标识写到金蝶的字段',
  keyFieldHint: '不填则用第三方单据编号',
  callMode: '调用方式',
  callModes: { steps: '分三步：保存、提交、审核', single: '合并为一次调用' },
  stepsHint: '每一步有自己的结果，停在哪一步一目了然。',
  singleWarn:
    '一次调用在金蝶里是一个事务：审核不成，保存也可能一起撤销（事务已中止），超时也更多，金蝶不建议用于单据。钉蝶会在调用后逐张去金蝶查做到了哪一步，查不清的按存疑处理；重发一律分三步。',
  singleOnly: '只在推到“审核”的方案里起作用。',
  prompts: '允许的交互提示',
  promptsHint:
    '金蝶要人回答的问题，在这张名单上的一律回答“是”，其余的停下等人处理。填金蝶的提示标识，如 STK_InvCheckResult，可向金蝶管理员要。',
  noPrompts: '还没有允许任何提示',
  addPrompt: '加入',
  promptLabel: '提示标识',
  badPrompt: '标识以字母开头，只含字母、数字、下划线和点',
  removePrompt: (flag: string) => `从名单里去掉 ${flag}`,
  pausing: '暂停与恢复',
  running: '推送照常',
  save: '保存推送方式',
  saving: editWords.saving,
  saved: (name: string) => `已保存 ${name} 的推送方式`,
  close: plainWords.close,
  keep: '不改了',
  readOnly: '这些设置由管理员修改。',
} as const;

export const payOrgWords = {
  title: TERM_WORDS.payOrg,
  hint: '暂停一个组织后，由它付款的单据都保持排队，不论属于哪个方案。',
  columns: { org: TERM_WORDS.payOrg, state: '推送', action: '' },
  running: '照常',
  paused: '已暂停',
  empty: '还没有取到金蝶的组织',
} as const;

export const memberWords = {
  title: '成员',
  hint: '谁能做什么。没有角色的人只看得到自己的审批进度。改动立即生效并记入审计。',
  columns: { name: '姓名', lastSeen: '最近来过' },
  never: '还没来过',
  save: '保存',
  saving: editWords.saving,
  saved: (name: string) => `已保存 ${name} 的角色`,
  empty: '还没有人登录过',
  left: (n: number) => `${n} 人在钉钉里查不到了`,
  leftMeans:
    '可能已离职，或不在本应用的可见范围内。角色已收回，登录已结束。仍在职的：先请钉钉管理员把人加进可见范围，再勾上角色。',
  leftAt: '查不到',
  leftKnown: plainWords.gotIt,
  toLog: '看记录',
} as const;
