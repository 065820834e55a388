import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import { isAmountControl } from '../../domain/approval/amount-control.js';
import { maskText } from '../../domain/bill/account-mask.js';
import type { Issues } from '../../domain/draft/issues.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableLabel } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';
import {
  besideAPart,
  describesOffset,
  isLimit,
  isOnlyDiscount,
  isPartLabel,
  kindOfLabel,
  namesKind,
  type OffsetKind,
  shareOf,
  speaksOfInsurance,
} from './offset-words.js';

const NOT_ASKED: ReadonlySet<string> = new Set([
  'DDDateField',
  'DDDateRangeField',
  'RelateField',
  'FormRelateField',
  'InnerContactField',
  'ExternalContactField',
  'DepartmentField',
  'PhoneField',
  'IdCardField',
  'SeqNumberField',
  'InvoiceField',
  'RecipientAccountField',
  'AddressField',
  'SignatureField',
]);
const SOME_AMOUNT = /全额|全部|[1-9壹贰叁肆伍陆柒捌玖]|[一二两三四五六七八九十百千万]+元/u;

/** What the scheme reads of a form, and what the bill would pay. */
export interface PaidForm {
  entries: readonly FormEntry[];
  /** Returns whether rows or total are read from the entry. */
  isPaid: (entry: FormEntry) => boolean;
  /** Returns whether a paid entry is one that the net sum takes off. */
  isNet: (entry: FormEntry) => boolean;
  /** Returns whether the rows that are paid stand in this table: its name says nothing about their amounts. */
  isPaidTable: (table: FormEntry['table']) => boolean;
  /** Σ rows: what the bill would pay; null while a row has no amount. */
  total: Amount | null;
}

/**
 * Checks the offsets and payables that the scheme does not read (净额, product.md §4): an offset that is not zero, or a payable that differs from what
 * the bill would pay, stops the bill.
 */
export function checkOffsets(form: PaidForm, issues: Issues): void {
  const { entries, isPaid, total } = form;
  const paid = total === null ? null : toFen(total);
  const isPart = entries.some((entry) => isPaid(entry) && !form.isNet(entry) && isPartLabel(entry.comparable));
  const shares = paid === null ? new Set<FormEntry>() : sharesOfInsurance(form, paid);
  for (const { kind, entry, fen, many } of toldAmounts(form)) {
    if (kind === 'payable' && fen !== null && fen === paid) continue;
    if (shares.has(entry)) continue;
    const beside = isPart && kind !== 'offset' ? besideAPart(entry.comparable) : null;
    if (kind === 'maybe-payable' && (beside === 'left' || isPayable(entry, fen, paid))) continue;
    if (
      (beside === 'before' && kind === 'maybe-offset') ||
      (beside === 'whole' && fen !== null && paid !== null && fen > paid)
    )
      continue;
    issues.coded(LEVEL[kind], CODE[kind], 'total', {
      label: cut(entry.table === null ? entry.label : `${entry.table.name}.${entry.label}`, 60),
      text:
        fen !== null
          ? formatAmount(fromFen(fen))
          : `${cut(maskText(entry.text, [], entry.label), 40)}${many ? ' …' : ''}`,
      total: total === null ? '' : formatAmount(total),
    });
  }
}

const LEVEL = { offset: 'red', payable: 'red', 'maybe-offset': 'amber', 'maybe-payable': 'amber' } as const;
const CODE = {
  offset: 'offset',
  payable: 'payable-differs',
  'maybe-offset': 'maybe-offset',
  'maybe-payable': 'other-total',
} as const;

/** Returns whether an amount that may be the one to pay says nothing against what is paid: it is that, or a limit that is not exceeded. */
const isPayable = ({ comparable }: FormEntry, fen: bigint | null, paid: bigint | null): boolean =>
  fen === null || paid === null || fen === paid || (fen > paid && isLimit(comparable));

interface Told {
  kind: Exclude<OffsetKind, 'bare-payable'>;
  /** The first entry that is not zero. */
  entry: FormEntry;
  /** Σ of a table's column; null if some of it cannot be read. */
  fen: bigint | null;
  many: boolean;
}

