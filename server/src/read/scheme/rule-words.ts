import { MAPPING_TABLES } from '@dingdee/shared/mapping';
import type { Rule } from '@dingdee/shared/scheme';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { conditionWords } from '../../domain/approval/filter-words.js';
import { PICK_WORDS } from '../../domain/draft/provenance-words.js';
import { keyRefs } from '../../engine/rule/field-plan.js';
import { instanceLabel } from '../../engine/source/approval-source.js';
import { fillTemplate, parseRef, type RefPart } from '../../engine/source/source-ref.js';

const PARTS: Readonly<Record<RefPart, string>> = {
  number: '的账号',
  name: '的户名',
  bank: '的开户行',
  businessId: `的${TERM_WORDS.businessId}`,
};

/** Returns “费用明细”或“项目费用明细”; 审批编号; “收款账号”的账号 */
export const refWords = (ref: string): string => named(ref, (name) => `“${name}”`);

function named(ref: string, quoted: (name: string) => string): string {
  const { place, names, part, within } = parseRef(ref);
  if (within !== null) return `${names.map(({ printed }) => quoted(printed)).join('或')}里的${named(within, quoted)}`;
  if (place === 'instance') return names.map(({ printed }) => instanceLabel(printed)).join('或');
  return `${names.map(({ printed }) => quoted(printed)).join('或')}${part ? PARTS[part] : ''}`;
}

/** Names for codes that readers of rules know by another name: mapping tables by code, and values that a form of Kingdee has as codes. */
export interface RuleNames {
  tables?: ReadonlyMap<string, string>;
  values?: Readonly<Record<string, string>>;
}

/** Returns one rule in an accountant's words: 当报销类别 包含 项目：按“费用明细”查映射表“费用项目”，查不到用 CI0099 */
export function ruleWords(rule: Rule, names: RuleNames = {}): string {
  const when = (rule.when ?? []).map((condition) => conditionWords(condition)).join(' 且 ');
  return `${when === '' ? '' : `当 ${when}：`}${whatItGives(rule, names)}`;
}

const closedWords = ({ closed }: Extract<Rule, { kind: 'date' }>): string =>
  closed === undefined ? '' : `，期间已关账时${closed === 'stop' ? '停下' : '改到下一个开着的期间的第一天'}`;

function whatItGives(rule: Rule, { tables, values = {} }: RuleNames): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value === '' ? '不填' : `固定 ${values[rule.value] ?? rule.value}`;
    case 'source':
      return `取${refWords(rule.from)}`;
    case 'amount':
      return `金额取${refWords(rule.from)}`;
    case 'date':
      return `日期取${refWords(rule.from)}${rule.pick === undefined ? '' : `里${PICK_WORDS[rule.pick]}的一行`}${closedWords(rule)}`;
    case 'template':
      return `文字：${fillTemplate(rule.text, (ref) => `〔${named(ref, (name) => name)}〕`)}`;
    case 'expression':
      return `表达式：${rule.cel ?? ''}`;
    case 'lookup': {
      const table =
        tables?.get(rule.table) ??
        (MAPPING_TABLES as Readonly<Record<string, { name: string }>>)[rule.table]?.name ??
        rule.table;
      const by = rule.key === 'instance:default' ? '取' : `按${keyRefs(rule).map(refWords).join('＋')}查`;
      const own = Object.entries(rule.defaults ?? {}).map(
        ([organisation, value]) => `组织 ${organisation} 用 ${value}`,
      );
      const all =
        rule.default === undefined || rule.default === '' ? [] : [`${own.length > 0 ? '其余' : ''}用 ${rule.default}`];
      const fallback = own.length + all.length === 0 ? '' : `，查不到${[...own, ...all].join('、')}`;
      return `${by}映射表“${table}”${rule.key === 'instance:default' ? '的默认' : ''}${fallback}`;
    }
  }
}
