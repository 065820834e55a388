import { type Amount, isOpenDecimal, parseAmount, parseDecimal } from '@dingdee/shared/money';
import { plainForms } from '@dingdee/shared/plain-forms';
import { isAmountControl } from '../../domain/approval/amount-control.js';
import type { Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Params } from '../../domain/draft/issue-variants.js';
import { cut } from './texts.js';

/** A text, and whether it is a decimal of a control that knows no thousands. */
interface AmountText {
  text: string;
  decimal?: true;
}

/** Returns the amount of a text that was read; null if it is none, or may be one of two. */
export const amountOf = ({ text, decimal }: AmountText): Amount | null =>
  decimal ? parseDecimal(text) : parseAmount(text);

/** Returns the same for the text of a control. @param text as a rule reads it. */
export const amountOfControl = ({ type, value }: Control, text = controlText(value)): Amount | null =>
  amountOf({ text: text.trim(), ...decimalOf(type, text) });

const DECIMAL = { decimal: true } as const;
const NONE = {};

/** Returns the mark of a text whose three decimals are no thousands because of its control. */
export const decimalOf = (type: string, text: string): { decimal?: true } =>
  isAmountControl(type) && isOpenDecimal(text) ? DECIMAL : NONE;

/** Returns what the issue of a text that is no amount says: the text, and the two amounts that it may be. */
export function illegibleAmount({ text, decimal: isDecimal }: AmountText): Params {
  const said = { text: cut(text, 40) };
  if (isDecimal || !isOpenDecimal(text)) return said;
  const decimal = plainForms(text).trim();
  const [whole = '', decimals = ''] = decimal.split('.');
  const short = `${whole}.${decimals.slice(0, 2)}`;
  return { ...said, decimal: decimals.endsWith('0') ? short : decimal, short, thousands: `${whole}${decimals}` };
}
