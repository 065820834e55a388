import type { ControlMatch, FormMatch, OfferedControl } from '@dingdee/shared/scheme-file';
import { describe, expect, it } from 'vitest';
import { type Choices, choicesToSend, matchRows } from './control-choices.js';

const wanted = (name: string, control: string | null, table: string | null = null): ControlMatch => ({
  name,
  table,
  kind: '',
  without: '',
  needed: false,
  control,
  how: control === null ? null : 'same',
});
const offered = (id: string, table: string | null = null): OfferedControl => ({ id, label: id, kind: '', table });
const match: FormMatch = {
  processCode: 'P',
  formName: '表',
  controls: [offered('t1'), offered('a', 't1'), offered('t2'), offered('b', 't2'), offered('x')],
  matches: [wanted('明细', null), wanted('金额', null, '明细'), wanted('事由', 'x')],
};
const shown = (choices: Choices) => {
  const { open, found } = matchRows(match, choices);
  return [open, found].map((rows) => rows.map(({ match: { name }, control, how }) => [name, control?.id ?? null, how]));
};

describe('wanted controls beside a form', () => {
  it('are those without one first; columns come when their table is there', () => {
    expect(shown({})).toEqual([[['明细', null, null]], [['事由', 'x', 'same']]]);
    expect(shown({ '\n明细': 't2' })[0]).toEqual([
      ['明细', 't2', 'hand'],
      ['金额', null, null],
    ]);
    expect(shown({ '\n明细': 't2', '明细\n金额': 'a' })[0]?.[1]).toEqual(['金额', null, 'hand']);
  });

  it('offer a table only a table, and a column the columns of the table that was chosen', () => {
    const { open } = matchRows(match, { '\n明细': 't2' });
    expect(open.map((row) => row.offered.map(({ id }) => id))).toEqual([['t1', 't2'], ['b']]);
  });

  it('send what a person decided and nothing else', () => {
    expect(choicesToSend(match, {})).toEqual([]);
    expect(choicesToSend(match, { '\n明细': null, '\n事由': 'x' })).toEqual([
      { name: '明细', table: null, control: null },
      { name: '事由', table: null, control: 'x' },
    ]);
  });
});
