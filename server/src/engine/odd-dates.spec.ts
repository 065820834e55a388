import { describe, expect, it } from 'vitest';
import { decodeForm } from '../connectors/dingtalk/form/decode-control.js';
import { readDate } from './source/dates.js';

const json = (value: unknown) => JSON.stringify(value);
const decoded = (componentType: string, value: unknown, extValue?: unknown) =>
  decodeForm([{ id: 'C1', name: '控件', componentType, value, extValue }])[0]?.value;

describe('a day', () => {
  it.each([
    ['2026-03-31T16:00:00.000Z', '2026-04-01'],
    ['2026-03-31T15:59:59Z', '2026-03-31'],
    ['2026-03-31T16:00Z', '2026-04-01'],
    ['2026-03-31 16:00:00Z', '2026-04-01'],
    ['2026-03-31T23:30:00-05:00', '2026-04-01'],
    ['2026-04-01T00:30:00+08:00', '2026-04-01'],
    ['2026-12-31T16:00:00+0000', '2027-01-01'],
  ])('is the one of Beijing where its time has a zone: %s', (text, day) => expect(readDate(text)).toBe(day));

  it.each([
    ['2026-03-31', '2026-03-31'],
    ['2026-03-31 23:59', '2026-03-31'],
    ['2026-03-31T23:59:59', '2026-03-31'],
    ['2026/1/2 上午', '2026-01-02'],
    ['2026-03-31 16:00 上海 Z座', '2026-03-31'],
  ])('is never converted where its time has none: %s', (text, day) => expect(readDate(text)).toBe(day));

  it('that does not exist is none, with a zone too', () => {
    for (const text of ['2026-02-30T16:00:00Z', '2026-13-01T00:00:00Z', '2026-03-31T25:00:00Z'])
      expect(readDate(text)).toBeNull();
  });
});

describe('a range of days', () => {
  it.each([[[null, '2026-01-09']], [['', '2026-01-09', '4']], [['null', '2026-01-09']]])(
    'without its start is unreadable, and its end is never the start: %j',
    (items) => expect(decoded('DDDateRangeField', json(items))).toEqual({ kind: 'unreadable', text: json(items) }),
  );

  it('keeps its start, and is empty where neither day is filled', () => {
    expect(decoded('DDDateRangeField', json(['2026-01-05', null]))).toEqual({ kind: 'list', items: ['2026-01-05'] });
    expect(decoded('DDDateRangeField', json(['2026-01-05', '2026-01-09', 5]))).toEqual({
      kind: 'list',
      items: ['2026-01-05', '2026-01-09', '5'],
    });
    for (const items of [[], [null, null], ['', '', '0'], ['', '', 0]])
      expect(decoded('DDDateRangeField', json(items))).toEqual({ kind: 'empty' });
    // Other lists have no first place.
    expect(decoded('DDMultiSelectField', json([null, '甲']))).toEqual({ kind: 'list', items: ['甲'] });
  });
});

describe('a department', () => {
  const kind = (value: unknown, ext: unknown) => decoded('DepartmentField', value, ext)?.kind;
  const one = (name: string, id: string) => ({ name, id });

  it.each([
    ['研发部', [one('市场部', '2')]],
    ['市场部二组', [one('市场部', '2')]],
    ['市场部·二组', [one('市场部', '2')]],
    ['市场部,研发部', [one('市场部', '2')]],
    ['市场部', [one('市场部', '2'), one('研发部', '3')]],
  ])('is unreadable where the name is of one and the id of another: %s', (value, ext) => {
    expect(kind(value, json(ext))).toBe('unreadable');
    expect(kind(value, ext)).toBe('unreadable');
  });

  it.each([
    ['市场部', [one('市场部', '2')]],
    ['公司-市场部', [one('市场部', '2')]],
    ['市场部', [one('公司/市场部', '2')]],
    ['公司·市场部', [one('市场部', '2')]],
    ['公司_市场部', [one('市场部', '2')]],
    ['市场部', [one('公司·华东_市场部', '2')]],
    ['公司＞市场部', [one('市场部', '2')]],
    ['市场部（华东）', [one('市场部', '2')]],
    ['市场部(华东)', [one('市场部（华东）', '2')]],
    ['研发部,市场部', [one('市场部', '2'), one('研发部', '3')]],
    ['["研发部","市场部"]', [one('市场部', '2'), one('研发部', '3')]],
    ['采购、仓储部', [one('采购、仓储部', '2')]],
    ['研发部-一组', [one('研发部-一组', '2')]],
    ['市场部', [{ id: '2' }]],
    ['市场部', { itemId: '2' }],
    ['市场部', 'x'],
    ['市场部', undefined],
  ])('is read as before where nothing says that they differ: %s', (value, ext) =>
    expect(kind(value, ext === undefined ? undefined : json(ext))).toBe('text'),
  );
});
