export type FieldKind = 'text' | 'enum' | 'date' | 'amount' | 'decimal' | 'integer' | 'boolean' | 'base';

/** One field of a form, as QueryBusinessInfo describes it (kingdee.md §4). */
export interface Field {
  key: string;
  name: string;
  kind: FieldKind;
  /** Whether the field is mandatory on the official Save page, ★ in kingdee.md §7. */
  mustInput: boolean;
  /** Base data form behind the field. */
  lookUp?: string;
  /** Number of the category of the field's values, for 辅助资料 only. */
  category?: string;
  /** Key of the enum field that names the form instead (multi-type base data, kingdee.md §7.4). */
  lookUpBy?: string;
  /** Maximum length of the text. */
  length?: number;
  /** Whether QueryBusinessInfo leaves the length out. */
  untold?: boolean;
  values?: readonly (readonly [value: string, caption: string])[];
  /** Server default for a field that was not sent: a scalar, or a base data number. */
  byDefault?: string;
  /** Whether only the server sets the field; a sent value is ignored. */
  readOnly?: boolean;
}

/** Settings of the site for the length and the values of its fields (switches.ts). */
export interface SiteLimits {
  fieldLengths: string;
  fieldChoices: string;
}

const pairs = (list: string, between: string): (readonly [key: string, value: string])[] =>
  list
    .split(between)
    .filter((each) => each.includes('='))
    .map((each) => [each.slice(0, each.indexOf('=')).trim(), each.slice(each.indexOf('=') + 1)] as const);

/** Returns the fields with the lengths and values that the site gave them. */
export function asTheSiteHasThem(fields: readonly Field[], { fieldLengths, fieldChoices }: SiteLimits): Field[] {
  const lengths = new Map(pairs(fieldLengths, ',').map(([key, length]) => [key, Number(length)]));
  const lists = new Map(
    pairs(fieldChoices, ';').map(([key, list]) => [
      key,
      list
        .split('|')
        .filter((each) => each !== '')
        .map((each) => [each.split(':')[0] ?? '', each.split(':')[1] ?? ''] as const),
    ]),
  );
  return fields.map((each) => {
    const length = lengths.get(each.key);
    const values = lists.get(each.key);
    return {
      ...each,
      ...(length === undefined ? {} : length === 0 ? { untold: true } : { length }),
      ...(values === undefined ? {} : { values }),
    };
  });
}

type Options = Partial<Omit<Field, 'key' | 'name' | 'kind'>>;

const field =
  (kind: FieldKind) =>
  (key: string, name: string, options: Options = {}): Field => ({ key, name, kind, mustInput: false, ...options });

export const text = field('text');
export const enumeration = field('enum');
export const date = field('date');
export const amount = field('amount');
export const decimal = field('decimal');
export const integer = field('integer');
export const bool = field('boolean');
export const base = (key: string, name: string, lookUp: string, options: Options = {}): Field =>
  field('base')(key, name, { lookUp, ...options });
export const unit = (key: string, name: string, lookUpBy: string, options: Options = {}): Field =>
  field('base')(key, name, { lookUpBy, ...options });
const YES_OR_NO = [
  ['0', '否'],
  ['1', '是'],
] as const;
/** §8.3: further fields of the customer's own, one of each kind. */
export const moreOwnFields = (): Field[] => [
  base('F_ABCD_Customer2', '最终客户', 'BD_Customer'),
  date('F_ABCD_Due', '约定付款日'),
  amount('F_ABCD_Tax', '进项税额'),
  decimal('F_ABCD_Count', '发票张数'),
  bool('F_ABCD_Checked', '已验票', { values: YES_OR_NO }),
  text('F_ABCD_Memo', '备忘', { length: 60 }),
];
export const must = { mustInput: true } as const;
