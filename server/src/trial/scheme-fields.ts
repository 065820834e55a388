import type { OwnFieldType } from '@dingdee/shared/base-data';
import { isHeaderRow } from '@dingdee/shared/header-row';
import type { RuleKind, RulePlace, SchemeFields, TargetField as Told } from '@dingdee/shared/trial';
import type { FormControlSchema } from '../connectors/source.js';
import type { Control } from '../domain/approval/approval-instance.js';
import { controlKind } from '../domain/approval/control-kinds.js';
import { choiceInWords } from '../domain/draft/limit-words.js';
import { RUNG_WORDS } from '../domain/draft/provenance-words.js';
import { accountRoles, type TargetField, type TargetForm } from '../domain/draft/target-form.js';
import type { MustInput } from '../domain/draft/usable-base-data.js';
import { payeeLabel } from '../engine/payee/payee-labels.js';
import { instanceLabel } from '../engine/source/approval-source.js';
import { comparableName } from '../engine/source/control-name.js';
import { ACCOUNT_PARTS, NUMBERS_PART } from '../engine/source/source-ref.js';
import { allowedText } from '../engine/source/texts.js';
import { refWords } from '../read/scheme/rule-words.js';
import { mayBeComputed } from '../scheme/version/check-content.js';
import { NONE_SEEN, type RelatedControls } from './related-controls.js';

type Part = 'header' | 'rows';
interface Seen {
  related?: RelatedControls;
  own?: readonly OwnField[] | null;
  musts?: readonly MustInput[];
}
interface OwnField {
  level: Part;
  key: string;
  type: OwnFieldType;
}

/**
 * Returns all fields that rules can be written for, and all sources they can read.
 * @param controls the form that the scheme was written for. @param seen what was seen on related approvals; the customer's own fields, null if
 *   Kingdee's form was never read; the fields that must be filled.
 */
export function schemeFields(
  target: TargetForm,
  controls: readonly FormControlSchema[],
  tables: readonly string[],
  { related = NONE_SEEN, own = null, musts = [] }: Seen = {},
): SchemeFields {
  const types = new Map((own ?? []).map(({ level, key, type }) => [`${level}.${key.toLowerCase()}`, type]));
  const of = (part: Part) =>
    Object.entries(target[part]).map(([name, field]) => {
      const type = target.ownField.test(name) ? types.get(`${part}.${name.toLowerCase()}`) : undefined;
      const usual = told(name, field, target, part);
      const is = musts.some((must) => must.level === part && must.name.toLowerCase() === name.toLowerCase());
      return { ...(type === undefined ? usual : toldOwn(usual, type)), ...(is ? { must: true as const } : {}) };
    });
  return {
    bill: target.label,
    header: of('header'),
    rows: of('rows'),
    own: told('', { key: '', label: '', type: 'text' }, target, 'header'),
    ownTold: own !== null,
    places: placesOf(controls, tables, related),
    levels: { row: RUNG_WORDS.row, scoped: RUNG_WORDS.scoped, table: RUNG_WORDS.table, default: RUNG_WORDS.default },
  };
}

function told(name: string, field: TargetField, target: TargetForm, part: Part): Told {
  const units = name === target.head.payeeType || name === target.head.receiverType;
  return {
    name,
    key: field.key,
    label: field.label,
    type: field.type,
    baseData: field.baseData ?? null,
    always: field.always === true,
    longest: field.type === 'text' ? allowedText(field) : null,
    kinds: kindsOf(name, field, target, part),
    ...(field.sameAs === undefined ? {} : { sameAs: field.sameAs }),
    choices: units
      ? unitsOf(field, target)
      : offered(field).map((each) => ({ value: each.value, label: choiceInWords(each) })),
  };
}

/** How an own field is edited: as a field of ours that holds the same. It is mapped as text whatever it holds (decision 81). */
const OWN_RULES: Readonly<Record<OwnFieldType, { type: Told['type']; kinds: RuleKind[] | null }>> = {
  text: { type: 'text', kinds: null },
  choice: { type: 'text', kinds: null },
  base: { type: 'base', kinds: ['lookup', 'constant', 'source', 'expression'] },
  assistant: { type: 'base', kinds: ['lookup', 'constant', 'source', 'expression'] },
  date: { type: 'date', kinds: ['date', 'constant', 'expression'] },
  amount: { type: 'amount', kinds: ['amount'] },
  quantity: { type: 'text', kinds: ['source', 'constant'] },
  check: { type: 'enum', kinds: ['constant', 'lookup', 'expression'] },
};
const YES_NO: Told['choices'] = [
  { value: 'true', label: '是' },
  { value: 'false', label: '否' },
];

function toldOwn(field: Told, own: OwnFieldType): Told {
  const { type, kinds } = OWN_RULES[own];
  return {
    ...field,
    own,
    type,
    kinds: kinds ?? field.kinds,
    longest: own === 'text' || own === 'choice' ? field.longest : null,
    choices: own === 'check' ? YES_NO : field.choices,
  };
}

const offered = ({ told }: TargetField) => told?.choices ?? [];

