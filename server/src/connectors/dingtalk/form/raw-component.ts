import { isRecord, type JsonRecord, pick, recordOf, textOf } from '../../../json/json-reading.js';

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

const KNOWN_TYPE = new RegExp(`^(${TYPES})$`, 'u');

export const isKnownType = (type: string): boolean => KNOWN_TYPE.test(type);

/** Cells of live details may carry nothing but key, label and value (first-contact.md): the key begins with the type. */
const typeInId = (id: string): string => TYPED_ID.exec(id)?.[1] ?? '';

/** A form component, a table cell, or a child of a suite with its schema beside the value. */
export function readComponent(raw: JsonRecord): RawComponent {
  const props = recordOf(raw.props);
  const id = textOf(pick(raw, 'id', 'key') ?? props.id);
  const alias = textOf(pick(raw, 'bizAlias', 'biz_alias') ?? props.bizAlias).trim();
  return {
    id,
    name: labelOf(pick(raw, 'name', 'label') ?? props.label),
    alias: alias === '' ? null : alias,
    type:
      textOf(pick(raw, 'componentType', 'component_type', 'componentName', 'component_name')).trim() || typeInId(id),
    value: raw.value,
    ext: pick(raw, 'extValue', 'ext_value', 'extendValue', 'extend_value'),
  };
}

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
export const isUnfilled = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && ['', 'null'].includes(value.trim()));
