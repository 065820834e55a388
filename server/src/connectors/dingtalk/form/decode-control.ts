import type { Control, ControlRow, ControlValue } from '../../../domain/approval/approval-instance.js';
import { controlText } from '../../../domain/approval/control-text.js';
import { isRecord, type JsonRecord, pick } from '../../../json/json-reading.js';
import { besideValue, departmentsBeside, nothingBeside } from './beside-value.js';
import {
  addEntry,
  areSameDepartments,
  decodeAttachments,
  decodeFreeForm,
  decodeList,
  decodeNames,
  decodePeople,
  decodePhotos,
  decodeRange,
  decodeRelated,
  isBlank,
  isListOfPeople,
  parseUnrepeated,
  parseWrapped,
  printed,
  speaksOfAccount,
} from './decode-value.js';
import {
  isKnownType,
  isNamedChild,
  isNestedComponent,
  isSuiteChild,
  isUnfilled,
  type RawComponent,
  readComponent,
} from './raw-component.js';

const EMPTY: ControlValue = { kind: 'empty' };
/** Most levels of nested suites, also in a hostile answer. */
const DEEPEST = 6;

/** Controls that group other controls, which are in its value or in `children`. */
const GROUPS: ReadonlySet<string> = new Set(['DDBizSuite', 'ColumnLayout']);

/**
 * Returns the controls of a form, in its order. Static notes are left out. A layout is replaced by its children; a suite (DDBizSuite) that
 * lists its children becomes an object of their texts, followed by them, as 套件值是否打平 would write them (dingtalk.md §5.4). What has no name among
 * the children makes the group unreadable: it is never left out.
 */
export function decodeForm(components: readonly unknown[]): Control[] {
  return recordsIn(components).flatMap((raw) => {
    const component = readComponent(raw);
    if (component.type === 'TextNote') return [];
    return GROUPS.has(component.type) ? decodeGroup(component, raw.children) : [decodeComponent(component, 0)];
  });
}

function decodeGroup(component: RawComponent, listed: unknown): Control[] {
  const own = childrenIn(component.value);
  const beside = childrenIn(listed, true);
  if (own === null && beside === null) return [decodeComponent(component, 0)];
  const children = decodeForm((own ?? beside)?.children ?? []);
  // The list beside the value is the schema; what is filled there is not left out.
  if (own && beside)
    for (const one of decodeForm(beside.children))
      if (one.value.kind !== 'empty' && !children.some((known) => isSameControl(known, one))) children.push(one);
  const strange = [...(own?.strange ?? []), ...(beside?.strange ?? [])];
  const group = named(component);
  if (strange.length > 0) return [{ ...group, value: { kind: 'unreadable', text: printed(strange) } }, ...children];
  if (own === null && !isBlank(parseWrapped(component.value) ?? component.value))
    return [decodeComponent(component, 0), ...children];
  return component.type === 'ColumnLayout'
    ? children
    : [{ ...group, value: objectOf(children), spread: true }, ...children];
}

const isSameControl = (one: Control, other: Control): boolean =>
  one.id === other.id && one.name === other.name && JSON.stringify(one.value) === JSON.stringify(other.value);

/** Returns the records among the components; a control that is wrapped as text or in a list of its own is unwrapped. */
const recordsIn = (components: readonly unknown[]): JsonRecord[] =>
  components.flatMap((component) => {
    if (isRecord(component)) return [component];
    const opened = typeof component === 'string' ? parseWrapped(component) : component;
    if (Array.isArray(opened)) return recordsIn(opened);
    return isRecord(opened) ? [opened] : [];
  });

function decodeComponent(component: RawComponent, depth: number): Control {
  const nested = depth < DEEPEST ? nestedComponents(component) : null;
  if (nested === null || nested === 'mixed') {
    const { id, name, alias, type, ext } = component;
    const value: ControlValue =
      nested === 'mixed' ? { kind: 'unreadable', text: printed(component.value) } : decodeValue(component, depth);
    return nothingBeside(ext) ? { id, name, alias, type, value } : { ...named(component), value };
  }
  const inner = nested.map((child) => decodeComponent(child, depth + 1));
  const filled = inner.filter(({ value }) => value.kind !== 'empty');
  const [only, ...more] = filled;
  const first = only ?? inner[0];
  return {
    ...named(component),
    alias: component.alias ?? first?.alias ?? null,
    type: first?.type || component.type,
    value: more.length > 0 ? objectOf(filled) : (only?.value ?? EMPTY),
    ...(more.length === 0 && only ? innerLabels(component, only) : {}),
    ...(more.length === 0 && only?.beside ? { beside: only.beside } : {}),
    ...(more.length === 0 && only?.departmentIds ? { departmentIds: only.departmentIds } : {}),
  };
}

/** Returns the labels that would be lost where a cell takes the value of the one control in it: a currency, a unit, an offset may be named there. */
function innerLabels({ name }: RawComponent, only: Control): Pick<Control, 'inner'> {
  const labels = [only.name, ...(only.inner ?? [])].filter((label) => label !== '' && label !== name);
  return labels.length === 0 ? {} : { inner: [...new Set(labels)] };
}

