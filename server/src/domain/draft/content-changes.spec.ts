import { expect, it } from 'vitest';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type ComparedContent, contentChanges, MOST_CHANGES } from './content-changes.js';

const content = (
  header: Record<string, string>,
  rows: Record<string, string>[] = [],
  total: string | null = '10.00',
): ComparedContent => ({ fields: { header, rows: rows.map((fields) => ({ fields })) }, total });
const changed = (before: ComparedContent, after: ComparedContent) => contentChanges(before, after, PAYMENT_FORM);
const account = PAYMENT_FORM.row.account;

it('what stayed the same is not told', () => {
  const same = content({ payOrg: '100' }, [{ costItem: 'A' }]);
  expect(changed(same, structuredClone(same))).toEqual({ changes: [], more: 0 });
});

it('the sum comes first, then the bill, then its rows, each value with what it was', () => {
  expect(
    changed(
      content({ payOrg: '100' }, [{ costItem: 'A' }, { costItem: 'B' }]),
      content({ payOrg: '101' }, [{ costItem: 'A' }, { costItem: 'C' }], '12.00'),
    ).changes,
  ).toEqual([
    { row: 0, field: 'total', from: '10.00', to: '12.00' },
    { row: 0, field: 'payOrg', from: '100', to: '101' },
    { row: 2, field: 'costItem', from: 'B', to: 'C' },
  ]);
});

it('an account is kept by its last four digits alone, and one that ends in the same is a change all the same', () => {
  const { changes } = changed(
    content({}, [{ [account]: '6217000011112222' }]),
    content({}, [{ [account]: '6217999911112222' }]),
  );
  expect(changes).toEqual([{ row: 1, field: account, from: '尾号 2222', to: '尾号 2222' }]);
});

it('a number that looks like an account is masked wherever it stands', () => {
  const { changes } = changed(content({ note: '' }), content({ note: '付到 6217000011112222' }));
  expect(JSON.stringify(changes)).not.toContain('6217000011112222');
});

it('rows that came or went are said by how many there are', () => {
  expect(
    changed(content({}, [{ costItem: 'A' }]), content({}, [{ costItem: 'A' }, { costItem: 'B' }])).changes,
  ).toEqual([{ row: 0, field: 'rows', from: '1', to: '2' }]);
});

it('of many changes the first are kept, and how many more there are', () => {
  const rows = (sign: string) => Array.from({ length: 100 }, () => ({ costItem: sign }));
  const { changes, more } = changed(content({}, rows('A')), content({}, rows('B')));
  expect([changes.length, more]).toEqual([MOST_CHANGES, 100 - MOST_CHANGES]);
});
