export type FieldKind = 'text' | 'enum' | 'date' | 'amount' | 'decimal' | 'integer' | 'boolean' | 'base';

/** One field of a form, as QueryBusinessInfo would tell it (kingdee.md §4). */
export interface Field {
  key: string;
  name: string;
  kind: FieldKind;
  /** Must-input on the official Save page, ★ in kingdee.md §7. */
  mustInput: boolean;
  /** Base data form behind the field. */
  lookUp?: string;
  /** Of 辅助资料: the number of the category that the field is chosen from. */
  category?: string;
  /** Key of the enum field that names the form instead (multi-type base data, kingdee.md §7.4). */
  lookUpBy?: string;
  /** Longest text. */
  length?: number;
  values?: readonly (readonly [value: string, caption: string])[];
  /** Server default for a field that was not sent: a scalar, or a base data number. */
  byDefault?: string;
  /** Set by the server only; a sent value is ignored. */
  readOnly?: boolean;
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
export const must = { mustInput: true } as const;
