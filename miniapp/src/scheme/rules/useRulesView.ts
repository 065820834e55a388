import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { sortedJson } from '@dingdee/shared/sorted-json';
import type { TargetField } from '@dingdee/shared/trial';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref, ref, watch } from 'vue';
import { mappingApi } from '../../api/mapping-api.js';
import type { FieldLine } from './field-line.js';
import { type Part, pathOf, placeOf } from './rule-draft.js';
import { placeGroups } from './rule-places.js';
import { refsOf } from './rule-refs.js';
import { useRules } from './useRules.js';
import { useTrial } from './useTrial.js';
import { rulesWords as words } from './words.js';

/** Holds the rules of a scheme beside their results for real approvals: the data of the panes on the rules page and in the wizard. */
export function useRulesView(id: Ref<string>, may: Ref<boolean>) {
  const rules = useRules(id, may);
  const { fields, content, isChanged, put } = rules;
  const tables = useQuery({ queryKey: ['mapping', 'tables'], queryFn: mappingApi.tables });

  const chosen = ref('header.remark');
  const shownId = ref<string | null>(null);
  const row = ref(0);
  const trying = ref(false);
  const trial = useTrial(id, content, chosen, shownId);
  const { run, troubles } = trial;
  const place = computed(() => placeOf(chosen.value));
  const shown = computed(() => run.value?.shown ?? null);
  watch(
    () => shown.value?.id,
    () => {
      row.value = 0;
    },
  );

  const own = (name: string, label: string): TargetField | null =>
    fields.value ? { ...fields.value.own, name, key: name, label } : null;
  function targetAt(part: Part, name: string): TargetField | null {
    const known = fields.value?.[part].find((each) => each.name === name);
    return known ?? own(name, content.value?.[part][name]?.label ?? name);
  }
  const NO_RULES = { rules: [], required: false, label: '' };
  const target = computed(() => targetAt(place.value.part, place.value.name));
  const field = computed(
    () => content.value?.[place.value.part][place.value.name] ?? { ...NO_RULES, label: target.value?.label ?? '' },
  );
  const groups = computed(() =>
    fields.value ? placeGroups(fields.value, place.value.part, content.value?.detail.table ?? '') : [],
  );
  const marked = computed(() => new Set(field.value.rules.flatMap(refsOf)));
  const troubleFields = computed(() => [
    ...new Set(troubles.value.map(({ path }) => path.split('.').slice(0, 2).join('.'))),
  ]);

  /** Returns the fields of the bill in its order; the customer's own fields come last. */
  function lines(part: Part): FieldLine[] {
    const given = content.value?.[part] ?? {};
    const known = fields.value?.[part] ?? [];
    const there = known.filter(({ name, always }) => always || name in given);
    const names = [
      ...there.map(({ name }) => name),
      ...Object.keys(given)
        .filter((name) => !known.some((each) => each.name === name))
        .sort(),
    ];
    const values = part === 'header' ? shown.value?.header : (shown.value?.rows[row.value]?.fields ?? []);
    return names.map((name): FieldLine => {
      const path = pathOf({ part, name });
      const told = targetAt(part, name);
      return {
        path,
        label: given[name]?.label || told?.label || name,
        key: told?.key ?? name,
        always: told?.always ?? false,
        hasRules: (given[name]?.rules.length ?? 0) > 0,
        changed: isChanged.value.has(path),
        value: values?.find((each) => each.path.endsWith(`.${name}`)) ?? null,
      };
    });
  }
  const header = computed(() => lines('header'));
  const rowLines = computed(() => lines('rows'));
  const free = computed(() => ({ header: freeIn('header'), rows: freeIn('rows') }));
  const freeIn = (part: Part) =>
    (fields.value?.[part] ?? []).filter(({ name, always }) => !always && !(name in (content.value?.[part] ?? {})));
  const isTaken = (part: Part, name: string) =>
    name in (content.value?.[part] ?? {}) || (fields.value?.[part] ?? []).some((each) => each.key === name);
  function add(part: Part, name: string, label: string, required: boolean): void {
    put({ part, name }, { label, required, rules: [] });
    chosen.value = pathOf({ part, name });
  }
  function remove(): void {
    put(place.value, undefined);
    chosen.value = 'header.remark';
  }

  /** Texts of the rules, as the server returned them with the trial. */
  const said = new Map<string, string>();
  watch(run, (now) => {
    const ran: SchemeContent | null = trial.ranContent.value;
    if (!now?.field || !ran) return;
    const { part, name } = placeOf(now.field.path);
    for (const { index, words: told } of now.field.rules) {
      const rule = ran[part][name]?.rules[index];
      if (rule) said.set(sortedJson(rule), told);
    }
  });
  /** Reads the approvals that the tried ones name: what stands on them can then be chosen. */
  async function readRelated(): Promise<void> {
    await trial.readRelated();
    await rules.fieldsAgain();
  }
  const wordsOf = (rule: Rule) => (run.value ? (said.get(sortedJson(rule)) ?? null) : null);
  const textOf = (ref: string) => shown.value?.texts[ref] ?? shown.value?.rowTexts[ref]?.[row.value] ?? '';
  const result = computed(() => {
    const all = place.value.part === 'header' ? header.value : rowLines.value;
    const line = all.find(({ path }) => path === chosen.value);
    return line?.value ? (line.value.value ?? '') : null;
  });
  function look(approvalId: string, at: number | null): void {
    shownId.value = approvalId;
    if (at !== null)
      void Promise.resolve().then(() => {
        row.value = at - 1;
      });
  }
  const rowHint = computed(() => {
    const all = shown.value?.rows.length ?? 0;
    return words.row(Math.min(row.value + 1, all), all);
  });
  const labelOf = (path: string) => {
    const { part, name } = placeOf(path);
    return content.value?.[part]?.[name]?.label || targetAt(part, name)?.label || name;
  };
  return {
    rules,
    trial,
    readRelated,
    tables,
    chosen,
    shownId,
    row,
    trying,
    place,
    shown,
    target,
    field,
    groups,
    marked,
    troubleFields,
    header,
    rowLines,
    free,
    isTaken,
    add,
    remove,
    wordsOf,
    textOf,
    result,
    look,
    rowHint,
    labelOf,
  };
}
