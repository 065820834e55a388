import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { choicesInWords, isOffered } from '../../domain/draft/limit-words.js';
import type { TargetField, TargetForm } from '../../domain/draft/target-form.js';
import { fillTemplate } from '../../engine/source/source-ref.js';
import { oneLine } from '../../engine/source/texts.js';
import type { Trouble } from './check-content.js';

/** A text that a scheme writes whatever the approval says, and that Kingdee's field does not take. */
export interface OverLimit {
  level: 'header' | 'rows';
  name: string;
  label: string;
  /** Number of the rule, from 0. */
  rule: number;
  /** The fixed value, or the fixed part of a template. */
  text: string;
  kind: 'not-offered' | 'too-long' | 'template-too-long';
  field: TargetField;
}

/** Returns every fixed text of a scheme that Kingdee, by its own word, does not take. @param form with what Kingdee says of its fields. */
export function overLimits({ header, rows }: Pick<SchemeContent, 'header' | 'rows'>, form: TargetForm): OverLimit[] {
  const of = (level: 'header' | 'rows', fields: Readonly<Record<string, FieldRules>>): OverLimit[] =>
    Object.entries(fields).flatMap(([name, { rules, label }]) => {
      const field = form[level][name];
      if (field?.told === undefined) return [];
      return rules.flatMap((rule, index) =>
        wrongIn(rule, field).map((wrong) => ({
          ...wrong,
          level,
          name,
          label: label || field.label,
          rule: index,
          field,
        })),
      );
    });
  return [...of('header', header), ...of('rows', rows)];
}

function wrongIn(rule: Rule, { told }: TargetField): Pick<OverLimit, 'text' | 'kind'>[] {
  const { longest = null, choices = [] } = told ?? {};
  if (rule.kind === 'template') {
    const text = fillTemplate(rule.text, () => '');
    return longest !== null && text.length > longest ? [{ text, kind: 'template-too-long' }] : [];
  }
  return fixedTexts(rule)
    .map(oneLine)
    .flatMap((text): Pick<OverLimit, 'text' | 'kind'>[] => {
      if (text === '') return [];
      if (choices.length > 0 && !isOffered(choices, text)) return [{ text, kind: 'not-offered' }];
      return longest !== null && text.length > longest ? [{ text, kind: 'too-long' }] : [];
    });
}

/** Returns the values that a rule writes without asking the approval. */
function fixedTexts(rule: Rule): string[] {
  if (rule.kind === 'constant') return [rule.value];
  if (rule.kind === 'lookup') return [...new Set([rule.default ?? '', ...Object.values(rule.defaults ?? {})])];
  return [];
}

/** Returns what is wrong as a sentence without its end. */
export function overLimitWords({ text, kind, field }: OverLimit): string {
  const { longest = null, choices = [] } = field.told ?? {};
  switch (kind) {
    case 'not-offered':
      return `写的是“${text.slice(0, 40)}”，金蝶的这个字段没有这个选项，只有：${choicesInWords(choices)}`;
    case 'too-long':
      return `写的有 ${text.length} 个字，金蝶的这个字段最多 ${longest} 个`;
    case 'template-too-long':
      return `文字模板里固定的部分就有 ${text.length} 个字，金蝶的这个字段最多 ${longest} 个`;
  }
}

/**
 * Returns the same as errors of a content; the engine can run it all the same: each of its bills stops. A value that is not among the choices only
 * warns: a list that was read wrongly must not keep a right value from being saved (decision 162).
 */
export const limitTroubles = (content: Pick<SchemeContent, 'header' | 'rows'>, form: TargetForm): Trouble[] =>
  overLimits(content, form).map((over) => ({
    path: `${over.level}.${over.name}.rules.${over.rule}`,
    sentence: `“${over.label}”第 ${over.rule + 1} 条规则：${overLimitWords(over)}。${over.kind === 'not-offered' ? '换一个；确定金蝶收的可以照存，每笔单据上会提醒' : '改短'}；金蝶刚改过的，先到“映射”页刷新基础资料。`,
    at: null,
    details: { name: over.name },
    runs: true,
    ...(over.kind === 'not-offered' ? { warns: true as const } : {}),
  }));
