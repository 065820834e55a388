import type { CheckLine } from '@dingdee/shared/check-up';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { plainWords } from '../ui/plain-words.js';

export const checkUpWords = {
  title: '体检',
  hint: '把钉钉和金蝶两边每一处可能拦住单据的地方问一遍：只问不写，最多一分钟。每周自己查一次。',
  systems: { dingtalk: '钉钉', kingdee: PAGE_TERMS.kingdee },
  runAll: '全部检查',
  runAgain: (n: number) => `全部检查（${n} 项）`,
  going: '正在查…',
  progress: (done: number, of: number) => `正在查，第 ${done} / ${of} 项。可以离开，查完留在这里`,
  never: '还没有体检过',
  neverHint: '先查一遍，看两边的权限、账套、字段、基础资料是不是都通。只问不写。',
  checked: (at: string, n: number) => `${at} 查过 ${n} 项`,
  tryAnyway: '仍然再试一次',
  tryAnywayHint: '还是错的话，离锁定集成用户又近一步。',
  counts: { green: '项正常', red: '项要处理', amber: '项要留意', unknown: '项还不知道' },
  means: '影响：',
  fix: '怎么办：',
  fixText: (fix: NonNullable<CheckLine['fix']>) => `${fix.who}，在 ${fix.where}：${fix.what}。`,
  copy: '复制给管理员',
  copied: plainWords.copied,
  again: '再查',
  againLabel: (title: string) => `再查 ${title}`,
  asking: '正在查',
  state: { green: '正常', amber: '要留意', red: '要处理', unknown: PAGE_TERMS.notYetKnown },
  file: '下载结果',
  fileHint: '密钥和账号已打码，可以转给管理员',
  openFix: '怎么办',
  connections: '连接',
  /** The step on the page 连接, by number; a paragraph of that page, by name. */
  step: ({ number, name }: NonNullable<CheckLine['step']>) => (number === null ? name : `第 ${number} 步`),
  stepTitle: ({ number, name }: NonNullable<CheckLine['step']>) =>
    number === null ? `连接：${name}` : `连接第 ${number} 步 ${name}`,
  onlyTrouble: '只看没好的',
  copyText: (line: CheckLine) =>
    [
      `【钉蝶体检】${line.title}：${line.came}`,
      ...(line.means === '' ? [] : [`影响：${line.means}`]),
      ...(line.fix === null ? [] : [`怎么办：${line.fix.who}，在 ${line.fix.where}：${line.fix.what}。`]),
    ].join('\n'),
  consent: {
    try: '试一次…',
    save: {
      title: '试一张必被拒绝的付款单',
      says: [
        '向金蝶发一张付款单，付款用途写一个不存在的编码：金蝶应当拒绝，什么都不留下。',
        '万一金蝶收下了：会多一张 0.01 元、付给本组织自己、只保存没有提交的付款单，这里用红字写出编号，请到金蝶里删掉。',
        '只发这一张，不会提交、审核，也不会自己再试。谁点的、结果怎样，都记入审计。',
      ],
      ask: '用哪个组织',
      askHint: '组织编码，例如 100',
      go: '我知道了，发这一张',
    },
    comment: {
      title: '试写一条评论',
      says: [
        '在下面这条已完成的审批里写一条评论：“钉蝶体检：试写一条评论，请忽略。”署你的名，审批里的人都看得到，删不掉。',
        '只写这一条，不会自己再写。谁点的、结果怎样，都记入审计。',
      ],
      ask: '写在哪条审批',
      askHint: '审批编号，21 位',
      go: '我知道了，写这一条',
    },
    card: {
      title: '试发一张卡片',
      says: [
        '由应用的机器人给你自己发一张互动卡片，别人看不到。再试一次，这一张在原处变，不会多一张。',
        '卡片上的按钮只打开页面；点“我来看”会记下是谁点的。谁点的、结果怎样，都记入审计。',
      ],
      ask: '',
      askHint: '',
      go: '我知道了，发给我',
    },
    agree: '我已看过上面会写什么',
    cancel: '不试',
    going: '正在等回答…',
  },
} as const;