/** Returns offsets that are not zero and payables that are filled: one for each control, one for each whole column of a table. */
export function toldAmounts(form: PaidForm): Told[] {
  const told: Told[] = [];
  const columns = new Map<string, Told>();
  for (const entry of form.entries) {
    const kind = kindOfEntry(entry, form);
    if (kind === null) continue;
    const fen = fenOf(entry);
    if (
      fen === null
        ? !SOME_AMOUNT.test(entry.text.normalize('NFKC'))
        : fen === 0n && kind !== 'payable' && !isLimit(entry.comparable)
    )
      continue;
    const place = `${entry.table?.id}\n${entry.comparable}`;
    const column = entry.table === null ? undefined : columns.get(place);
    if (column) {
      column.fen = column.fen === null || fen === null ? null : column.fen + fen;
      column.many = true;
    } else {
      const one = { kind, entry, fen, many: false };
      told.push(one);
      if (entry.table !== null) columns.set(place, one);
    }
  }
  return told;
}

function fenOf({ text }: FormEntry): bigint | null {
  const amount = looseAmount(text);
  return amount === null ? readAmountInWords(text) : toFen(amount);
}

/** Returns the kind of an entry that no rule reads as an amount; null if it is none. */
export function kindOfEntry(
  entry: FormEntry,
  { isPaid, isPaidTable }: Pick<PaidForm, 'isPaid' | 'isPaidTable'>,
): Told['kind'] | null {
  const { control, table, comparable } = entry;
  if (NOT_ASKED.has(control.type) || NOT_ASKED.has(table?.type ?? '') || isPaid(entry)) return null;
  const inPaid = table !== null && isPaidTable(table);
  const kind = kindOfLabel(comparable, table === null || inPaid ? '' : table.name);
  // A column of most price lists.
  if (kind === 'maybe-offset' && inPaid && isOnlyDiscount(comparable)) return null;
  if (kind === null && describesOffset(comparable) && HAS_AMOUNT.test(entry.text.normalize('NFKC')))
    return 'maybe-offset';
  if (kind !== 'bare-payable') return kind;
  return isAmountAlone(entry) ? 'payable' : null;
}

/** A description that holds an amount: 迟到罚款200元, 200. */
const HAS_AMOUNT = /\d\s*元|^\s*\d[\d,]*(?:\.\d+)?\s*$/u;

/** Returns whether a text is an amount and nothing else; 0 and 1 of a text control may be no and yes. */
const isAmountAlone = (entry: FormEntry): boolean =>
  fenOf(entry) !== null && (isAmountControl(entry.control.type) || !/^[01]$/u.test(entry.text.normalize('NFKC')));

/** Returns the shares of company and person of a form on social insurance that sum up to what is paid: both are paid. */
function sharesOfInsurance({ entries }: PaidForm, paid: bigint): ReadonlySet<FormEntry> {
  const shares = entries.flatMap((entry) => {
    const of = entry.table === null ? shareOf(entry.comparable) : null;
    const fen = of === null ? null : fenOf(entry);
    return of === null || fen === null || fen <= 0n ? [] : [{ entry, of, fen }];
  });
  const sum = shares.reduce((all, { fen }) => all + fen, 0n);
  const both = ['company', 'person'].every((of) => shares.some((share) => share.of === of));
  if (!both || sum !== paid) return new Set();
  // A department 养老事业部 or a reason 医保培训 does not make it such a form.
  const speaks = entries.some(
    ({ label, comparable, text, table }) =>
      speaksOfInsurance(label) ||
      speaksOfInsurance(table?.name ?? '') ||
      (namesKind(comparable) && speaksOfInsurance(text)),
  );
  return new Set(speaks ? shares.map(({ entry }) => entry) : []);
}

/**
 * Returns whether a filled control with this label stops a bill that subtracts nothing.
 * @param table label of its table, "" at the top of the form.
 */
export const isTakenOff = (control: { type: string; label: string }, table: string): boolean =>
  !NOT_ASKED.has(control.type) && kindOfLabel(comparableLabel(control.label), table) === 'offset';
