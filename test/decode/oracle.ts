import { parse } from 'lossless-json';

/** Accepted bill, as the second reader needs it. */
export interface Accepted {
  total: string;
  currency: string;
  rows: readonly { amount: string; account: string; name: string }[];
}

/**
 * Reads the same text independently of the program and reports what the accepted bill must not contain: an account that is not the only
 * candidate on the form, a sum that the form does not have, a currency that is not ours.
 * @returns null if it finds no fault.
 */
export function fault(text: string, accepted: Accepted): string | null {
  const root = opened(text) as { result?: unknown; process_instance?: unknown };
  const body: Raw = isRecord(root.result) ? root.result : isRecord(root.process_instance) ? root.process_instance : {};
  const components = recordsOf(body.formComponentValues ?? body.form_component_values).map((raw) => ({
    label: labelOf(raw),
    id: typeof raw.id === 'string' ? raw.id : '',
    raw,
  }));
  return (
    faultOfPayee(components, accepted) ?? faultOfSum(components, accepted) ?? faultOfCurrency(components, accepted)
  );
}

type Raw = Record<string, unknown>;
interface Component {
  label: string;
  id: string;
  raw: Raw;
}

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** Returns the controls, also those wrapped as text or in a nested list. */
const recordsOf = (value: unknown): Raw[] =>
  listOf(opened(value)).flatMap((one) => {
    const open = opened(one);
    return Array.isArray(open) ? recordsOf(open) : isRecord(open) ? [open] : [];
  });
const folded = (text: string): string =>
  text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/　/g, ' ');
const labelOf = (raw: Raw): string => {
  const props = isRecord(raw.props) ? raw.props : {};
  const label = raw.name ?? raw.label ?? props.label;
  return typeof label === 'string' ? folded(label).replace(/\s/g, '') : '';
};

