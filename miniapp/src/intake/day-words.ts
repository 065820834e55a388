import type { DayApproval, DayApprovals, DayProof, FormProof, IncompleteDays } from '@dingdee/shared/completeness';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { count, dateTime, monthDay } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { runWords } from './run-words.js';

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const SHOWN = 5;

export const dayWords = {
  title: '每天是否完整',
  hint: '钉钉列出的已完成审批 ＝ 台账 ＋ 不采集 ＋ 已说明，按审批完成的那天。过了这天再完整回看一遍，才算齐。',
  empty: '还没有采集过，没有可核对的日子',
  columns: {
    day: '日期',
    form: '表单',
    finished: TERM_WORDS.dingtalkDone,
    ledger: '台账',
    leftOut: '不采集',
    amount: '金额（元）',
    settled: '已说明',
    unexplained: '未解释',
    state: '核对',
  },
  total: (days: number) => `${days} 天合计`,
  today: '今天',
  weekday: (day: string) => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '',
  monthDay: (day: string) => day.slice(5),
  states: { proven: '齐了', waiting: '还没核完', reading: '正在读', short: '有缺' },
  unknown: (n: number) => `${count(n)} 条不知道金额，不在金额里`,
  see: ({ day, formName }: Pick<DayProof, 'day' | 'formName'>, what: string) => `看 ${day} ${formName} ${what}的审批`,
  shortTitle: (n: number) => `${count(n)} 条钉钉列出了，台账里没有，也没有不采集的理由：`,
  leftOutTitle: (n: number) => runWords.skipped(count(n)),
  settledTitle: (n: number) => `${count(n)} 条读不到，管理员写明了结果，以后读到照常收：`,
  more: ({ items, total }: DayApprovals) => `只列出前 ${count(items.length)} 条，共 ${count(total)} 条`,
  id: TERM_WORDS.instance,
  next: '下一步：',
  listed: (at: number) => `${dateTime(at)} 列出`,
  proven: ({ formName, provenUntil, collecting }: FormProof) => {
    if (!collecting) return `${formName}：方案停用，不再核对`;
    return provenUntil === null
      ? `${formName}：还没有完整回看过两遍，核不了`
      : `${formName}：${dateTime(provenUntil)} 为止都列全了`;
  },
  long: (lookBackDays: number, forms: readonly FormProof[]) => {
    const last = forms.flatMap(({ longSweepAt }) => (longSweepAt === null ? [] : [longSweepAt]));
    const when = last.length === 0 ? '' : `，上次 ${monthDay(Math.min(...last))}`;
    return `发起 ${lookBackDays} 天以后才通过的，每 30 天补查一次${when}，查到后记回通过的那天。`;
  },
  settle: {
    open: '写明结果',
    hint: '先到钉钉里按审批实例编号查这一条：谁的、多少钱、要不要付。写明以后列在“已说明”里，所有人都看得到；以后读到了照常收，不会漏付。',
    label: (id: string) => `审批实例 ${id} 的结果`,
    placeholder: '查到什么，要不要付，怎么付的',
    save: '记下',
    saving: editWords.recording,
    keep: plainWords.keep,
    said: ({ byName, at, reason }: NonNullable<DayApproval['settled']>) => `${byName} ${dateTime(at)} 写明：${reason}`,
    undo: '收回',
    undoWhy: '为什么收回',
    undoing: '正在收回…',
    title: '已说明',
    sum: (n: number) => `${count(n)} 条`,
    means: '钉钉列出、一直读不到的审批，管理员查过以后写明的结果。每天还会再读，读到了照常收。',
  },
  notice: {
    what: ({ count: n, items }: IncompleteDays) => {
      const days = [...new Set(items.map(({ day }) => day.slice(5)))];
      return `${count(n)} 条审批钉钉列出了，还没有进台账（${days.slice(0, SHOWN).join('、')}${days.length > SHOWN ? ' 等' : ''} 完成）。`;
    },
    means: '它们还不会付款，其余照常。先按“现在采集”；仍在，就到采集页看是哪几条、为什么。',
    onPhone: '它们还不会付款，其余照常。先按“现在采一次”；仍在，就在电脑的采集页看是哪几条、为什么。',
    go: '看是哪几条',
  },
} as const;
