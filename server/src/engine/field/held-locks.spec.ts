import type { Detail } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval, runMapping } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';

/** A value that a person sets on a row, and a later version that makes the rows of other lines. */

const line = (amount: string, item: string): ControlRow =>
  row(cell('报销金额(元)', text(amount)), cell('费用明细', text(item)));
const ROWS = [line('120.00', '市内交通'), line('36.80', '市内交通'), line('43.20', '住宿')];
const GROUPED: Partial<Detail> = { group: ['row:费用明细'] };
const SET = { 'rows[1].costItem': 'CI0009' };

function input(version: number, detail: Partial<Detail>, lockedOn: Readonly<Record<string, string>>, locks = SET) {
  const given = expenseInput({
    controls: {
      报销明细: control('报销明细', { kind: 'table', rows: ROWS }),
      总金额: control('总金额', text('200.00')),
    },
    locks,
  });
  const content = { ...given.scheme.content, detail: { table: '报销明细', ...detail } };
  return { ...given, lockedOn, scheme: { ...given.scheme, version, content } };
}
const lines = (detail: Partial<Detail>) => runMapping(input(1, detail, {})).rowLines();
const items = (given: ReturnType<typeof input>) => mapApproval(given).fields.rows.map(({ fields }) => fields.costItem);
const told = (given: ReturnType<typeof input>) =>
  mapApproval(given).issues.flatMap(({ level, code, path }) =>
    code.startsWith('hand-') ? [`${level} ${code} ${path}`] : [],
  );

describe('a value set by hand on a row', () => {
  it('stays under every version that makes the row of the same lines', () => {
    const set = { 'rows[1].costItem': lines({})[1] ?? '' };
    for (const version of [1, 2, 3]) {
      expect(items(input(version, {}, set))).toEqual(['CI0001', 'CI0009', 'CI0005']);
      expect(told(input(version, {}, set))).toEqual([]);
    }
  });

  it('never lands on the row that has its number under a version that joins others: that one is red until somebody decides', () => {
    const given = input(2, GROUPED, { 'rows[1].costItem': lines({})[1] ?? '' });
    expect(items(given)).toEqual(['CI0001', 'CI0005']);
    expect(told(given)).toEqual(['red hand-moved rows[1].costItem']);
    expect(mapApproval(given).draft).toBeNull();
    const again = input(2, GROUPED, { 'rows[1].costItem': lines(GROUPED)[1] ?? '' });
    expect(items(again)).toEqual(['CI0001', 'CI0009']);
    expect(told(again)).toEqual([]);
    expect(mapApproval(again).draft).not.toBeNull();
  });

  it('counts again where a still later version makes the row as it was', () => {
    const set = { 'rows[1].costItem': lines({})[1] ?? '' };
    expect(items(input(3, {}, set))).toEqual(items(input(1, {}, set)));
  });

  it('is told in amber where no row has its number any more', () => {
    const given = input(2, GROUPED, { 'rows[2].costItem': lines({})[2] ?? '' }, {
      'rows[2].costItem': 'CI0009',
    } as never);
    expect(told(given)).toEqual(['amber hand-gone rows']);
    expect(mapApproval(given).draft).not.toBeNull();
  });

  it('of which only the version is known counts for that one alone', () => {
    const set = { 'rows[1].costItem': '1' };
    expect(items(input(1, {}, set))[1]).toBe('CI0009');
    expect(told(input(2, {}, set))).toEqual(['red hand-moved rows[1].costItem']);
  });

  it('is cited with its lines, so that it comes out again; one of which nothing is known is cited as before', () => {
    const set = { 'rows[1].costItem': lines({})[1] ?? '' };
    expect(mapApproval(input(2, GROUPED, set)).citations).toMatchObject({ locks: SET, lockedOn: set });
    expect(mapApproval(input(1, {}, {})).citations).toEqual({
      schemeId: 'scheme-1',
      schemeVersion: 1,
      tables: expect.anything(),
      locks: SET,
    });
  });

  it('says what to do', () => {
    const issue = mapApproval(input(2, GROUPED, { 'rows[1].costItem': 'x:9' })).issues.find(
      ({ code }) => code === 'hand-moved',
    );
    expect(issue && worded(issue).message).toBe(
      '方案改了明细怎样变成行，原来在第 2 行选的费用项目没有用上：这一行现在是别的明细。看这一行是哪几条明细，重新选费用项目；不要的，撤回改动。',
    );
  });
});