/** Controls whose choice may be in ext alone (forms-in-the-wild.md). */
const CHOICES: ReadonlySet<string> = new Set([
  'DepartmentField',
  'DDSelectField',
  'DDMultiSelectField',
  'CascadeField',
]);

function decodeValue({ type, value, ext }: RawComponent, depth: number): ControlValue {
  const filled = isUnfilled(value) ? '' : value;
  if (type === 'InnerContactField' || type === 'ExternalContactField') return decodePeople(printed(filled), ext);
  if (type === 'RelateField' || type === 'FormRelateField') return decodeRelated(printed(filled), ext);
  // These controls may have no `value` and all content in ext (forms-in-the-wild.md).
  if (type === 'InvoiceField' || type === 'RecipientAccountField') return decodeFreeForm(filled, ext);
  // For an unknown type, ext may hold the account that is meant.
  if (!isKnownType(type) && speaksOfAccount(ext)) return decodeFreeForm(filled, ext);
  if (CHOICES.has(type) && filled === '') return decodeNames(ext, type === 'DDMultiSelectField');
  if (filled === '') return EMPTY;
  switch (type) {
    case 'TableField':
      return decodeTable(value, depth);
    case 'DDBizSuite':
    case 'ColumnLayout':
      return isRecord(parseWrapped(value)) ? decodeFreeForm(value, undefined) : decodeTable(value, depth);
    case 'DDDateRangeField':
      return decodeRange(printed(value));
    case 'DepartmentField':
      return areSameDepartments(value, ext)
        ? opaque(value)
        : { kind: 'unreadable', text: `${printed(value)} ${printed(ext)}` };
    case 'DDMultiSelectField':
    case 'CascadeField':
    case 'AddressField':
      return decodeList(printed(value));
    case 'DDPhotoField':
      return decodePhotos(value);
    case 'DDAttachment':
      return decodeAttachments(value);
    case 'TextareaField':
      // Line breaks in a cell are escaped once more (first-contact.md).
      return depth > 0 && typeof value === 'string'
        ? { kind: 'text', text: value.replaceAll('\\n', '\n') }
        : opaque(value);
    case '':
      return decodeUntyped(value, ext, depth);
    default:
      return opaque(value);
  }
}

