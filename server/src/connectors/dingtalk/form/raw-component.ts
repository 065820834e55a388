import { isRecord, type JsonRecord, pick, textOf } from '../../../json/json-reading.js';

/** One component in any of DingTalk's four formats (dingtalk.md §4, §5.3, §5.4). */
export interface RawComponent {
  id: string;
  name: string;
  alias: string | null;
  type: string;
  value: unknown;
  /** extValue: an object inside tables, JSON text or a bare word elsewhere. */
  ext: unknown;
}

/** Names of the components (dingtalk.md §2); their ids begin with these. */
const TYPES =
  'TextField|TextareaField|NumberField|MoneyField|CalculateField|DDSelectField|DDMultiSelectField|CascadeField|DDDateField|DDDateRangeField|TextNote|PhoneField|IdCardField|DDPhotoField|DDAttachment|SignatureField|TableField|InnerContactField|ExternalContactField|DepartmentField|TimeAndLocationField|RelateField|FormRelateField|AddressField|StarRatingField|InvoiceField|RecipientAccountField|SeqNumberField|OcrTextField|OcrIdCardField|ColumnLayout|DDHolidayField|DDBizSuite';
const TYPED_ID = new RegExp(`^(${TYPES})[-_]`, 'u');

const KNOWN_TYPES: ReadonlySet<string> = new Set(TYPES.split('|'));

export const isKnownType = (type: string): boolean => KNOWN_TYPES.has(type);

/** Cache of ids, labels and types, which are the same in every approval of a form: one shared text is fast to compare and to look up. */
const words = new Map<string, string>();
const MOST_WORDS = 5000;
const LONGEST_WORD = 200;

function sameWord(word: string): string {
  const ready = words.get(word);
  if (ready !== undefined) return ready;
  if (word.length > LONGEST_WORD) return word;
  if (words.size >= MOST_WORDS) words.clear();
  words.set(word, word);
  return word;
}

/** Returns the type at the beginning of an id; cells of real answers may have only key, label and value (first-contact.md). */
const typeInId = (id: string): string => TYPED_ID.exec(id)?.[1] ?? '';

/** Reads a form component, a table cell, or a child of a suite with its schema beside the value. */
export function readComponent(raw: JsonRecord): RawComponent {
  // Tens of thousands of components are read per hour: with each key written out, each access is one lookup.
  const props = isRecord(raw.props) ? raw.props : NO_PROPS;
  const id = textOf(raw.id) || textOf(raw.key) || textOf(props.id);
  const alias = textOf(raw.bizAlias ?? raw.biz_alias ?? props.bizAlias).trim();
  const type = textOf(raw.componentType ?? raw.component_type ?? raw.componentName ?? raw.component_name).trim();
  return {
    id: sameWord(id),
    name: sameWord(labelOf(raw.name) || labelOf(raw.label) || labelOf(props.label)),
    alias: alias === '' ? null : sameWord(alias),
    type: sameWord(type || typeInId(id)),
    value: isUnfilled(raw.value) && isFilledList(raw.details) ? raw.details : raw.value,
    ext: raw.extValue ?? raw.ext_value ?? raw.extendValue ?? raw.extend_value ?? undefined,
  };
}

const NO_PROPS: JsonRecord = {};

/** Returns whether `details` holds rows of a table; they occur beside an empty value (forms-in-the-wild.md). */
const isFilledList = (details: unknown): boolean => Array.isArray(details) && details.length > 0;

/** Returns a label without the outer spaces; a date range has two labels (dingtalk.md §2). */
function labelOf(label: unknown): string {
  const text = Array.isArray(label) ? JSON.stringify(label) : textOf(label);
  return text.trim();
}

/** Returns whether the value is a component of a suite: schema (`props`) and, once filled, the value beside it. */
export const isSuiteChild = (value: unknown): value is JsonRecord =>
  isRecord(value) && isRecord(value.props) && pick(value, 'componentName', 'componentType') !== undefined;

/**
 * Returns whether an item of a list is a component with an id or a label. Without a schema and a type it is one by its value: a row of a table has its
 * cells in `rowValue`, or its columns as keys.
 * @param isSchema whether the list is that of a schema, in which a component needs no value.
 */
export function isNamedChild(value: unknown, isSchema = false): value is JsonRecord {
  if (!isRecord(value) || value.rowValue !== undefined) return false;
  const isComponent = isRecord(value.props) || pick(value, 'componentName', 'componentType') !== undefined;
  if (!isSchema && !isComponent && value.value === undefined) return false;
  const { id, name } = readComponent(value);
  return id !== '' || name !== '';
}

/** Returns whether the value is the suite object of a cell; some have no `props`. */
export const isNestedComponent = (value: unknown): value is JsonRecord =>
  isRecord(value) && pick(value, 'componentName', 'componentType') !== undefined;

/** Returns whether a value is unfilled: absent, "" or the word "null" (dingtalk.md §5.1). */
export function isUnfilled(value: unknown): boolean {
  if (typeof value !== 'string') return value === undefined || value === null;
  const text = value.trim();
  return text === '' || text === 'null';
}
