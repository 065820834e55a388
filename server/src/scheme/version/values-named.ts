import type { NamedHow } from '@dingdee/shared/base-data';
import { type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import type { TargetField, TargetForm } from '../../domain/draft/target-form.js';

/** A base data number that a rule of a scheme writes by itself. */
export interface NamedValue {
  kind: BaseDataKind;
  number: string;
  /** Organisation that the value is for; "" = any. */
  org: string;
  /** "header.payee" */
  field: string;
  label: string;
  how: NamedHow;
}

/**
 * Returns every base data number that the rules of a content name: constants, values of exceptions, defaults of look-ups, and quoted texts of
 * expressions.
 * @param form the scheme's form with the company's own fields.
 * @param targetOf code of a mapping table → its kind.
 */
export function valuesNamed(
  content: SchemeContent,
  form: TargetForm,
  targetOf: ReadonlyMap<string, BaseDataKind>,
): NamedValue[] {
  const of = (level: 'header' | 'rows') =>
    Object.entries(content[level]).flatMap(([name, rules]) => {
      const target = form[level][name];
      const kinds = target ? kindsOf(target, form, content) : [];
      return rules.rules.flatMap((rule) => inRule(rule, rules, `${level}.${name}`, kinds, targetOf));
    });
  const own: NamedValue = {
    kind: 'organisation',
    number: content.orgNumber,
    org: '',
    field: `header.${form.head.organisation}`,
    label: form.header[form.head.organisation]?.label ?? '',
    how: 'own-organisation',
  };
  return [own, ...of('header'), ...of('rows')];
}

function inRule(
  rule: Rule,
  { label }: FieldRules,
  field: string,
  kinds: readonly BaseDataKind[],
  targetOf: ReadonlyMap<string, BaseDataKind>,
): NamedValue[] {
  const isException = (rule.when ?? []).length > 0;
  const named = (number: string, how: NamedHow, kind: BaseDataKind, org = ''): NamedValue[] =>
    number === '' ? [] : [{ kind, number, org, field, label, how }];
  switch (rule.kind) {
    case 'constant':
      return kinds.flatMap((kind) => named(rule.value, isException ? 'exception' : 'constant', kind));
    case 'lookup': {
      const known = targetOf.get(rule.table);
      return (known ? [known] : kinds).flatMap((kind) => [
        ...Object.entries(rule.defaults ?? {}).flatMap(([org, value]) => named(value, 'default', kind, org)),
        ...named(rule.default ?? '', 'default', kind),
      ]);
    }
    case 'expression': {
      const quoted = [...(rule.cel ?? '').matchAll(/"([^"\\]+)"|'([^'\\]+)'/gu)].map(
        ([, one, other]) => one ?? other ?? '',
      );
      return kinds.flatMap((kind) => [...new Set(quoted)].flatMap((text) => named(text, 'expression', kind)));
    }
    default:
      return [];
  }
}

/** Returns the kinds that a field may hold; a unit's kind depends on the type that the scheme writes, or is any. */
function kindsOf(target: TargetField, form: TargetForm, content: SchemeContent): BaseDataKind[] {
  if (target.kindIn === undefined) return target.baseData ? [target.baseData] : [];
  const rules = content.header[target.kindIn]?.rules ?? [];
  const types = rules.flatMap((rule) => (rule.kind === 'constant' ? [rule.value] : []));
  const fixed = types.length === rules.length && rules.length > 0;
  const kinds = Object.entries(form.unitKinds).flatMap(([type, kind]) =>
    !fixed || types.includes(type) ? [kind] : [],
  );
  return [...new Set(kinds)].flatMap((kind) => baseDataKind.safeParse(kind).data ?? []);
}
