import type { ChangedForm, FormChange } from '@dingdee/shared/form-change';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { editWords } from '../ui/edit-words.js';
import { plainWords } from '../ui/plain-words.js';

const kindWords = {
  removed: '删掉了',
  retyped: '换了类型',
  required: '改为必填',
  optional: '不再必填',
  options: '选项有增减',
  added: '新增',
  renamed: '改了名',
} satisfies Record<FormChange['kind'], string>;

export const formWords = {
  title: PAGE_TERMS.formChanges,
  back: '方案',
  open: PAGE_TERMS.formChanges,
  see: plainWords.seeChange,
  seeOf: (name: string) => `${plainWords.seeChange}：${name}`,
  hint: '去钉钉读正在采集的表单，和上次接受的比：每天一次，表单多时隔几天一次，最多用每月接口额度的 2%。',
  empty: '还没有读过表单',
  emptyHint: '启用方案以后，表单会自动读。',
  check: '现在核对',
  checking: editWords.checking,
  checkOf: (name: string) => `现在去钉钉核对“${name}”`,
  same: (name: string) => `${name} 没有改动`,
  changed: (name: string) => `${name} 在钉钉被改过`,
  times: (found: string | null, checked: string, accepted: string) =>
    `${found === null ? '' : `${found} 发现；`}${checked} 核对过，拿 ${accepted} 接受的表单比`,
  details: '只按收到的审批比，不全',
  summary: ({ changes }: ChangedForm): string => {
    const stops = changes.filter((change) => change.stops).length;
    return `改了 ${changes.length} 处，${stops === 0 ? '没有碰到映射用的控件。' : `${stops} 处要管理员看过才往下走。`}`;
  },
  stopped: (bills: string, amount: string) =>
    `这张表单已停止自动前进：${bills} 条 ¥${amount} 停在待补映射，不会推错。以前提交的照常审核、推送，别的表单不受影响。`,
  stoppedNone: '改过以后提交的单据会停在待补映射，等管理员看过。以前提交的照常，别的表单不受影响。',
  goesOn: '单据照常。看过以后点“看过，接受”，不再提示。',
  table: '表单的改动',
  pick: ({ kind, before, after }: Pick<FormChange, 'kind' | 'before' | 'after'>): string =>
    `接受这一处：${(before ?? after)?.label ?? ''}，${kindWords[kind]}`,
  columns: {
    kind: '改动',
    before: '原来的控件',
    after: '现在的控件',
    uses: '用在付款单',
    bills: '碰到的单据',
    what: '接受以后',
  },
  kinds: kindWords,
  none: { before: '原来没有', after: '没有了', uses: '没有用到' },
  required: '必填',
  inTable: (table: string) => `在明细“${table}”里`,
  lookup: (table: string) => `用来查“${table}”表`,
  count: (n: string) => `${n} 条`,
  unchanged: (n: number) => `另外 ${n} 个控件没有变`,
  named: ({ label, table }: ChangedForm['unchanged'][number]) => (table === null ? label : `${table} › ${label}`),
  samples: (values: readonly string[]) => `样例：${values.join('、')}`,
  options: ({ added, removed, more }: FormChange['options']): string =>
    [
      ...(added.length > 0 ? [`新增 ${added.join('、')}`] : []),
      ...(removed.length > 0 ? [`去掉 ${removed.join('、')}`] : []),
      ...(more > 0 ? [`还有 ${more} 个`] : []),
    ].join('；'),
  means: ({ kind, uses, successor, stops }: FormChange): string => {
    if (kind === 'renamed')
      return stops
        ? '还按编号取它的值：先核对改名以后填的是不是同一样东西；不是的，先让方案改用别的控件再接受'
        : '按编号认的，已经跟上，不用管';
    if (kind === 'added' || uses.length === 0) return '先不用它，单据照常';
    switch (kind) {
      case 'removed':
        return successor
          ? `可能换成了同名的新控件（编号 ${successor.id}）：接受以后就按它取值，先核对它填的是不是同一样东西`
          : '不再有这个来源，改怎么取值见“要知道的”';
      case 'retyped':
        return '照新的类型取值，认不出的停下等人';
      case 'options':
        if (stops) return '采集条件要的选项没有了：先让采集条件改用新的选项再接受，不改的话选新选项的都不采';
        return '新的选项在映射表里还没有，用到时停下等人选';
      default:
        return kind === 'required' ? '不影响取值' : '没有填的单据会停下等人';
    }
  },
  side: {
    title: '接受之后',
    scheme: (name: string, version: number) => `${name}，第 ${version} 版`,
    remapped: '停下的按现在的表单重新映射',
    review: '不影响：待审核',
    push: '不影响：待推送',
    booked: editWords.bookedStays,
    findings: '要知道的',
    now: '现在停了什么',
    stops: '改过以后提交的审批，映射好也不自动到待审核',
    collects: '采集照常，一条都不会丢',
    before: '以前提交的单据照常审核、推送',
    reason: '看过什么，为什么可以',
    accept: (n: number) => (n === 0 ? '看过，接受' : `接受，重新映射 ${n} 条`),
    acceptSome: (n: number, all: number) => `接受勾选的 ${n} 处，其余 ${all - n} 处还等着`,
    none: '没有勾选',
    other: '要换成别的控件，先改方案的内容，停下的会自动接着走。',
    notYou: '由管理员接受。',
  },
} as const;
