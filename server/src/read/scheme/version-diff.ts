import {
  detailTables,
  type FieldRules,
  type NetRule,
  type SchemeContent,
  type SplitBy,
  TARGET_WORDS,
  USUAL_TARGET,
} from '@dingdee/shared/scheme';
import type { SchemeInWords, VersionChange } from '@dingdee/shared/scheme-version';
import { conditionWords } from '../../domain/approval/filter-words.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { type RuleNames, refWords, ruleWords } from './rule-words.js';

type Part = VersionChange['part'];
const PARTS: readonly Part[] = ['intake', 'header', 'rows', 'push'];
/** In the order of how far a bill goes. */
const OUTCOMES: Readonly<Record<SchemeContent['outcome'], string>> = {
  save: '只保存',
  'save+submit': '保存并提交',
  'save+submit+audit': '保存、提交、审核',
};

/** Key of the setting that says how far a bill goes in Kingdee: the first of its part. */
const REACH = 'push 0';
const isFurther = (before: SchemeContent, after: SchemeContent): boolean => {
  const steps = Object.keys(OUTCOMES);
  return steps.indexOf(after.outcome) > steps.indexOf(before.outcome);
};

/** Returns the differences between two versions of a scheme, in an accountant's words. Pure. */
export function versionDiff(before: SchemeContent, after: SchemeContent): VersionChange[] {
  const [was, is] = [said(before), said(after)];
  const keys = [...is.keys(), ...[...was.keys()].filter((key) => !is.has(key))];
  const changes = keys.flatMap((key): VersionChange[] => {
    const [old, now] = [was.get(key), is.get(key)];
    const [from, to] = [old?.lines ?? [], now?.lines ?? []];
    const at = now ?? old;
    if (!at || from.join('\n') === to.join('\n')) return [];
    const kind = from.length === 0 ? 'added' : to.length === 0 ? 'removed' : 'changed';
    return [
      {
        part: at.part,
        kind,
        what: at.what,
        before: from.map((line) => maskText(line)),
        after: to.map((line) => maskText(line)),
        ...(key === REACH && { reach: isFurther(before, after) ? ('further' as const) : ('shorter' as const) }),
      },
    ];
  });
  return PARTS.flatMap((part) => changes.filter((change) => change.part === part));
}

/** Returns a content in words: its non-empty settings, in the order of the bill. Accounts are shown by their last four digits. */
export const contentInWords = (content: SchemeContent, names: RuleNames): SchemeInWords['lines'] => {
  const entries = [...said(content, names).values()].filter(({ lines }) => lines.length > 0);
  return PARTS.flatMap((part) =>
    entries
      .filter((entry) => entry.part === part)
      .map(({ what, lines }) => ({ part, what, said: lines.map((line) => maskText(line)) })),
  );
};

const MOST_NAMED = 3;

/** Returns "费用项目、行备注", "费用项目、行备注、部门等 5 处"; "" if nothing differs. */
export function changedWords(changes: readonly VersionChange[]): string {
  const names = [...new Set(changes.map(({ what }) => what))];
  const more = names.length > MOST_NAMED ? `等 ${names.length} 处` : '';
  return `${names.slice(0, MOST_NAMED).join('、')}${more}`;
}

const SPREAD: Readonly<Record<NetRule['spread'], string>> = {
  'in-order': '从第一行起依次扣',
  'in-proportion': '各行按比例扣',
};
const netWords = ({ offsets, payable, spread }: NetRule): string[] => [
  `扣${offsets.map(({ from, column }) => `${refWords(from)}${column ? `的“${column}”一列` : ''}`).join('、')}，${SPREAD[spread]}`,
  payable === null ? '表单上没有应付金额可核对' : `和${refWords(payable)}核对`,
];

const SPLIT: Readonly<Record<SplitBy, string>> = {
  payee: '每个收款人一张付款单',
  organisation: '每个付款组织一张付款单',
};

interface Entry {
  key: string;
  part: Part;
  what: string;
  lines: readonly string[];
}

function said(content: SchemeContent, names: RuleNames = {}): ReadonlyMap<string, Entry> {
  const { writeback } = content;
  const intake = entriesOf('intake', [
    ['采集条件', content.filter.map(conditionWords)],
    ['从哪天完成的开始收', content.cutOverDate === null ? [] : [content.cutOverDate]],
    ['明细表', detailTables(content.detail)],
    [
      '明细合并',
      content.detail.group ? [`${content.detail.group.map(refWords).join('、')}相同的合并成一行，金额相加`] : [],
    ],
    ['表单上的总金额', [`取${refWords(content.totalFrom)}`]],
    ['净额', content.net ? netWords(content.net) : []],
    ['分开付', content.split ? [`按${refWords(content.split.from)}，${SPLIT[content.split.by]}`] : []],
  ]);
  const push = entriesOf('push', [
    ['推送到哪一步', [OUTCOMES[content.outcome]]],
    ['方案所属组织', [content.orgNumber]],
    ['生成的单据', [TARGET_WORDS[content.target ?? USUAL_TARGET]]],
    ['单据编号开头', [content.billNoPrefix]],
    ['回写', [writeback.comment ? withMarks(writeback.text) : '不回写']],
    ['回写用谁的名义', [writeback.asUserId ?? '推送的人']],
    ['通知申请人', [writeback.noticeOriginator ? '通知' : '不通知']],
  ]);
  const fields = [...fieldsOf('header', content.header, names), ...fieldsOf('rows', content.rows, names)];
  return new Map([...intake, ...fields, ...push].map((entry) => [entry.key, entry]));
}

const MARKS = [
  ['{{billNo}}', '〔单据编号〕'],
  ['{{date}}', '〔业务日期〕'],
  ['{{amount}}', '〔金额〕'],
] as const;
/** Replaces the placeholders in a text by their names. */
const withMarks = (text: string): string => MARKS.reduce((all, [token, mark]) => all.split(token).join(mark), text);

const entriesOf = (part: Part, settings: readonly (readonly [string, readonly string[]])[]): Entry[] =>
  settings.map(([what, lines], at) => ({ key: `${part} ${at}`, part, what, lines }));

/** Returns entries for the fields, keyed by the bill's name of the field, because a label may change. */
const fieldsOf = (part: 'header' | 'rows', fields: Readonly<Record<string, FieldRules>>, names: RuleNames): Entry[] =>
  Object.entries(fields).map(([name, { label, rules, required }]) => ({
    key: `${part} ${name}`,
    part,
    what: label || name,
    lines: [...rules.map((rule) => ruleWords(rule, names)), ...(required ? [] : ['可以没有值'])],
  }));
