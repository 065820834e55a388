import type { Beside } from '../../../domain/approval/approval-instance.js';
import { isRecord, type JsonRecord, listOf, pick, recordOf, textOf } from '../../../json/json-reading.js';
import { flatten, parseWrapped, printed } from './decode-value.js';

const AMOUNTS: ReadonlySet<string> = new Set(['MoneyField', 'NumberField', 'CalculateField']);
const TABLES: ReadonlySet<string> = new Set(['TableField', 'DDBizSuite', '']);

export const nothingBeside = (ext: unknown): boolean => ext === undefined || ext === null || ext === '';

/**
 * Returns what DingTalk writes beside an amount (the amount in words, its currency) and beside a table (totals of its columns), for a check
 * of the value itself. The keys are UNCONFIRMED (dingtalk.md §5.1, §5.3); a missing entry says nothing.
 */
export function besideValue(type: string, ext: unknown): { beside?: Beside } {
  if (nothingBeside(ext)) return {};
  const parsed = parseWrapped(ext);
  const told = recordOf(Array.isArray(parsed) ? parsed.find(isRecord) : parsed);
  if (AMOUNTS.has(type)) return amountBeside(told);
  if (!TABLES.has(type)) return {};
  const totals = tableBeside(told);
  // For a control of unknown type, an amount in words or a currency counts as for an amount.
  return type === '' && totals.beside === undefined ? amountBeside(told) : totals;
}

/**
 * Returns the department ids beside the names of a DepartmentField, in their order. The format is UNCONFIRMED (dingtalk.md §5.1): if one
 * department has no id, all ids are ignored.
 */
export function departmentsBeside(type: string, ext: unknown): { departmentIds?: readonly string[] } {
  if (type !== 'DepartmentField' || nothingBeside(ext)) return {};
  const parsed = parseWrapped(ext);
  const chosen = (Array.isArray(parsed) ? parsed : [parsed]).filter(isRecord);
  const ids = chosen.map((one) => textOf(pick(one, 'id', 'deptId', 'dept_id', 'itemId', 'key')).trim());
  return ids.length === 0 || ids.includes('') ? {} : { departmentIds: ids };
}

function amountBeside(ext: JsonRecord): { beside?: Beside } {
  const words = textOf(pick(ext, 'upper', 'upperCase')).trim();
  const currency = currencyIn(ext);
  const beside = { ...(words === '' ? {} : { words }), ...(currency === '' ? {} : { currency }) };
  return Object.keys(beside).length === 0 ? {} : { beside };
}

const OF_CURRENCY = /currency|币/iu;
/** Keys that mention a currency but do not name one: {currencyPrecision: 2, currencyId: "…"}. */
const NO_CURRENCY = /(rate|precision|scale|decimals?|format|index|enabled?|id)$/iu;

/** Returns everything that names a currency, each once: "USD", {code: "USD", symbol: "$"} → "USD、$". */
function currencyIn(ext: JsonRecord): string {
  const told = Object.entries(flatten(ext))
    .filter(([key]) => OF_CURRENCY.test(key) && !NO_CURRENCY.test(key))
    .map(([, text]) => text.trim())
    .filter((text) => text !== '' && text !== 'null' && text !== 'true' && text !== 'false');
  return [...new Set(told)].join('、');
}

function tableBeside(ext: JsonRecord): { beside?: Beside } {
  const columnTotals = listOf(ext.statValue)
    .filter(isRecord)
    .map((stat) => ({
      id: textOf(pick(stat, 'id', 'componentId', 'component_id', 'key')),
      label: textOf(pick(stat, 'label', 'name')).trim(),
      total: printed(pick(stat, 'num', 'value') ?? '').trim(),
    }))
    .filter(({ total }) => total !== '');
  return columnTotals.length === 0 ? {} : { beside: { columnTotals } };
}
