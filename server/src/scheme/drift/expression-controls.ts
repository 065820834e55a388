import { detailTables, type FieldRules, type SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import { compileExpression, ExpressionError } from '../../engine/rule/expression.js';
import { comparableName } from '../../engine/source/control-name.js';
import { parseRef } from '../../engine/source/source-ref.js';
import { FormNames } from '../form/form-names.js';
import type { Trouble } from '../version/check-content.js';
import { nearestLabel } from './nearest-label.js';

type Controls = readonly FormControlSchema[];

/** What is known of the controls of a form without asking DingTalk. */
export interface KnownForm {
  /** The controls as they are now; empty if no reading is known: then nothing is checked. */
  now: Controls;
  /** Earlier readings: a control that was renamed since still answers to its former name, by its id. */
  former: readonly Controls[];
}

/**
 * @param written the form when the scheme was written. @param definition the form as it is read from time to time; null if it is not collected. Details
 * of approvals may lack controls that are empty on all of them.
 */
export function knownForm(
  written: Controls,
  definition: { accepted: Controls; current: Controls; seenIn: 'definition' | 'details' } | null,
): KnownForm {
  if (definition === null) return { now: written, former: [] };
  const { accepted, current, seenIn } = definition;
  const seen = new Set(current.map(({ id }) => id));
  const unseen = seenIn === 'details' ? accepted.filter(({ id }) => !seen.has(id)) : [];
  return { now: [...current, ...unseen], former: [accepted, written] };
}

/**
 * Finds controls that expressions name and the form does not have: they would always read as empty.
 * @param before the content that is replaced. What an expression of it reads only warns: the form has changed since it was saved.
 */
export function controlTroubles(content: SchemeContent, form: KnownForm, before: SchemeContent): Trouble[] {
  if (form.now.length === 0) return [];
  const tables = detailTables(content.detail);
  const names = new FormNames(form.former.reduce(withFormerNames, form.now), tables);
  const known = new Set(expressionsOf(before).flatMap(({ refs }) => refs));
  return expressionsOf(content).flatMap(({ path, called, refs }) =>
    refs.flatMap((ref): Trouble[] => {
      const { place, names: wanted } = parseRef(ref);
      // Without its table no column can be found: that the table is missing is said when the scheme is enabled.
      if (names.answers(ref) || (place === 'row' && names.lacking.length > 0)) return [];
      const name = wanted[0]?.printed ?? '';
      const near = nearestLabel(name, labelsAt(place, form.now, tables));
      const instead = near === null ? '' : `，拼写相近的是“${near}”`;
      const stood = known.has(ref);
      const sentence = stood
        ? `${called}表达式用的控件“${name}”已不在表单里，取到的总是空${instead}。可以照样存，最好改一下。`
        : `${called}表单里没有控件“${name}”${instead}。改成表单上的名称再存。`;
      return [{ path, sentence, at: null, details: { name }, runs: true, ...(stood ? { warns: true } : {}) }];
    }),
  );
}

/** Adds to each control that is still there the names that an earlier reading gave it, columns included. */
function withFormerNames(now: Controls, former: Controls): Controls {
  const had = new Map(former.map((control) => [control.id, control]));
  return now.flatMap((control) => {
    const old = had.get(control.id);
    const children = withFormerNames(control.children, old?.children ?? []);
    const one = { ...control, children };
    return old === undefined || (old.label === control.label && old.alias === control.alias)
      ? [one]
      : [one, { ...old, children }];
  });
}

interface FoundExpression {
  path: string;
  /** “备注”第 1 条规则： */
  called: string;
  refs: readonly string[];
}

/** An expression that cannot be compiled is reported elsewhere. */
function expressionsOf({ header, rows }: SchemeContent): FoundExpression[] {
  const of = (part: 'header' | 'rows', fields: Readonly<Record<string, FieldRules>>) =>
    Object.entries(fields).flatMap(([name, { label, rules }]) =>
      rules.flatMap((rule, index): FoundExpression[] => {
        if (rule.kind !== 'expression' || rule.cel === undefined) return [];
        const called = `“${label || name}”第 ${index + 1} 条规则：`;
        return [{ path: `${part}.${name}.rules.${index}`, called, refs: refsOf(rule.cel) }];
      }),
    );
  return [...of('header', header), ...of('rows', rows)];
}

function refsOf(cel: string): readonly string[] {
  try {
    return compileExpression(cel).refs;
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}

/** Returns the labels among which a reference looks: the columns of the detail tables, or the controls outside tables. */
function labelsAt(place: string, form: Controls, tables: readonly string[]): string[] {
  const { top } = new FormNames(form, []);
  if (place !== 'row') return top.map(({ label }) => label.trim());
  const wanted = new Set(tables.map(comparableName));
  return top
    .filter(({ id, alias, label }) => [id, alias ?? '', comparableName(label)].some((name) => wanted.has(name)))
    .flatMap(({ children }) => children.map(({ label }) => label.trim()));
}
