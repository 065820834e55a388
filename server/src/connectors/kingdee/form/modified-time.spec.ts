import { expect, it } from 'vitest';
import { baseDataQuery, baseDataRecords, readKeys } from './base-data-query.js';
import { modifiedTime, timeLiteral } from './modified-time.js';

it.each([
  ['2026-12-01T10:00:00', '2026-12-01T10:00:00'],
  ['2026-12-01 10:00:00.123', '2026-12-01T10:00:00'],
  ['2026/12/1 9:05:07', '2026-12-01T09:05:07'],
  ['2026-12-01', '2026-12-01T00:00:00'],
  ['0001-01-01T00:00:00', null],
  ['2026-02-30T10:00:00', null],
  ['', null],
  ["2026-12-01T10:00:00' or 1=1", null],
])('%j as Kingdee may write it is %j', (written, time) => {
  expect(modifiedTime(written)).toBe(time);
});

it('is quoted into a filter in one form only', () => {
  expect(baseDataQuery('assistant:XM', undefined, { since: '2026-12-01T10:00:00' }).filter).toBe(
    "FId.FNumber = 'XM' and FModifyDate >= '2026-12-01 10:00:00'",
  );
  for (const time of ['2026-12-01', '2026-12-01 10:00:00', "2026-12-01T10:00:00' or 1=1"])
    expect(() => timeLiteral(time)).toThrow(RangeError);
});

it('of two records with one number is the later one, and the record says that there were two', () => {
  const keys = readKeys('costItem');
  const row = (forbidden: string, modified: string) =>
    keys.map((key) => ({ FNumber: 'CI01', FName: '打车', FForbidStatus: forbidden, FModifyDate: modified })[key] ?? '');
  const rows = [row('A', '2026-12-01T10:00:00'), row('B', '2026-12-02T10:00:00')];
  expect(baseDataRecords('costItem', keys, rows)).toMatchObject([
    { number: 'CI01', usable: true, modified: '2026-12-02T10:00:00', repeated: true },
  ]);
  expect(baseDataRecords('costItem', keys, rows.slice(0, 1))[0]).not.toHaveProperty('repeated');
});
