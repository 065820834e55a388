import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import { describe, expect, it } from 'vitest';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { MappingTableChangedError } from '../run/mapping.errors.js';
import { rowsToPut } from './apply-import.js';
import { compareFile, type TableRow, type Targets, unreadPlaces } from './compare-file.js';
import type { FileRow, ReadFile } from './file-faults.js';
import { ImportUndecidedError } from './import.errors.js';
import { shownNumber } from './shown-number.js';

const item = (kind: BaseDataKind, number: string, name: string, orgNumber = '', usable = true): BaseDataItem => ({
  kind,
  number,
  name,
  orgNumber,
  usable,
  reason: usable ? null : '金蝶已禁用',
});
const ITEMS = [
  item('costItem', 'CI0001', '市内交通'),
  item('costItem', 'CI0005', '住宿'),
  item('costItem', 'CI0009', '旧的', '', false),
  item('organisation', '101', '杭州'),
  item('bankAccount', '12020201099001', '基本户', '101'),
  item('bankAccount', '62170001119001', '一般户', '101'),
  item('bankAccount', '62170001112222', '专户', '101'),
];
const targets = (kind: BaseDataKind): Targets => {
  const held = new BaseDataIndex(ITEMS);
  return {
    kind,
    knows: (each) => held.knows(each),
    lookup: (each, number, org) => held.lookup(each, number, org),
    shownAs: (shown) =>
      ITEMS.filter((one) => one.kind === kind && shownNumber(kind, one.number) === shown).map((one) => one.number),
  };
};
const current = (rows: Readonly<Record<string, string>>, orgNumber = ''): TableRow[] =>
  Object.entries(rows).map(([key, target]) => ({
    id: `id-${key}`,
    orgNumber,
    key,
    keyLabel: '',
    fromDay: '',
    target,
    targetName: '',
  }));
const file = (
  rows: readonly (readonly [key: string, number: string, org?: string, from?: string])[],
  faults: Readonly<Record<number, FileRow['fault']>> = {},
): ReadFile => ({
  sheet: '费用项目',
  columns: { org: 'A', key: 'B', number: 'C', from: 'D' },
  rows: rows.map(([key, number, org = '', from = ''], index) => ({
    row: index + 2,
    org,
    key,
    number,
    from,
    fault: faults[index + 2] ?? null,
  })),
});
const compared = (read: ReadFile, rows: readonly TableRow[], kind: BaseDataKind = 'costItem') =>
  compareFile(read, rows, targets(kind));
const told = (lines: ReturnType<typeof compared>) =>
  lines.map(({ kind, cell, problem }) => [kind, cell, ...(problem ? [problem.code] : [])]);

