import { expect, it } from 'vitest';
import { handsBehind, putBack, type WrittenRow } from './put-back.js';

/** One place of a table, written again and again: "who → target", or a gap in which nothing stood there. */
function written(...steps: readonly string[]): { last: WrittenRow; ended: WrittenRow[] } {
  const rows = steps.flatMap((step, index): WrittenRow[] => {
    const [by, target] = step.split(' → ');
    if (by === undefined || target === undefined) return [];
    const place = { org_number: '', row_key: 'li', scope: 'company', scope_value: '', from_day: '' };
    const row = {
      id: `${index}`,
      created_by: by,
      confirmed_by: null,
      was: null,
      was_here: null,
      target_number: target,
    };
    return [{ ...place, ...row, since_revision: index, until_revision: index + 1 }];
  });
  const last = rows.at(-1);
  if (!last) throw new Error('nothing was written');
  return { last: { ...last, until_revision: null }, ended: rows.slice(0, -1) };
}
/** Which of the steps the row counts as. */
const countsAs = (...steps: readonly string[]): number => {
  const { last, ended } = written(...steps);
  return Number(putBack(last, ended).id);
};

it('put back by who changed it, a row is again the one that stood there, whatever was tried in between', () => {
  expect(countsAs('boss → A', 'mapper → B', 'mapper → A')).toBe(0);
  expect(countsAs('boss → A', 'mapper → B', 'mapper → C', 'mapper → A')).toBe(0);
});

it('a changed row is its writer’s, and so is one that undoes what somebody else wrote there, or that fills a gap', () => {
  expect(countsAs('boss → A', 'mapper → B')).toBe(1);
  expect(countsAs('boss → A', 'mapper → B', 'boss → C', 'mapper → A')).toBe(3);
  expect(countsAs('boss → A', 'other → B', 'mapper → A')).toBe(2);
  expect(countsAs('boss → A', 'mapper → B', 'nothing', 'mapper → A')).toBe(3);
  expect(countsAs('boss → A', 'nothing', 'mapper → A')).toBe(2);
});

it('who wrote it first stays who wrote it, and what they put back is theirs only as far as it is', () => {
  expect(countsAs('mapper → A', 'mapper → B', 'mapper → A')).toBe(2);
  expect(countsAs('boss → A', 'clerk → B', 'clerk → A', 'mapper → B', 'mapper → A')).toBe(0);
});

it('a row of another place is no row before', () => {
  const { last, ended } = written('boss → A', 'mapper → B', 'mapper → A');
  const elsewhere = ended.map((row) => ({ ...row, org_number: '101' }));
  expect(putBack(last, elsewhere)).toBe(last);
});

it('what somebody has looked at stays looked at, also after its writer had put it back and another changed it in between', () => {
  const { last, ended } = written('boss → A', 'clerk → B', 'clerk → A', 'mapper → B', 'mapper → A');
  const seen = ended.map((row) => (row.id === '2' ? { ...row, confirmed_by: 'reviewer' } : row));
  expect(putBack(last, seen)).toMatchObject({ id: '2', confirmed_by: 'reviewer' });
});

it('who takes back their change after somebody else has agreed to it decides something, though the value is old', () => {
  const { last, ended } = written('boss → A', 'mapper → B', 'mapper → A');
  const agreed = ended.map((row) => (row.id === '1' ? { ...row, confirmed_by: 'reviewer' } : row));
  expect(putBack(last, agreed)).toBe(last);
  const longer = written('boss → A', 'mapper → B', 'mapper → C', 'mapper → A');
  const onTheWay = longer.ended.map((row) => (row.id === '1' ? { ...row, confirmed_by: 'reviewer' } : row));
  expect(putBack(longer.last, onTheWay)).toBe(longer.last);
  const others = written('boss → A', 'clerk → B', 'clerk → A', 'mapper → B', 'mapper → A');
  const clerks = others.ended.map((row) => (row.id === '1' ? { ...row, confirmed_by: 'reviewer' } : row));
  expect(putBack(others.last, clerks)).toMatchObject({ id: '2', created_by: 'clerk' });
});

/** Step → the step that it takes back, as revisions. */
const behind = (undone: Readonly<Record<number, number>>, ...steps: readonly string[]): string[] => {
  const { last, ended } = written(...steps);
  return handsBehind(last, ended, new Map(Object.entries(undone).map(([by, of]) => [Number(by), of])));
};

it('a row that a change taken back puts there is also the word of whoever had set it, however often it was taken away', () => {
  // Set by shen, taken away by shen (1), put back by wu who takes that away back (2).
  expect(behind({ 2: 1 }, 'shen → X', 'nothing', 'wu → X')).toEqual(['shen']);
  expect(behind({ 2: 1, 4: 3 }, 'shen → X', 'nothing', 'wu → X', 'nothing', 'lin → X')).toEqual(['wu', 'shen']);
  // Put right by shen, and that change is taken back by wu.
  expect(behind({ 3: 2 }, 'boss → A', 'shen → X', 'shen → A', 'wu → X')).toEqual(['shen']);
  // The same value, set by hand: that is the word of who sets it.
  expect(behind({}, 'shen → X', 'nothing', 'wu → X')).toEqual([]);
});

it('what somebody else has looked at passes no hand on', () => {
  const { last, ended } = written('shen → X', 'nothing', 'wu → X');
  const seen = ended.map((row) => ({ ...row, confirmed_by: 'boss' }));
  expect(handsBehind(last, seen, new Map([[2, 1]]))).toEqual([]);
});
