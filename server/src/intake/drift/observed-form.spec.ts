import { describe, expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Control } from '../../domain/approval/approval-instance.js';
import { formChanges } from '../../scheme/drift/form-changes.js';
import { observedForm } from './observed-form.js';

const schema = (
  id: string,
  label: string,
  type = 'TextField',
  children: FormControlSchema[] = [],
): FormControlSchema => ({
  id,
  label,
  type,
  alias: null,
  required: true,
  options: ['一'],
  children,
});
const seen = (
  id: string,
  name: string,
  type = 'TextField',
  value: Control['value'] = { kind: 'text', text: '1' },
): Control => ({
  id,
  name,
  alias: null,
  type,
  value,
});
const FORM = [
  schema('a', '甲'),
  schema('b', '乙', 'MoneyField'),
  schema('t', '明细', 'TableField', [schema('c', '丙')]),
];
const row = (...cells: Control[]): Control['value'] => ({ kind: 'table', rows: [{ rowNumber: null, cells }] });
const asKnown = {
  controls: [seen('a', '甲'), seen('b', '乙', 'MoneyField'), seen('t', '明细', 'TableField', row(seen('c', '丙')))],
};
const told = (approvals: readonly { controls: Control[] }[]) =>
  formChanges(FORM, observedForm(FORM, approvals)).map(
    ({ kind, before, after }) => `${kind} ${(before ?? after)?.key}`,
  );

describe('a form whose definition may not be read', () => {
  it('is as it was where its approvals show nothing else', () => {
    expect(told([asKnown])).toEqual([]);
    expect(told([])).toEqual([]);
  });

  it('shows new labels, kinds and controls in the newest approval; choices and what is required stay unknown', () => {
    const newest = {
      controls: [
        seen('a', '甲方', 'MoneyField'),
        seen('b', '乙', 'MoneyField'),
        seen('d', '丁'),
        seen('t', '明细', 'TableField', row(seen('c', '丙丙', 'NumberField'), seen('e', '戊'))),
      ],
    };
    expect(told([newest, asKnown])).toEqual(['retyped a', 'added t/e', 'added d', 'renamed a', 'renamed t/c']);
  });

  it('is taken to have lost a control only where all had it and several in a row do not', () => {
    const without = { controls: asKnown.controls.slice(1) };
    const many = (n: number) => Array.from({ length: n }, () => asKnown);
    expect(told([without, without, ...many(9)])).toEqual([]);
    expect(told([without, without, without, ...many(4)])).toEqual([]);
    expect(told([without, without, without, ...many(5)])).toEqual(['removed a']);
    expect(told([without, without, without, without, ...many(5)])).toEqual(['removed a']);
    expect(told([without, without, without, asKnown, without, ...many(5)])).toEqual([]);
  });

  it('what was known to be gone, or of another kind, stays so until an approval shows otherwise', () => {
    const without = { controls: asKnown.controls.slice(1) };
    const gone = FORM.slice(1);
    expect(observedForm(gone, [without, without], FORM).map(({ id }) => id)).toEqual(['b', 't']);
    expect(observedForm(gone, [asKnown, without], FORM)).toEqual([...gone, FORM[0]]);
    const column = schema('c', '丙', 'NumberField');
    const retyped = FORM.map((one) => (one.id === 't' ? { ...one, children: [column] } : one));
    expect(observedForm(retyped, [asKnown], FORM)).toEqual(retyped);
  });

  it('a blank cell is left out of its row and says nothing of its column', () => {
    expect(told([{ controls: [...asKnown.controls.slice(0, 2), seen('t', '明细', 'TableField', row())] }])).toEqual([]);
  });
});