describe('a file against the table', () => {
  it('tells what is added, changed, the same, and not in the file', () => {
    const lines = compared(
      file([
        ['市内交通', 'CI0001'],
        ['打车', 'CI0005'],
        ['新的', 'CI0005'],
      ]),
      current({ 市内交通: 'CI0001', 打车: 'CI0001', 话费: 'CI0001' }),
    );
    expect(lines.map(({ kind, key }) => [kind, key])).toEqual([
      ['unchanged', '市内交通'],
      ['changed', '打车'],
      ['added', '新的'],
      ['removed', '话费'],
    ]);
  });

  it('names the cell of each error, and takes a place that it cannot read for no removal', () => {
    const lines = compared(
      file(
        [
          ['招待', 'CI0210'],
          ['油费', '=x'],
          ['停用', 'CI0009'],
          ['外地', 'CI0001', '999'],
          ['空的', ''],
          ['没有的', ''],
        ],
        { 3: { code: 'formula', cell: 'C3' } },
      ),
      current({ 油费: 'CI0001', 空的: 'CI0001' }),
    );
    expect(told(lines)).toEqual([
      ['invalid', 'C2', 'unknown-number'],
      ['invalid', 'C3', 'formula'],
      ['invalid', 'C4', 'unusable'],
      ['invalid', 'A5', 'unknown-org'],
      ['invalid', 'C6', 'number-missing'],
    ]);
  });

  it('offers no removal where it cannot read which value a row of the file is for', () => {
    const rows = current({ 油费: 'CI0001', 话费: 'CI0001' });
    const whole = file([['住宿', 'CI0005']]);
    expect(told(compared(whole, rows)).filter(([kind]) => kind === 'removed').length).toBe(2);
    expect(unreadPlaces(whole)).toEqual([]);
    for (const [cell, code, place = cell] of [
      ['B3', 'formula'],
      ['B3', 'not-text'],
      ['B3', 'key-missing'],
      ['A3', 'formula'],
      ['C3', 'formula', 'B3'],
    ] as const) {
      const unread = file(
        [
          ['住宿', 'CI0005'],
          ['', 'CI0001'],
        ],
        { 3: { code, cell } },
      );
      expect(told(compared(unread, rows))).toEqual([
        ['added', 'C2'],
        ['invalid', cell, code],
      ]);
      expect(unreadPlaces(unread)).toEqual([place]);
    }
  });

  it('keeps a row whose target is not usable any more as it is: that is no change of the file', () => {
    expect(told(compared(file([['停用', 'CI0009']]), current({ 停用: 'CI0009' })))).toEqual([['unchanged', 'C2']]);
  });

  it('stops at one place with two numbers, and passes over the same row twice', () => {
    const lines = compared(
      file([
        ['文具', 'CI0001'],
        ['文具', 'CI0005'],
        ['书', 'CI0001'],
        ['书', 'CI0001'],
      ]),
      current({ 文具: 'CI0001' }),
    );
    expect(told(lines)).toEqual([
      ['invalid', 'B2', 'twice'],
      ['invalid', 'B3', 'twice'],
      ['added', 'C4'],
    ]);
  });

  it('takes an account by its last digits where only one is meant', () => {
    const lines = compared(
      file([
        ['默认', '尾号 9001', '101'],
        ['一', '尾号 2222', '101'],
        ['二', '尾号 9001', '101'],
        ['三', '62170001119001', '101'],
      ]),
      current({ 默认: '12020201099001' }, '101'),
      'bankAccount',
    );
    expect(told(lines)).toEqual([
      ['unchanged', 'C2'],
      ['added', 'C3'],
      ['invalid', 'C4', 'unclear-tail'],
      ['added', 'C5'],
    ]);
    expect(lines[1]?.to?.number).toBe('62170001112222');
  });
});

describe('rows that count from a day, against the table', () => {
  const dated = (fromDay: string, target: string): TableRow[] =>
    current({ 打车: target }).map((row) => ({ ...row, id: `id-${fromDay}`, fromDay }));
  const table = () => [...current({ 打车: 'CI0001' }), ...dated('2027-01-01', 'CI0005')];

  it('are told apart by their day, and one whose day is another is removed and added', () => {
    const lines = compared(
      file([
        ['打车', 'CI0001'],
        ['打车', 'CI0001', '', '2027-01-01'],
        ['打车', 'CI0005', '', '2027-02-01'],
      ]),
      table(),
    );
    expect(lines.map(({ kind, fromDay, rowId }) => [kind, fromDay, rowId])).toEqual([
      ['unchanged', '', 'id-打车'],
      ['changed', '2027-01-01', 'id-2027-01-01'],
      ['added', '2027-02-01', null],
    ]);
    expect(rowsToPut(lines, []).map(({ put: { targetNumber, fromDay, was } }) => [targetNumber, fromDay, was])).toEqual(
      [
        ['CI0001', '2027-01-01', 'CI0005'],
        ['CI0005', '2027-02-01', null],
      ],
    );
    const less = compared(file([['打车', 'CI0001']]), table());
    expect(less.map(({ kind, fromDay }) => [kind, fromDay])).toEqual([
      ['unchanged', ''],
      ['removed', '2027-01-01'],
    ]);
  });

  it('are left alone by a file without their column, and by a line whose day cannot be read', () => {
    const plain = { ...file([['打车', 'CI0001']]), columns: { org: 'A', key: 'B', number: 'C', from: '' } };
    expect(told(compared(plain, table()))).toEqual([['unchanged', 'C2']]);
    const odd = file([['打车', 'CI0001', '', '元旦']], { 2: { code: 'no-day', cell: 'D2' } });
    const [line, ...others] = compared(odd, table());
    expect([line?.kind, line?.cell, line?.problem?.code, line?.curable]).toEqual(['invalid', 'D2', 'no-day', false]);
    expect(others).toEqual([]);
  });
});

