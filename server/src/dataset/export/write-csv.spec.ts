import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvCell } from './write-csv.js';

const text = (cell: string) => csvCell({ kind: 'text' }, cell);

it.each(['=1+1', '+86', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠A', '  =1', '\t=1', '\r=1', '|cmd', '%x'])(
  'a text that a spreadsheet would calculate stands behind a quote: %j',
  (cell) => expect(text(cell).replace(/^"/, '')).toMatch(/^'/),
);

it('what is no formula stays as it is, and amounts stay numbers', () => {
  expect([text('差旅费'), text('a=b'), text('')]).toEqual(['差旅费', 'a=b', '']);
  expect(csvCell({ kind: 'amount' }, -123450n)).toBe('-1234.50');
  expect(csvCell({ kind: 'amount' }, null)).toBe('');
  expect(csvCell({ kind: 'instant' }, Date.parse('2026-11-22T06:08:03Z'))).toBe('2026-11-22 14:08:03');
});

it('any text is one cell that begins no formula and reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (cell) => {
      const written = text(cell);
      const inside = /^"([\s\S]*)"$/.exec(written)?.[1]?.replaceAll('""', '"') ?? written;
      expect(inside === cell || inside === `'${cell}`).toBe(true);
      expect(inside).not.toMatch(/^[=+\-@\t\r]/);
      if (/[",\r\n]/.test(cell)) expect(written).toMatch(/^"[\s\S]*"$/);
    }),
  );
});