/** Returns the kinds of unit that we know and that Kingdee offers; all that we know while it says nothing. */
function unitsOf(field: TargetField, { unitKinds, valueWords }: TargetForm): Told['choices'] {
  const there = new Set(offered(field).map(({ value }) => value));
  return Object.keys(unitKinds)
    .filter((value) => there.size === 0 || there.has(value))
    .map((value) => ({ value, label: valueWords[value] ?? value }));
}

function kindsOf(name: string, { type }: TargetField, target: TargetForm, part: Part): RuleKind[] {
  const computed: RuleKind[] = mayBeComputed(name, target, part) ? ['expression'] : [];
  switch (type) {
    case 'amount':
      return ['amount'];
    case 'rate':
      return ['constant', 'source'];
    case 'date':
      return ['date', 'constant', ...computed];
    case 'base':
      return ['lookup', 'constant', 'source', ...computed];
    case 'enum':
      return ['constant', 'lookup', ...computed];
    case 'text':
      return accountRoles(target).includes(name)
        ? ['source', 'lookup', 'constant']
        : ['template', 'source', 'constant', 'lookup', ...computed];
  }
}

const OF_THE_APPROVAL = [
  'title',
  'businessId',
  'originatorName',
  'originatorUserId',
  'originatorDeptName',
  'startDate',
  'finishDate',
] as const;
const RELATING = 'RelateField';
/** Controls without a value that a field could take. */
const NOTHING = new Set(['TextNote', 'TableField', 'DDBizSuite', 'ColumnLayout']);
/** These signs have a meaning in a reference, so the control's id is used instead of such a label. */
export const MEANS_SOMETHING = /[|{}>]|#(number|name|bank|businessId)$/u;

export const isAccount = ({ type, label }: Pick<FormControlSchema, 'type' | 'label'>): boolean =>
  type === 'RecipientAccountField' || payeeLabel(label) === 'account';

function placesOf(
  controls: readonly FormControlSchema[],
  tables: readonly string[],
  related: RelatedControls,
): SchemeFields['places'] {
  const flat = (all: readonly FormControlSchema[]): FormControlSchema[] =>
    all.flatMap((control) => [control, ...(control.type === 'TableField' ? [] : flat(control.children))]);
  const top = flat(controls);
  const columnsOf = (called: string): readonly FormControlSchema[] => {
    // In a form without a detail table, the approval is the only row.
    if (isHeaderRow(called)) return top;
    const wanted = comparableName(called);
    const table = top.find(
      ({ id, alias, label }) => id === called || alias === called || comparableName(label) === wanted,
    );
    return table?.children ?? [];
  };
  const row = tables.flatMap(columnsOf).flatMap((control) => places('row', control));
  return {
    form: top.flatMap((control) => [
      ...places('field', control),
      ...(related.get(control.id) ?? []).flatMap((one) => withinPlaces(control, one)),
    ]),
    // Tables may share column names; one name reads each row's own column.
    row: row.filter(({ ref }, index) => row.findIndex((one) => one.ref === ref) === index),
    approval: OF_THE_APPROVAL.map((name) => ({
      ref: `instance:${name}`,
      label: name === 'originatorUserId' ? `${instanceLabel(name)}（按人认，不怕重名）` : instanceLabel(name),
      kind: '审批',
      options: [],
    })),
  };
}

/** Controls on a related approval that hold no value for a field. */
const NOTHING_WITHIN = new Set([...NOTHING, 'DDPhotoField', 'DDAttachment', 'SignatureField', 'InvoiceField']);

/** Returns how a rule reads a control on the approvals that another control names. */
function withinPlaces(relating: FormControlSchema, { id, name, type }: Control): RulePlace[] {
  if (NOTHING_WITHIN.has(type)) return [];
  const [of] = places('field', relating);
  const read = places('field', { id, label: name, type, alias: null, required: false, options: [], children: [] });
  return read.map((place) => ({
    ...place,
    ref: `related:${of?.ref.slice(FIELD.length)}>${place.ref.slice(FIELD.length)}`,
    label: `${of?.label} › ${place.label}`,
  }));
}
const FIELD = 'field:';

/** An account can be read as a whole, or by its parts; related approvals by their titles, or by their numbers. */
function places(place: 'field' | 'row', control: FormControlSchema): RulePlace[] {
  const label = control.label.trim();
  if (label === '' || NOTHING.has(control.type)) return [];
  const ref = `${place}:${MEANS_SOMETHING.test(label) ? control.id : label}`;
  const whole = {
    ref,
    label: printed(label),
    kind: controlKind(control.type),
    ...(control.type === 'DDDateField' ? { dated: true } : {}),
    options: [...control.options],
  };
  if (control.type === RELATING)
    return [whole, { ...whole, ref: `${ref}#${NUMBERS_PART}`, label: refWords(`${ref}#${NUMBERS_PART}`) }];
  if (!isAccount(control)) return [whole];
  return [
    whole,
    ...ACCOUNT_PARTS.map((part) => ({ ...whole, ref: `${ref}#${part}`, label: refWords(`${ref}#${part}`) })),
  ];
}

/** A date span has two labels in one: ["开始日期","结束日期"]. */
const printed = (label: string): string =>
  /^\[".*"\]$/u.test(label) ? label.slice(2, -2).split('","').join('至') : label;