/** Decodes a value of unknown type by its content; the component and its id do not tell the type. Nobody types a JSON list of texts into a form. */
function decodeUntyped(value: unknown, ext: unknown, depth: number): ControlValue {
  const text = typeof value === 'string' ? value : '';
  if (/^\s*\[\s*\{\s*"row(Value|Number)"/.test(text)) return decodeTable(value, depth);
  if (isListOfPeople(ext)) return decodePeople(printed(value), ext);
  const items = Array.isArray(value) || /^\s*\[/.test(text) ? parseWrapped(value) : undefined;
  if (!Array.isArray(items) || items.length === 0) return opaque(value);
  if (items.every((item) => isRecord(item) && pick(item, 'fileId', 'file_id') !== undefined))
    return decodeAttachments(value);
  if (items.some((item) => typeof item !== 'string')) return opaque(value);
  return items.every((item) => /^https?:\/\//.test(String(item))) ? decodePhotos(value) : decodeList(printed(value));
}

/** Returns the text unchanged: amounts keep their thousands separators, long numbers their digits; the mapping interprets them. */
const opaque = (value: unknown): ControlValue =>
  isRecord(value) ? decodeFreeForm(value, undefined) : { kind: 'text', text: printed(value) };

/** Decodes a table in the parse order of dingtalk.md §5.3. Cells are found by key or label, never by position: blank cells are missing. */
function decodeTable(value: unknown, depth: number): ControlValue {
  const parsed = parseUnrepeated(value);
  if (parsed === undefined) return { kind: 'unreadable', text: printed(value) };
  if (!Array.isArray(parsed)) return { kind: 'text', text: printed(value) };
  if (!parsed.every((element) => Array.isArray(element) || isRecord(element)))
    return { kind: 'unreadable', text: printed(value) };
  if (parsed.every(isColumn)) {
    const filled = parsed.some((column) => isRecord(column) && !isUnfilled(column.value));
    return filled ? { kind: 'unreadable', text: printed(value) } : { kind: 'table', rows: [] };
  }
  return { kind: 'table', rows: parsed.map((element: JsonRecord | unknown[]) => decodeRow(element, depth)) };
}

/** Returns whether the element is the schema of a column; an unfilled table lists these instead of rows. */
const isColumn = (element: unknown): boolean =>
  isRecord(element) && element.rowValue === undefined && element.props !== undefined;

/** Decodes one row in any of its formats; an element of an unknown format becomes an unreadable row, so the number of rows never shrinks. */
function decodeRow(element: JsonRecord | unknown[], depth: number): ControlRow {
  if (Array.isArray(element)) return rowOf(null, element, depth);
  if (isColumn(element)) return unreadableRow(null, element);
  if (element.rowValue === undefined && !Array.isArray(element.details))
    return hidesCells(element) ? unreadableRow(null, element) : rowOf(null, cellsByLabel(element), depth);
  const number = pick(element, 'rowNumber', 'row_number');
  const rowNumber = number === undefined ? null : printed(number);
  const cells = parseUnrepeated(element.rowValue ?? element.details);
  if (Array.isArray(cells)) return rowOf(rowNumber, cells, depth);
  if (!isRecord(cells)) return unreadableRow(rowNumber, element.rowValue);
  return rowOf(rowNumber, cellIn(cells) === null ? cellsByLabel(cells) : [cells], depth);
}

/** Returns the cells of {"金额": "1.00"}, the row format that the official command line once documented (dingtalk.md §6). */
const cellsByLabel = (record: JsonRecord): JsonRecord[] =>
  Object.entries(record).map(([label, value]) => ({ label, value }));

/** Returns whether a whole row is under another key than `rowValue`: no column has that name, so its cells could not be assigned. */
const hidesCells = (record: JsonRecord): boolean =>
  Object.values(record).some((value) => {
    const cells = Array.isArray(value) || /^\s*\[\s*\{/.test(String(value)) ? parseWrapped(value) : null;
    return Array.isArray(cells) && cells.some((cell) => isRecord(cell) && 'label' in cell && 'value' in cell);
  });

const unreadableRow = (rowNumber: string | null, content: unknown): ControlRow => ({
  rowNumber,
  cells: [],
  unreadable: printed(content),
});

/** Returns a cell with the name of its column; null for a value without one, which would be lost. */
function cellIn(cell: unknown): RawComponent | null {
  if (!isRecord(cell)) return null;
  const component = readComponent(cell);
  return component.id !== '' || component.name !== '' || Object.keys(cell).length === 0 ? component : null;
}

function rowOf(rowNumber: string | null, cells: readonly unknown[], depth: number): ControlRow {
  const read: Control[] = [];
  const strange: unknown[] = [];
  for (const cell of cells) {
    const component = cellIn(cell);
    if (component === null) strange.push(cell);
    // DingTalk repeats a note of the form in every row; it is no content.
    else if (component.type !== 'TextNote') read.push(decodeComponent(component, depth + 1));
  }
  return { rowNumber, cells: read, ...(strange.length === 0 ? {} : { unreadable: printed(strange) }) };
}

/**
 * Returns the children in a list, and its filled items that are none; null if the value is no list of children (rows, or unreadable).
 * @param isSchema whether the list is that of the schema, in which a child needs no value.
 */
function childrenIn(value: unknown, isSchema = false): { children: JsonRecord[]; strange: unknown[] } | null {
  const parsed = isUnfilled(value) ? undefined : parseWrapped(value);
  const list = Array.isArray(parsed) ? parsed : isSuiteChild(parsed) ? [parsed] : [];
  const items = isSchema ? recordsIn(list) : list;
  const isChild = (item: unknown): item is JsonRecord => isNamedChild(item, isSchema);
  const children = items.filter(isChild);
  if (children.length === 0) return null;
  const texts = isSchema ? list.filter((item) => typeof parseWrapped(item) !== 'object') : [];
  return { children, strange: [...items.filter((item) => !isChild(item)), ...texts].filter((item) => !isBlank(item)) };
}

/**
 * Returns the suite object of a cell (报销明细.项目费用明细 in interface.md), or a list of them; null for an ordinary cell, "mixed" for a list in which
 * something is no component.
 */
function nestedComponents({ type, value }: RawComponent): RawComponent[] | 'mixed' | null {
  if (type === 'TableField') return null;
  const isText = typeof value === 'string';
  if (isText && !(GROUPS.has(type) ? /^\s*[[{"]/ : /^\s*[[{"].*component(Name|Type)/s).test(value)) return null;
  const parsed = isText ? parseWrapped(value) : value;
  const list = Array.isArray(parsed) ? parsed : [parsed];
  const isOne = (one: unknown): one is JsonRecord => isNestedComponent(one) || (GROUPS.has(type) && isNamedChild(one));
  const filled = list.filter((item) => !isBlank(item));
  if (!filled.some(isOne)) return null;
  if (!filled.every(isOne)) return 'mixed';
  return filled.map(readComponent).filter((child) => child.type !== 'TextNote');
}

/** Returns the controls as an object. */
function objectOf(controls: readonly Control[]): ControlValue {
  const entries: Record<string, string> = {};
  for (const { name, id, value } of controls) addEntry(entries, name || id, controlText(value));
  return { kind: 'object', entries };
}

const named = ({ id, name, alias, type, ext }: RawComponent) => ({
  id,
  name,
  alias,
  type,
  ...besideValue(type, ext),
  ...departmentsBeside(type, ext),
});
