import { isHeaderRow } from '@dingdee/shared/header-row';
import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import { detailWords } from '../detail-words.js';
import { netWords } from '../net-words.js';

const nameOf = (from: string): string => from.replace(/^(?:field|row):/, '');

/** Says where the rows of a bill come from, whether they are joined, and how many bills an approval gives. */
export function rowsInWords({ detail, split }: Pick<SchemeContent, 'detail' | 'split'>): string {
  if (isHeaderRow(detail.table)) return detailWords.none;
  const rows =
    detail.group === undefined ? detailWords.each : `${detail.group.map(nameOf).join('、')}${detailWords.joinedShort}`;
  const bills = split ? `，${detailWords.splits[split.by]}` : '';
  return `${detailTables(detail).join('、')}：${rows}${bills}`;
}

/** Says what is deducted before the payment. */
export const netInWords = ({ net }: Pick<SchemeContent, 'net'>): string =>
  net ? netWords.minus(net.offsets.map(({ from, column }) => column ?? nameOf(from))) : netWords.off;
