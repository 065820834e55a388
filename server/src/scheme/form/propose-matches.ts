import type { ControlMatch, OfferedControl, WantedColumn, WantedControl } from '@dingdee/shared/scheme-file';
import type { FormControlSchema } from '../../connectors/source.js';
import { controlKind } from '../../domain/approval/control-kinds.js';
import { comparableName } from '../../engine/source/control-name.js';
import { topNames } from '../../engine/source/named-controls.js';

type How = Exclude<ControlMatch['how'], null>;

/**
 * Proposes which controls of a form fit the controls that a template wants: by id, alias or label; by another usual label if the type fits; and a
 * payee's account if the form has just one. An amount is never matched only because it is the only one of its type.
 * @param detail id of the table that a person chose for the wanted table.
 */
export function proposeMatches(
  wanted: readonly WantedControl[],
  form: readonly FormControlSchema[],
  detail?: string | undefined,
): ControlMatch[] {
  const top = topNames(form).all;
  const found = proposeAmong(wanted, top);
  return wanted.flatMap((control) => {
    const own = found.get(control) ?? null;
    const { columns = [] } = control;
    const table = columns.length === 0 ? undefined : (detail ?? own?.id);
    const inner = proposeAmong(columns, top.find(({ id }) => id === table)?.children ?? []);
    return [
      answer(control, null, own),
      ...columns.map((column) => answer(column, control.name, inner.get(column) ?? null)),
    ];
  });
}

/** Returns all controls that may be chosen; the columns of a table follow it. */
export const offeredControls = (form: readonly FormControlSchema[]): OfferedControl[] =>
  topNames(form).all.flatMap((control) => [
    offered(control, null),
    ...(isTable(control) ? control.children.map((column) => offered(column, control.id)) : []),
  ]);

const offered = ({ id, label, type }: FormControlSchema, table: string | null): OfferedControl => ({
  id,
  label: label.trim(),
  kind: controlKind(type),
  table,
});

interface Found {
  id: string;
  how: How;
}

const answer = (
  { name, types, without, needed = false }: WantedColumn,
  table: string | null,
  found: Found | null,
): ControlMatch => ({
  name,
  table,
  kind: types[0] === undefined ? '' : controlKind(types[0]),
  without,
  needed,
  control: found?.id ?? null,
  how: found?.how ?? null,
});

/** Matches all wanted controls by the surest way first, so that no guess takes a control that another wanted control names. */
function proposeAmong(
  wanted: readonly (WantedControl | WantedColumn)[],
  controls: readonly FormControlSchema[],
): Map<WantedColumn, Found> {
  const open = controls.filter(({ label }) => !GIVEN_UP.test(comparableName(label)));
  const taken = new Set<string>();
  const found = new Map<WantedColumn, Found>();
  const pass = (how: How, find: (one: WantedColumn) => FormControlSchema | undefined) => {
    for (const one of wanted) {
      if (found.has(one)) continue;
      const control = find(one);
      if (!control) continue;
      taken.add(control.id);
      found.set(one, { id: control.id, how });
    }
  };
  const free = (one: WantedColumn) =>
    open.filter((control) => !taken.has(control.id) && isTable(control) === wantsTable(one, control));
  const preferred = (one: WantedColumn, named: readonly FormControlSchema[]) =>
    named.find((control) => fits(one, control)) ?? named[0];
  pass('same', (one) => open.find(({ id, alias }) => id === one.name || alias === one.name));
  pass('same', (one) =>
    preferred(
      one,
      free(one).filter(({ label }) => comparableName(label) === comparableName(one.name)),
    ),
  );
  // Without its explanation in brackets a name may fit several controls: the match is marked as a guess, and the person who sets up the scheme
  // chooses.
  pass('alias', (one) => {
    const named = free(one).filter((control) => looselyNamed(one, control, one.name));
    return named.length === 1 || !one.types.some(isMoney) ? preferred(one, named) : undefined;
  });
  pass('alias', (one) => {
    const possible = free(one).filter((control) => fits(one, control));
    for (const alias of one.aliases) {
      const named = possible.find(
        (control) =>
          control.id === alias || control.alias === alias || comparableName(control.label) === comparableName(alias),
      );
      if (named) return named;
      const [first, ...more] = possible.filter((control) => looselyNamed(one, control, alias));
      if (first && (more.length === 0 || !one.types.some(isMoney))) return first;
    }
    return undefined;
  });
  pass('type', (one) => {
    if (!one.types.includes(ACCOUNT)) return undefined;
    const [only, ...more] = open.filter(({ type }) => type === ACCOUNT);
    return only && more.length === 0 && !taken.has(only.id) ? only : undefined;
  });
  return found;
}

const isMoney = (type: string): boolean => type === 'MoneyField' || type === 'CalculateField' || type === 'NumberField';
/** Explanations in brackets that do not make an amount a different amount. */
const SAME_AMOUNT = /\((元|人民币|人民币元|rmb|cny|yuan|小写|数字|必填|单位[:：]?元|¥)\)$/u;
/** Compares names without explanations. The explanation of an amount counts: 付款总额(合同) and 付款金额(不含税) are different amounts. */
function looselyNamed(one: WantedColumn, { label, type }: FormControlSchema, name: string): boolean {
  if (looseName(label) !== looseName(name)) return false;
  if (!one.types.some(isMoney) && !isMoney(type)) return true;
  const explained = (text: string) => comparableName(text).toLowerCase().replace(SAME_AMOUNT, '');
  return !/\([^()]*\)$/u.test(explained(label)) || explained(label) === explained(name);
}

const ACCOUNT = 'RecipientAccountField';
const TABLE = 'TableField';
/** Marks behind the label of controls that are no longer used but stay in the form. */
const GIVEN_UP = /\((已?废弃|停用|旧)\)$/u;

const isTable = ({ type }: FormControlSchema): boolean => type === TABLE;
const fits = ({ types }: WantedColumn, { type }: FormControlSchema): boolean =>
  types.length === 0 || types.includes(type);
/** Tells whether the wanted control must be a table. Rows come from a table only; bank details may be in a table or in a control. */
function wantsTable(one: WantedColumn, control: FormControlSchema): boolean {
  if ('columns' in one && one.columns !== undefined) return true;
  return isTable(control) && one.types.includes(TABLE);
}

/** Returns a label without its explanation in brackets, marks around it and second language: 金额(元) and 金额importe become 金额. */
export function looseName(label: string): string {
  const plain = comparableName(label).toLowerCase();
  const bare = plain.replace(/\([^()]*\)$/u, '').replace(/^[*•]+|[*:：]+$/gu, '');
  const own = /\p{Script=Han}/u.test(bare) ? bare.replace(/[\p{Script=Latin}'.-]+$/u, '') : bare;
  return own === '' ? plain : own;
}
