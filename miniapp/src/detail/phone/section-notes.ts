import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import { formatAmount } from '@dingdee/shared/money';
import { isInvoice } from '../../bill/file/is-invoice.js';
import { isConverted } from '../../bill/phone/review-walk.js';
import { openChecks } from '../bill-checks.js';
import { detailWords as words } from '../words.js';

/** What the closed section of a bill says of its content; `tone` is a class, "" if nothing needs a person. */
export interface SectionNote {
  text: string;
  tone: 'bad' | 'warn' | '';
}

const worst = (fields: readonly PairValue[]): SectionNote['tone'] =>
  fields.some(({ issue }) => issue?.level === 'red') ? 'bad' : fields.some(({ issue }) => issue) ? 'warn' : '';
const openIn = (fields: readonly PairValue[]): number => fields.filter(({ issue }) => issue !== null).length;

export function pairsNote({ header }: Pick<BillDetail, 'header'>): SectionNote {
  const tone = worst(header);
  if (tone === 'bad') return { tone, text: words.missing(openIn(header)) };
  if (tone === 'warn') return { tone, text: words.toCheck(openIn(header)) };
  return { tone, text: words.converted(header.filter(isConverted).length) };
}

export function rowsNote({ rows, totals }: Pick<BillDetail, 'rows' | 'totals'>): SectionNote {
  const fields = rows.flatMap((row) => row.fields);
  const open = openIn(fields);
  const sum = totals.rows ? formatAmount(totals.rows) : '—';
  return { tone: worst(fields), text: open > 0 ? words.rowsToFix(rows.length, open) : words.rowsSum(rows.length, sum) };
}

export function filesNote({ attachmentList: files }: Pick<BillDetail, 'attachmentList'>): SectionNote {
  const invoices = files.filter(isInvoice).length;
  return { tone: '', text: words.filesSum(files.length) + (invoices > 0 ? words.invoices(invoices) : '') };
}

export function checksNote(bill: Pick<BillDetail, 'checks'>): SectionNote {
  const open = openChecks(bill);
  const passed = bill.checks.filter(({ state }) => state === 'ok').length;
  return { tone: open > 0 ? 'warn' : '', text: words.checksPassed(passed, open) };
}
