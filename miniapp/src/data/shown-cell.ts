import type { DatasetRow } from '@dingdee/shared/data-export';
import type { DatasetColumn } from '@dingdee/shared/dataset';
import { amount, formatAmount } from '@dingdee/shared/money';
import * as z from 'zod/mini';

export interface ShownCell {
  text: string;
  /** The full text, if the cell is shorter; a code is never cut. */
  title: string;
  /** True for an identifier of the program or of another system, shown as it is stored. */
  code: boolean;
}

/** Formats a value for the preview: "11-22 14:08", "28,600.00", "—" for no value. */
export function shownCell({ kind }: DatasetColumn, value: DatasetRow[string] | undefined): ShownCell {
  if (value === null || value === undefined) return { text: '—', title: '', code: false };
  const text = String(value);
  if (kind === 'instant')
    return { text: text.slice(5, 16).replace('T', ' '), title: text.slice(0, 19).replace('T', ' '), code: false };
  const sum = kind === 'amount' ? z.safeParse(amount, value) : null;
  if (sum?.success) return { text: formatAmount(sum.data), title: '', code: false };
  const code = kind === 'text' && /^[\x20-\x7e]+$/.test(text);
  return { text, title: code ? '' : text, code };
}
