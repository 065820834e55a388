import { STAGE_WORDS, type Stage } from '@dingdee/shared/bill-state';
import {
  type SchemeVersions,
  VERSION_FATES,
  type VersionChange,
  type VersionImpact,
} from '@dingdee/shared/scheme-version';
import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { sumInWords } from '../ui/sum-words.js';

export const PARTS: Readonly<Record<VersionChange['part'], string>> = {
  intake: '采集',
  header: '单据头',
  rows: '付款单明细',
  push: '推送和回写',
};

const OVER: readonly Stage[] = ['booked', 'archived'];
const FATES: Readonly<Record<VersionImpact['fate'], string>> = {
  remapped: '重新映射',
  voided: '重新映射；内容变了的，审核作废，要重审',
  kept: '不动，照原来的版本',
};

export const versionWords = {
  title: '版本',
  rules: '规则',
  rulesOf: (name: string) => `${name} 的规则`,
  changeRules: '改规则',
  back: '方案',
  of: (name: string) => `${name} 的版本`,
  hint: '改了就存一份新的，旧的一直在；每张单据记着用的是哪一版。',
  list: '全部版本',
  used: '用它映射过',
  current: '现在用的',
  made: '从模板建',
  same: '只换了写法',
  by: (name: string, at: string) => `${name} ${at} 存`,
  bills: (n: number) => `${count(n)} 笔`,
  from: '和哪一版比',
  version: (n: number, current: boolean, label = '') => `v${n}${label && ` ${label}`}${current ? '（现在用的）' : ''}`,
  naming: {
    label: (n: number) => `v${n} 的名称`,
    none: '还没有名称',
    example: '如 11 月起按部门分',
    give: '起个名称',
    change: '改名称',
    save: '存',
    leave: '不改',
    onSave: '这一版的名称（可不填）',
  },
  changes: (n: number) => `${count(n)} 处改动`,
  noChanges: '这两版的内容一样',
  first: '这是第一版，没有更早的可以比',
  parts: PARTS,
  kinds: { added: '加上', changed: '改了', removed: '去掉' } satisfies Record<VersionChange['kind'], string>,
  nothing: '没有',
  reach: ({ what, before, after }: Pick<VersionChange, 'what' | 'before' | 'after'>): string =>
    `${what}要变：${before.join('、')} → ${after.join('、')}`,
  reachMeans: {
    further: '单据在金蝶里会自动多走几步，少一次人工；走到审核，付款单就生效了。不是本来要改的，就不要存。',
    shorter: '单据会停在更前面的一步，剩下的要有人在金蝶里做，不做就没有付。',
  } satisfies Record<NonNullable<VersionChange['reach']>, string>,
  impact: {
    title: '新版本对单据的影响',
    none: '这个方案还没有单据，存了不影响什么。',
    saving: '保存后：',
    fates: FATES,
    unknown: (n: number) => editWords.unknownAmounts(count(n)),
    /** Each fate as a part of a sentence; finished bills are not mentioned. */
    lines: (impact: readonly VersionImpact[]): string[] =>
      VERSION_FATES.flatMap((fate) => {
        const own = impact.filter((each) => each.fate === fate && !OVER.includes(each.stage));
        if (own.length === 0) return [];
        const sums = own.map(({ stage, sum }) => `${STAGE_WORDS[stage]} ${count(sum.count)} 笔 ¥${sumInWords(sum)}`);
        return [`${sums.join('、')}，${FATES[fate]}`];
      }),
  },
  restore: {
    title: (n: number, label = '') => `回到 v${n}${label && `“${label}”`} 会怎样`,
    means: (n: number, next: number, { current }: Pick<SchemeVersions, 'current'>) => [
      `存一份 v${next}，内容和 v${n} 一样；v${current} 和中间的各版都还在，随时能再回来`,
      '已通过、已推送、已入账的单据不变，照它们通过时的版本',
    ],
    press: (n: number, bills: number) => (bills > 0 ? `回到 v${n}，重新映射 ${count(bills)} 笔` : `回到 v${n}`),
    pressing: '正在存…',
    notYou: '要回到这一版，请管理员来按。',
    done: (n: number, next: number) => `已存为 v${next}，内容和 v${n} 一样。`,
  },
} as const;
