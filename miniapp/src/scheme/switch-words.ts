import type { CountAndSum } from '@dingdee/shared/page';
import type { FINDING_LEVELS, SchemeSummary } from '@dingdee/shared/scheme';
import type { VERSION_FATES } from '@dingdee/shared/scheme-version';
import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { sumInWords } from '../ui/sum-words.js';

/** Texts for enabling, disabling and deleting a scheme. */
export const switchWords = {
  enable: {
    title: '启用',
    look: editWords.lacks,
    close: plainWords.close,
    reading: '正在读钉钉的表单，核对金蝶的基础资料…',
    levels: {
      blocks: '处理好才能启用',
      warns: '可以启用，但要知道',
      tells: '顺便说一声',
    } satisfies Record<(typeof FINDING_LEVELS)[number], string>,
    /** For an enabled scheme. */
    levelsOn: {
      blocks: '每一张都会停下',
      warns: '要知道',
      tells: '顺便说一声',
    } satisfies Record<(typeof FINDING_LEVELS)[number], string>,
    ready: (controls: number) => `表单 ${controls} 个控件，付款单要的都有来源。`,
    accept: (n: number) => `这 ${n} 项我看过了，照样启用`,
    means: '启用后按时采集这个表单通过的审批。推送仍要人审核、人点。',
    again: '再看一次',
    meansAgain: '启用后接着采集，停用期间通过的也会补采。推送仍要人审核、人点。',
    from: '从哪天完成的审批开始收',
    earlier: '更早完成的记为期初，不推送。',
    /** About the trial approvals. */
    earlierOf: (tried: number, before: CountAndSum) =>
      before.count === 0
        ? `更早完成的记为期初，不推送；试过的 ${count(tried)} 条里没有这样的。`
        : `更早完成的记为期初，不推送：试过的 ${count(tried)} 条里有 ${count(before.count)} 条 ¥${sumInWords(before)}。`,
    /** Used if the day is in the past. */
    takesIn: (day: string) =>
      `会收进 ${day} 起完成的审批，包括已用别的方式付过的；付过的请记为“线下已处理”，不要通过。`,
    onlySince: (day: string) => `先看 ${day} 起发起的审批；更早发起、之后才通过的，分几次补查，每月再查一遍。`,
    badDay: (earliest: string, latest: string) => `选 ${earliest} 至 ${latest} 之间的一天。`,
    go: '启用',
    going: editWords.enabling,
    done: (name: string) => `已启用 ${name}，下次采集时开始收审批`,
  },
  again: {
    title: '停用以来',
    versions: (from: number, to: number) =>
      `${from === to ? `规则没有改过，一直是 v${to}` : `停用时是 v${from}，现在是 v${to}`}；没办完的单据（保存新版本时已处理，启用本身不改单据）：`,
    fates: {
      remapped: '已重新映射',
      voided: '已重新映射，原审核作废，要重审',
      kept: '没有动',
    } satisfies Record<(typeof VERSION_FATES)[number], string>,
    collects: '停用期间通过的，启用后补采（已查到的）',
    bills: (n: number) => `${count(n)} 笔`,
    approvals: (n: number) => `${count(n)} 条`,
    unknown: (n: number) => editWords.unknownAmounts(count(n)),
  },
  /** 期初 of a scheme that has begun. */
  opening: (sum: CountAndSum) => `期初 ${count(sum.count)} 条 ¥${sumInWords(sum)}`,
  openingOf: (day: string) => `${day} 以前完成的审批记为期初，在线下处理，不推送`,
  off: {
    title: '停用',
    means:
      '停用后不再采集这个表单。已收的单据照常补映射、审核和推送；它们在钉钉上的撤销和修改仍会查，每天至少一次；三小时内没查过的，推送前每笔先问一次钉钉。',
    waiting: '还没办完的单据',
    none: '这个方案没有未办完的单据。',
    pauseToo: '推送也要停，在“推送方式”里暂停推送。',
    later: '重新启用时，停用期间通过的审批会补采。',
    reason: '为什么停用',
    ready: ['换成新的方案', '这个表单不再用了', '表单在改，先停一停'],
    go: '停用',
    going: '正在停用…',
    done: (name: string) => `已停用 ${name}，不再采集`,
  },
  remove: {
    title: '删除',
    means: '只有一条审批都没有收过的方案才能删除，删除后不能恢复。',
    go: '删除这个方案',
    going: editWords.deleting,
    done: (name: string) => `已删除 ${name}`,
    offInstead: '改为停用',
    /** Returns why the scheme cannot be deleted, before anybody tries; null if it can. */
    kept: ({ used, state }: Pick<SchemeSummary, 'used' | 'state'>): string | null => {
      if (used)
        return `收过审批，单据的来由引用它，不能删除。${state === 'on' ? '不再采集的，停用就行' : '已停用，留着即可'}。`;
      return state === 'on' ? '正在采集，不能删除。先停用，没有收过审批的再删除。' : null;
    },
  },
  keep: plainWords.keep,
  of: (verb: string, name: string) => `${verb} ${name}`,
} as const;