describe('a day in a file for a table whose rows decide who pays or is paid', () => {
  const lines = () =>
    compared(
      file([
        ['默认', '尾号 9001', '101', '2027-01-01'],
        ['一', '62170001112222', '101'],
      ]),
      current({ 默认: '12020201099001' }, '101'),
      'bankAccount',
    );

  it('is a fault of its cell, and no row of that value counts as removed', () => {
    expect(told(lines())).toEqual([
      ['invalid', 'D2', 'not-dated'],
      ['added', 'C3'],
    ]);
    expect(lines()[0]?.curable).toBe(false);
  });

  it('keeps the whole file back until somebody has decided about it', () => {
    expect(() => rowsToPut(lines(), [])).toThrow(ImportUndecidedError);
    expect(rowsToPut(lines(), [{ row: 2, do: 'leave' }]).map(({ put: { key } }) => key)).toEqual(['一']);
  });
});

describe('what is written of it', () => {
  const lines = () =>
    compared(
      file([
        ['招待', 'CI0210'],
        ['文具', 'CI0001'],
        ['文具', 'CI0005'],
        ['打车', 'CI0005'],
      ]),
      current({ 打车: 'CI0001' }),
    );
  const put = (decisions: Parameters<typeof rowsToPut>[1]) =>
    rowsToPut(lines(), decisions).map(({ put: { key, targetNumber, was } }) => [key, targetNumber, was]);

  it('is nothing while an error has no decision', () => {
    expect(() => put([{ row: 2, do: 'leave' }])).toThrow(ImportUndecidedError);
  });

  it('is what was chosen for the errors, and the rest of the file', () => {
    const decisions = [
      { row: 2, do: 'use', targetNumber: 'CI0001' },
      { row: 3, do: 'leave' },
      { row: 4, do: 'use', targetNumber: 'CI0005' },
    ] as const;
    expect(put(decisions)).toEqual([
      ['招待', 'CI0001', null],
      ['文具', 'CI0005', null],
      ['打车', 'CI0005', 'CI0001'],
    ]);
  });

  it('is nothing where a line that was decided about can be taken as it stands by now: it says another number than was chosen', () => {
    const decisions = [
      { row: 2, do: 'leave' },
      { row: 3, do: 'leave' },
      { row: 4, do: 'leave' },
      { row: 5, do: 'use', targetNumber: 'CI0001' },
    ] as const;
    expect(() => put(decisions)).toThrow(MappingTableChangedError);
  });

  it('is never two numbers for one place', () => {
    const decisions = [
      { row: 2, do: 'leave' },
      { row: 3, do: 'use', targetNumber: 'CI0001' },
      { row: 4, do: 'use', targetNumber: 'CI0005' },
    ] as const;
    expect(() => put(decisions)).toThrow(ImportUndecidedError);
  });

  it('is never two numbers for one place either where one of them stands in the table already', () => {
    const twice = compared(
      file([
        ['打车', 'CI0001'],
        ['打车', 'CI0005'],
      ]),
      current({ 打车: 'CI0001' }),
    );
    const chosen = (first: string, second: string) => [
      { row: 2, do: 'use' as const, targetNumber: first },
      { row: 3, do: 'use' as const, targetNumber: second },
    ];
    expect(() => rowsToPut(twice, chosen('CI0001', 'CI0005'))).toThrow(ImportUndecidedError);
    expect(() => rowsToPut(twice, chosen('CI0005', 'CI0001'))).toThrow(ImportUndecidedError);
    expect(rowsToPut(twice, chosen('CI0001', 'CI0001'))).toEqual([]);
  });
});
