import { RUN_KINDS } from '@dingdee/shared/intake';

export const RUN_WORDS: Readonly<Record<(typeof RUN_KINDS)[number], string>> = {
  head: '新审批',
  'look-back': '回看',
  open: '补读在途',
  manual: '手动',
};

export const intakeWords = {
  title: '采集',
  hint: '从钉钉取已通过的审批。看到的每一条都有去处：新收、收过、或写明为什么不收。',
  runNow: '现在采集',
  running: '正在采集…',
  columns: {
    started: '开始',
    scheme: '方案',
    kind: '方式',
    state: '结果',
    seen: '看到',
    created: '新收',
    skipped: '不采集',
    failed: '失败',
    calls: '调用',
    took: '用时',
  },
  states: { running: '进行中', done: '完成', failed: '中断' },
  took: (seconds: number) => (seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`),
  why: (seen: number, skipped: number) => `${seen} 条中 ${skipped} 条不采集，因为：`,
  failedTitle: (n: number) => `${n} 条没有取到，下次会再取：`,
  empty: '还没有采集过',
  emptyHint: '启用方案后自动采集，也可以现在采一次。',
  more: '再看一些',
  of: (n: number) => `${n} 条`,
} as const;

export const schemeWords = {
  title: '方案',
  hint: '一个钉钉表单怎样变成金蝶付款单。这里只看，修改版本由管理员进行。',
  columns: {
    name: '方案',
    form: '钉钉表单',
    org: '付款组织',
    outcome: '推到哪一步',
    version: '版本',
    state: '状态',
    created: '建立',
  },
  on: '启用',
  off: '停用',
  outcomes: { save: '保存', 'save+submit': '保存、提交', 'save+submit+audit': '保存、提交、审核' },
  empty: '还没有方案',
  emptyHint: '管理员用模板建立方案后，审批才会被采集。',
} as const;

export const memberWords = {
  title: '成员',
  hint: '谁能做什么。没有角色的人只看得到自己的审批进度。改动立即生效并记入审计。',
  columns: { name: '姓名', lastSeen: '最近来过' },
  never: '还没来过',
  save: '保存',
  saving: '正在保存…',
  saved: (name: string) => `已保存 ${name} 的角色`,
  empty: '还没有人登录过',
} as const;
