import type { Detail, FormControl } from '@dingdee/shared/scheme';

/** Characters with a meaning in a reference; the id of the control is used instead of such a name. */
const MEANS_SOMETHING = /[|{}]|#(number|name|bank)$/u;
const AMOUNTS = new Set(['MoneyField', 'CalculateField']);
const NOTHING = new Set(['TextNote', 'TableField', 'DDBizSuite', 'DDAttachment', 'DDPhotoField']);

const called = ({ id, alias, label }: FormControl, name: string): boolean =>
  [id, alias, label.trim()].includes(name.trim());

/** Returns the detail tables of a form, each by the name that a scheme writes. */
export const tablesOf = (controls: readonly FormControl[], { table, more = [] }: Detail): string[] => {
  const known = [table, ...more];
  const others = controls
    .filter((control) => control.type === 'TableField' && !known.some((name) => called(control, name)))
    .map(({ id, label }) => (MEANS_SOMETHING.test(label) || label.trim() === '' ? id : label.trim()));
  return [...known, ...others];
};

/** Returns the columns that may distinguish rows: columns that each of the tables has. A chosen column stays. */
export function columnsOf(controls: readonly FormControl[], { table, more = [], group = [] }: Detail): string[] {
  const [first = [], ...others] = [table, ...more].map((name) =>
    (controls.find((control) => called(control, name))?.children ?? [])
      .filter(({ type, label }) => !AMOUNTS.has(type) && !NOTHING.has(type) && label.trim() !== '')
      .map(({ id, label }) => `row:${MEANS_SOMETHING.test(label) ? id : label.trim()}`),
  );
  const shared = first.filter((ref) => others.every((refs) => refs.includes(ref)));
  return [...new Set([...group, ...shared])];
}

/** Adds or removes a table, in the order of the form. */
export function withTable(detail: Detail, offered: readonly string[], name: string, on: boolean): Detail {
  const { more = [], ...rest } = detail;
  const now = offered.filter((one) => (one === name ? on : more.includes(one)));
  return now.length > 0 ? { ...rest, more: now } : rest;
}

/** Sets the columns by which rows are joined; null keeps each row separate. */
export function withGroup({ group: _, ...rest }: Detail, group: readonly string[] | null): Detail {
  return group === null ? rest : { ...rest, group: [...group] };
}
