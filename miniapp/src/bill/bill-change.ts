import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount } from '@dingdee/shared/money';
import { changeWords as words } from './change-words.js';
import { type BillChange, isDetail } from './is-other.js';

export interface Difference {
  label: string;
  from: string;
  to: string;
}

const money = ({ amount, currency }: BillSummary): string =>
  amount === null ? '—' : `${currency === 'CNY' || currency === '' ? '¥' : `${currency} `}${formatAmount(amount)}`;

/** Returns the visible differences between the bill and the version seen before; empty if only its version number grew. */
export function differences(seen: BillSummary, now: BillSummary): Difference[] {
  const found = [
    { label: words.payee, from: seen.payee, to: now.payee },
    { label: words.amount, from: money(seen), to: money(now) },
    { label: words.org, from: seen.orgNumber, to: now.orgNumber },
    { label: words.department, from: seen.department, to: now.department },
    { label: words.purpose, from: seen.purpose, to: now.purpose },
    { label: words.costItems, from: seen.costItems.join('、'), to: now.costItems.join('、') },
    { label: words.attachments, from: String(seen.attachments), to: String(now.attachments) },
    ...(isDetail(seen) && isDetail(now) ? fieldDifferences(seen, now) : []),
  ];
  return found
    .filter(({ from, to }) => from !== to)
    .map(({ label, from, to }) => ({ label, from: from || words.nothing, to: to || words.nothing }));
}

/** Compares fields of the header, rows and open issues, as both detail pages show them. */
function fieldDifferences(seen: BillDetail, now: BillDetail): Difference[] {
  const before = new Map(fieldsOf(seen).map((field) => [field.key, field]));
  const after = new Map(fieldsOf(now).map((field) => [field.key, field]));
  return [...new Set([...before.keys(), ...after.keys()])].map((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    return { label: was?.label ?? is?.label ?? '', from: was?.text ?? '', to: is?.text ?? '' };
  });
}

const fieldsOf = (bill: BillDetail) => [
  ...bill.header.map(({ path, label, value, valueName }) => ({ key: path, label, text: shown(value, valueName) })),
  ...bill.rows.flatMap((row) => [
    {
      key: `row ${row.index}`,
      label: words.rowAmount(row.index + 1),
      text: row.amount === null ? '' : formatAmount(row.amount),
    },
    ...row.fields.map(({ path, label, value, valueName }) => ({
      key: path,
      label: words.rowField(row.index + 1, label),
      text: shown(value, valueName),
    })),
  ]),
  { key: 'issues', label: words.issues, text: bill.issues.map(({ message }) => message).join('；') },
];
const shown = (value: string | null, name: string): string =>
  [value ?? '', name].filter((text) => text !== '').join(' ');

const MOST_SHOWN = 6;
/** Formats a change: "周明远 ¥100.00：金额 ¥100.00 → ¥9,100.00，收款人 周明远 → 李四（王五 映射完成）". */
export function changeSentence({ seen, now, hand }: BillChange): string {
  const by = hand === null ? '' : `（${hand}）`;
  const who = `${seen.payee} ${money(seen)}`;
  const found = differences(seen, now);
  const parts = [
    ...(seen.state === now.state ? [] : [words.fromTo(words.state, STATE_WORDS[seen.state], STATE_WORDS[now.state])]),
    ...found.slice(0, MOST_SHOWN).map(({ label, from, to }) => words.fromTo(label, from, to)),
    ...(found.length > MOST_SHOWN ? [words.more(found.length - MOST_SHOWN)] : []),
  ];
  return `${who}：${parts.length === 0 ? words.content : parts.join('，')}${by}`;
}
