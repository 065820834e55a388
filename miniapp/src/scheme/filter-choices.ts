import {
  BARE_WAYS,
  DATE_WAYS,
  type FilterCondition,
  type FilterWay,
  LIST_WAYS,
  NUMBER_WAYS,
} from '@dingdee/shared/filter';
import type { FormControl } from '@dingdee/shared/scheme';
import { TERM_WORDS } from '@dingdee/shared/term-words';

/** A place that a condition may read: a control of the form, a column of its detail table, or a property of the approval. */
export interface Place {
  from: string;
  label: string;
  kind: 'text' | 'number' | 'date' | 'choice';
  options: readonly string[];
}

const NUMBERS = new Set(['MoneyField', 'NumberField', 'CalculateField']);
const DATES = new Set(['DDDateField']);
const CHOICES = new Set(['DDSelectField', 'DDMultiSelectField']);
/** Control types without a value of their own to compare. */
const NOTHING = new Set(['TextNote', 'TableField', 'DDBizSuite']);
const OWN: readonly Place[] = [
  { from: 'instance:originatorName', label: '发起人', kind: 'text', options: [] },
  { from: 'instance:originatorDeptName', label: TERM_WORDS.originDepartment, kind: 'text', options: [] },
  { from: 'instance:title', label: '审批标题', kind: 'text', options: [] },
  { from: 'instance:startDate', label: '发起日期', kind: 'date', options: [] },
  { from: 'instance:finishDate', label: '完成日期', kind: 'date', options: [] },
];
/** Characters with a meaning in a reference; the id of the control is used instead of such a name. */
const MEANS_SOMETHING = /[|{}>]|#(number|name|bank|businessId)$/u;

/** @param detailTable the table whose columns a row has, by id, alias or label */
export function placesOf(controls: readonly FormControl[], detailTable: string): Place[] {
  const table = controls.find(({ id, alias, label }) => [id, alias, label.trim()].includes(detailTable.trim()));
  return [
    ...controls.flatMap((control) => placeOf('field', control, '')),
    ...(table?.children ?? []).flatMap((control) => placeOf('row', control, `${table?.label.trim()} › `)),
    ...OWN,
  ];
}

function placeOf(place: 'field' | 'row', control: FormControl, above: string): Place[] {
  const label = control.label.trim();
  if (NOTHING.has(control.type) || label === '') return [];
  const { type, options } = control;
  const kind = NUMBERS.has(type) ? 'number' : DATES.has(type) ? 'date' : CHOICES.has(type) ? 'choice' : 'text';
  const from = `${place}:${MEANS_SOMETHING.test(label) ? control.id : label}`;
  const whole = { from, label: above + label, kind, options } as const;
  // The numbers of the related approvals; the control itself is read as their titles.
  return type === 'RelateField'
    ? [whole, { ...whole, from: `${from}#businessId`, label: `${above}${label} › ${TERM_WORDS.businessId}` }]
    : [whole];
}

const WAYS: Readonly<Record<Place['kind'], readonly FilterWay[]>> = {
  text: ['equals', 'not-equals', 'contains', 'not-contains', ...LIST_WAYS, ...BARE_WAYS],
  choice: [...LIST_WAYS, 'equals', 'not-equals', ...BARE_WAYS],
  number: [...NUMBER_WAYS, ...BARE_WAYS],
  date: [...DATE_WAYS, ...BARE_WAYS],
};

/** Returns the comparisons that fit a place; the present one is always included. */
export const waysOf = (kind: Place['kind'], now?: FilterWay): FilterWay[] => [
  ...new Set([...WAYS[kind], ...(now === undefined ? [] : [now])]),
];

/** Moves a condition to another place and keeps the parts that fit. */
export function movedTo(place: Place, { is, value, values }: FilterCondition): FilterCondition {
  const ways = WAYS[place.kind];
  const way = ways.includes(is) ? is : (ways[0] ?? 'filled');
  return withWay({ from: place.from, is: way, value, values }, way);
}

/** Changes the comparison of a condition and keeps only the values that it needs. */
export function withWay({ from, value, values }: FilterCondition, is: FilterWay): FilterCondition {
  if (BARE_WAYS.includes(is)) return { from, is };
  if (LIST_WAYS.includes(is)) return { from, is, values: values ?? (value ? [value] : []) };
  return { from, is, value: value ?? values?.[0] ?? '' };
}

/** Returns true if a condition has the values that it needs; the server checks more. */
export const isFilled = ({ is, value = '', values = [] }: FilterCondition): boolean =>
  BARE_WAYS.includes(is) || (LIST_WAYS.includes(is) ? values.length > 0 : value.trim() !== '');

/** Splits "差旅、招待" into both values, each once. */
export const asList = (text: string): string[] => [
  ...new Set(
    text
      .split(/[、,，;；]/u)
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ),
];
