import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import { expect, it } from 'vitest';
import { checksNote, filesNote, pairsNote, rowsNote } from './section-notes.js';

const field = (level: 'red' | 'amber' | null): PairValue =>
  ({ provenance: { kind: 'lookup' }, value: 'E0137', issue: level && { level } }) as unknown as PairValue;
const row = (...fields: PairValue[]) => ({ fields }) as BillDetail['rows'][number];
const totals = (rows: string | null) => ({ rows }) as BillDetail['totals'];

it('the header counts what stops the bill, then what is to be checked, then what was converted', () => {
  expect(pairsNote({ header: [field('red'), field('amber'), field(null)] }).tone).toBe('bad');
  expect(pairsNote({ header: [field('amber'), field(null)] })).toEqual({ tone: 'warn', text: '1 项要核对' });
  expect(pairsNote({ header: [field(null)] })).toEqual({ tone: '', text: '1 项有转换' });
});

it('the rows say their sum, unless a field of them needs a person', () => {
  const rows = [row(field(null)), row(field('red'), field('amber'))];
  expect(rowsNote({ rows, totals: totals('510.50') })).toEqual({ tone: 'bad', text: '2 行，2 处要处理' });
  expect(rowsNote({ rows: [row(field(null))], totals: totals('1510.50') })).toEqual({
    tone: '',
    text: '1 行 1,510.50',
  });
  expect(rowsNote({ rows: [], totals: totals(null) }).text).toBe('0 行 —');
});

it('the files name the invoices among them', () => {
  const file = (name: string) => ({ name, kind: 'pdf' }) as unknown as BillDetail['attachmentList'][number];
  expect(filesNote({ attachmentList: [file('合同.pdf')] }).text).toBe('1 张');
  expect(filesNote({ attachmentList: [file('合同.pdf'), file('电子发票.pdf')] }).text).toBe('2 张，发票 1 张');
});

it('the checks count what passed and what a person must look at', () => {
  const checks = ['ok', 'ok', 'amber', 'unknown'].map(
    (state) => ({ state, label: '', note: '' }) as BillDetail['checks'][number],
  );
  expect(checksNote({ checks })).toEqual({ tone: 'warn', text: '2 项通过，1 项要看' });
  expect(checksNote({ checks: checks.slice(0, 2) })).toEqual({ tone: '', text: '2 项通过' });
});
