import { isRecord, type JsonRecord, pick, textOf } from '../../../json/json-reading.js';

/** One component as any of DingTalk's four spellings writes it (dingtalk.md §4, §5.3, §5.4). */
export interface RawComponent {
  id: string;
  name: string;
  alias: string | null;
  type: string;
  value: unknown;
  /** extValue: an object inside tables, JSON text or a bare word elsewhere. */
  ext: unknown;
}

/** dingtalk.md §2: the names of components; ids begin with them. */
const TYPES =
  'TextField|TextareaField|NumberField|MoneyField|CalculateField|DDSelectField|DDMultiSelectField|CascadeField|DDDateField|DDDateRangeField|TextNote|PhoneField|IdCardField|DDPhotoField|DDAttachment|SignatureField|TableField|InnerContactField|ExternalContactField|DepartmentField|TimeAndLocationField|RelateField|FormRelateField|AddressField|StarRatingField|InvoiceField|RecipientAccountField|SeqNumberField|OcrTextField|OcrIdCardField|ColumnLayout|DDHolidayField|DDBizSuite';
const TYPED_ID = new RegExp(`^(${TYPES})[-_]`, 'u');

const KNOWN_TYPES: ReadonlySet<string> = new Set(TYPES.split('|'));

export const isKnownType = (type: string): boolean => KNOWN_TYPES.has(type);

/** Forms have the same ids, labels and types in every approval: one text for all of them is quick to compare and to look up by. */
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

/** Cells of live details may carry nothing but key, label and value (first-contact.md): the key begins with the type. */
const typeInId = (id: string): string => TYPED_ID.exec(id)?.[1] ?? '';

/** A form component, a table cell, or a child of a suite with its schema beside the value. */
export function readComponent(raw: JsonRecord): RawComponent {
  // Ten thousands of these are read an hour: named one by one, each is one look.
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

/** Rows of a table that stand beside an empty value (forms-in-the-wild.md). */
const isFilledList = (details: unknown): boolean => Array.isArray(details) && details.length > 0;

/** Labels may carry spaces at their ends; that of a date range is two labels (dingtalk.md §2). */
function labelOf(label: unknown): string {
  const text = Array.isArray(label) ? JSON.stringify(label) : textOf(label);
  return text.trim();
}

/** A component of a suite: schema (`props`) and, once filled, the value beside it. */
export const isSuiteChild = (value: unknown): value is JsonRecord =>
  isRecord(value) && isRecord(value.props) && pick(value, 'componentName', 'componentType') !== undefined;

/** The suite object that stands in a cell; some carry no `props`. */
export const isNestedComponent = (value: unknown): value is JsonRecord =>
  isRecord(value) && pick(value, 'componentName', 'componentType') !== undefined;

/** An unfilled value is absent, "" or the word "null" (dingtalk.md §5.1). */
export function isUnfilled(value: unknown): boolean {
  if (typeof value !== 'string') return value === undefined || value === null;
  const text = value.trim();
  return text === '' || text === 'null';
}
