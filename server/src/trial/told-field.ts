import type { PairValue } from '@dingdee/shared/bill-detail';
import { RULE_LEVELS, ruleLevels } from '@dingdee/shared/rule-level';
import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { type FieldRule, type FieldValue, type TriedField, VALUE_MARKS, type ValueMark } from '@dingdee/shared/trial';
import { maskText } from '../domain/bill/account-mask.js';
import { RUNG_WORDS } from '../domain/draft/provenance-words.js';
import { ruleWords } from '../read/scheme/rule-words.js';
import type { Pairs } from './told-trial.js';
import type { Tried } from './try-one.js';

const MOST_VALUES = 60;

interface Of {
  tried: Tried;
  pairs: Pairs;
}

/** Shows one field over all tried approvals: its values, the worst first, and the number of values per rule. */
export function tellField(path: string, content: SchemeContent, all: readonly Of[]): TriedField {
  const dot = path.indexOf('.');
  const [part, name] = [path.slice(0, dot), path.slice(dot + 1)];
  const values = all.flatMap(({ tried, pairs }) => valuesOf(tried, pairs, part, name));
  const counted = VALUE_MARKS.map((mark) => ({ mark, count: values.filter((each) => each.mark === mark).length }));
  const used = all.flatMap(({ tried, pairs }) => placesOf(pairs, part, name).map((place) => tried.used.get(place)));
  const rules = (part === 'header' ? content.header : content.rows)[name]?.rules ?? [];
  return {
    path,
    parts: counted.filter(({ count }) => count > 0),
    total: values.length,
    longest: Math.max(0, ...values.map(({ value }) => (value.value ?? '').length)),
    rules: told(rules, used),
    byHand: used.filter((rule) => rule === 0).length,
    values: worstFirst(values).slice(0, MOST_VALUES),
  };
}

const placesOf = ({ rows }: Pairs, part: string, name: string): string[] =>
  part === 'header' ? [`header.${name}`] : rows.map(({ index }) => `rows[${index}].${name}`);

function valuesOf({ id, instance, snapshot }: Tried, pairs: Pairs, part: string, name: string): FieldValue[] {
  const businessId = instance?.businessId ?? snapshot.thirdBillNo;
  const of = (fields: readonly PairValue[], row: number | null): FieldValue[] =>
    fields
      .filter(({ path }) => path.endsWith(`.${name}`))
      .map((value) => ({ approvalId: id, businessId, row, mark: markOf(value), value }));
  return part === 'header' ? of(pairs.header, null) : pairs.rows.flatMap(({ index, fields }) => of(fields, index + 1));
}

function markOf({ value, issue, provenance }: PairValue): ValueMark {
  if (value === null) return issue?.level === 'red' ? 'missing' : 'blank';
  return provenance?.kind ?? 'form';
}

/** Sorts by the severity of a missing value or issue, otherwise keeps the order. */
function worstFirst(values: readonly FieldValue[]): FieldValue[] {
  const rank = ({ mark, value: { issue } }: FieldValue): number =>
    mark === 'missing' ? 0 : issue?.level === 'red' ? 1 : issue ? 2 : 3 + VALUE_MARKS.indexOf(mark);
  return values
    .map((value, at) => ({ value, at, rank: rank(value) }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ value }) => value);
}

/** Returns rules in order of precedence: by level, within a level as they are listed. */
function told(rules: readonly Rule[], used: readonly (number | undefined)[]): FieldRule[] {
  const levels = ruleLevels(rules);
  return rules
    .map((rule, index) => ({ rule, index, level: levels[index] ?? 'scoped' }))
    .sort((one, other) => RULE_LEVELS.indexOf(one.level) - RULE_LEVELS.indexOf(other.level) || one.index - other.index)
    .map(({ rule, index, level }) => ({
      index,
      level: RUNG_WORDS[level],
      words: maskText(ruleWords(rule)),
      hits: used.filter((number) => number === index + 1).length,
    }));
}