/** Parses JSON, also when nested as text; numbers keep their written form. */
function opened(value: unknown, depth = 0): unknown {
  if (typeof value !== 'string' || depth > 3 || !/^\s*[[{"]/.test(value)) return value;
  try {
    return opened(
      parse(value, null, { parseNumber: (digits) => digits, onDuplicateKey: ({ newValue }) => newValue }),
      depth + 1,
    );
  } catch {
    return value;
  }
}

/** Returns every text in a value, with the keys on the way to it. */
function* leaves(value: unknown, keys: readonly string[] = []): Generator<{ keys: readonly string[]; text: string }> {
  const open = opened(value);
  if (typeof open === 'string' && open !== '' && open !== 'null') yield { keys, text: open };
  else if (Array.isArray(open)) for (const item of open) yield* leaves(item, keys);
  else if (isRecord(open)) {
    const own = typeof open.label === 'string' && 'value' in open ? [...keys, open.label] : keys;
    for (const [key, item] of Object.entries(open)) yield* leaves(item, [...own, key]);
  }
}

const NOT_ACCOUNTS =
  /身份证|电话|手机|联行|行号|合同|税号|单号|发票|备注|编号|金额|(^|[.])(id|code|no)$|rowNumber|bankNo|key|label$/i;

/** Whether a run of digits is a mobile number, a 联行号 or a date, which nobody takes for an account. */
const isPlainlyOther = (run: string): boolean =>
  /^1[3-9]\d{9}$/.test(run) || (/^[1-9]\d{11}$/.test(run) && /^(10[2-5]|20[1-3]|3\d\d|40[1-3]|5|7)/.test(run));

/**
 * Returns digits beside the account with only signs between and without a known shape of their own: the end or the beginning of a longer
 * number. Only in text that a person wrote; in JSON the signs belong to its keys.
 */
function digitsBeside(text: string, account: RegExp): string | null {
  if (/[{}[\]"\\]/.test(text)) return null;
  for (const found of text.matchAll(new RegExp(account, 'gu'))) {
    const before = /(?<![\p{L}\p{N}])(\d+)[^\p{L}\p{N}*]*$/u.exec(text.slice(0, found.index))?.[1];
    const behind = /^[^\p{L}\p{N}*]*(\d+)(?![\p{L}\p{N}])/u.exec(text.slice(found.index + found[0].length))?.[1];
    const number = found[0].replace(/\D/g, '');
    for (const run of [before, behind])
      if (run !== undefined && !isPlainlyOther(run) && !/^\d{17}[\dX]$/.test(run) && !number.endsWith(run)) return run;
  }
  return null;
}

function faultOfPayee(components: readonly Component[], { rows }: Accepted): string | null {
  const accounts = [...new Set(rows.map(({ account }) => account).filter(Boolean))];
  if (accounts.length === 0) return null;
  const [account = ''] = accounts;
  if (accounts.length > 1) return `several accounts: ${accounts.join(' ')}`;
  if (!/^(NRA|OSA|FT[EFINU])?\d{8,32}$/.test(account)) return `no account: ${account}`;
  const controls = components.filter(({ label, id }) => label === '收款账号' || id === '收款账号');
  const texts = controls.flatMap(({ raw }) => [...leaves([raw.value, raw.extValue, raw.ext_value])]);
  const spaced = new RegExp(`(?<![\\p{N}A-Za-z*])${[...account].join('[ -]?')}(?![\\p{N}A-Za-z*])`, 'u');
  if (!texts.some(({ text }) => spaced.test(folded(text)))) return `account ${account} is not on the form`;
  for (const { text } of texts) {
    const cut = digitsBeside(folded(text), spaced);
    if (cut !== null && cut !== account) return `${account} is cut: ${cut} stands beside it`;
  }
  for (const { keys, text } of texts) {
    if (keys.some((key) => NOT_ACCOUNTS.test(key.replace(/[^\p{L}\p{N}.]/gu, '')))) continue;
    // The same number in groups is no second number; digits after a word of their own belong to that word.
    const rest = folded(text)
      .replace(new RegExp(spaced, 'gu'), ' ')
      // A cut JSON is text, and its keys are the words before its numbers.
      .replace(/["\\]+(id|code|no)["\\]+:["\\]*\d+/g, ' ')
      .replace(/(身份证|电话|手机|联行|行号|合同|税号|单号|发票|备注|编号)[^:\d]{0,4}:?\s*[\dXx]+/g, ' ');
    for (const [run] of rest.matchAll(/(?<![\p{N}A-Za-z.*-])\d{8,32}(?![\p{N}A-Za-z.*-])/gu))
      if (
        !isPlainlyOther(run) &&
        !/^20\d{6}/.test(run) &&
        run !== account &&
        !/^\d{6}(19|20)\d{2}[01]\d[0-3]\d/.test(run)
      )
        return `a second candidate ${run} beside ${account}`;
  }
  const names = [...new Set(rows.map(({ name }) => name))];
  const shown = texts.map(({ text }) => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, '')).join('\n');
  const strange = names.find((name) => name !== '' && !shown.includes(name.replace(/\s+/g, '')));
  return strange === undefined ? null : `the name ${strange} does not stand with the account`;
}

function amountOf(text: string): bigint | null {
  const m = /^([-−]?)(\d[\d,]*)(?:\.(\d{1,2})0*)?$/.exec(folded(text).trim());
  return m ? BigInt(`${m[1] ? '-' : ''}${(m[2] ?? '').replaceAll(',', '')}${(m[3] ?? '').padEnd(2, '0')}`) : null;
}
const blank = (value: unknown): boolean =>
  value === undefined || value === null || ['', 'null'].includes(String(value).trim());

/** Returns label and value of the cells of a row, in any spelling; null if it is no row. */
function cellsOf(row: unknown): [string, unknown][] | null {
  const open = opened(row);
  if (Array.isArray(open))
    return open.every(isRecord) ? open.map((cell): [string, unknown] => [labelOf(cell), cell.value]) : null;
  if (!isRecord(open)) return null;
  if ('rowValue' in open) {
    const value = opened(open.rowValue);
    return isRecord(value) && !('value' in value) ? cellsOf(value) : cellsOf(isRecord(value) ? [value] : value);
  }
  return Object.entries(open).map(([label, value]): [string, unknown] => [folded(label).replace(/\s/g, ''), value]);
}

/** Kinds of controls without an amount, whatever their label; a note is printed on the form. */
const NOT_AMOUNTS = new Set(['TextNote', 'RecipientAccountField', 'TableField', 'DDPhotoField']);

/** Returns the kind of a control; if it has no readable kind, the beginning of its id, which DingTalk starts with the kind. */
const typeOf = (raw: Raw): string => {
  const said = raw.componentType ?? raw.component_type;
  if (typeof said === 'string') return said;
  return typeof raw.id === 'string' ? (raw.id.split(/[_-]/)[0] ?? '') : '';
};

/** Returns the rows of a table, also if their list is nested in another list. */
const rowsOf = (value: unknown): unknown[] => {
  const rows = listOf(opened(value));
  const [only] = rows;
  return rows.length === 1 && Array.isArray(only) && only.every((row) => isRecord(row) && 'rowValue' in row)
    ? only
    : rows;
};

function faultOfSum(components: readonly Component[], { rows, total }: Accepted): string | null {
  const tables = components.filter(
    ({ label, raw }) => label === '报销明细' && !blank(raw.value) && listOf(opened(raw.value)).length > 0,
  );
  const sums = tables.map(({ raw }) => {
    let sum = 0n;
    let filled = 0;
    for (const row of rowsOf(raw.value)) {
      const cells = cellsOf(row);
      if (cells === null) return `a row that a second reader cannot read: ${JSON.stringify(row).slice(0, 200)}`;
      if (cells.every(([, value]) => blank(value) || (Array.isArray(value) && value.length === 0))) continue;
      filled++;
      const amounts = cells.filter(([label, value]) => label === '报销金额(元)' && !blank(value));
      const found = [
        ...new Set(amounts.map(([, value]) => amountOf([...leaves(value)].map(({ text }) => text).join(' ')))),
      ];
      const [amount] = found;
      if (found.length !== 1 || amount == null)
        return `a row without one amount: ${JSON.stringify(cells).slice(0, 200)}`;
      sum += amount;
    }
    return { sum, filled };
  });
  const paid = amountOf(total);
  const told = sums.find((sum) => typeof sum === 'string');
  if (typeof told === 'string') return told;
  if (!sums.some((one) => typeof one !== 'string' && one.sum === paid && one.filled === rows.length))
    return `${rows.length} rows of ${total} are not what the tables say`;
  // A table without a filled row is ignored.
  if (sums.some((one) => typeof one !== 'string' && one.filled > 0 && one.sum !== paid))
    return 'two tables that differ';
  for (const { label, raw } of components) {
    if (blank(raw.value) || NOT_AMOUNTS.has(typeOf(raw))) continue;
    const text = [...leaves(raw.value)].map((leaf) => leaf.text).join(' ');
    if (label === '总金额' && text !== '' && amountOf(text) !== paid)
      return `the form's total is ${text}, paid is ${total}`;
    if (/^(抵扣借款|冲销备用金金额)/.test(label) && (amountOf(text) ?? 0n) !== 0n)
      return `${label} ${text} was not looked at`;
    if (/^(实付金额|应付员工金额)/.test(label) && /\d/.test(folded(text)) && amountOf(text) !== paid)
      return `${label} is ${text}, paid is ${total}`;
  }
  return null;
}

function faultOfCurrency(components: readonly Component[], { currency }: Accepted): string | null {
  if (currency !== 'PRE001') return `currency ${currency}`;
  const foreign = /USD|EUR|HKD|JPY|美元|欧元|港币|日元/i;
  const said = components.find(
    ({ label, raw }) => /^币[种别]/.test(label) && foreign.test(JSON.stringify(raw.value) ?? ''),
  );
  return said ? `paid as CNY although the form says ${JSON.stringify(said.raw.value)}` : null;
}
