import type { FieldRules } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import type { FieldLine } from '../rules/field-line.js';
import { lackingOf, tiesOf } from './tie-lines.js';

const line = (path: string, more: Partial<FieldLine> = {}): FieldLine => ({
  path,
  label: path,
  key: path,
  always: false,
  hasRules: true,
  changed: false,
  value: null,
  ...more,
});
const FIELDS: Readonly<Record<string, FieldRules>> = {
  'header.remark': {
    label: '',
    required: false,
    rules: [{ kind: 'template', text: '{field:事由} {field:事由|说明}' }],
  },
  'rows.oppositeAccount': { label: '', required: true, rules: [{ kind: 'source', from: 'field:收款账号#number' }] },
  'header.payOrg': { label: '', required: true, rules: [{ kind: 'constant', value: '101' }] },
};
const at = (path: string) => FIELDS[path];

it('a line leads from each control that a rule reads to its field, once, and from an account as a whole', () => {
  expect(
    tiesOf(
      Object.keys(FIELDS).map((path) => line(path)),
      at,
    ),
  ).toEqual([
    { from: ['field:事由', 'field:说明'], to: 'header.remark', look: 'source' },
    { from: ['field:收款账号'], to: 'rows.oppositeAccount', look: 'source' },
  ]);
});

it('a required field lacks a rule whether Kingdee or the scheme wants it; one that may be empty lacks nothing', () => {
  const lines = [
    line('header.currency', { always: true, hasRules: false }),
    line('header.payOrg', { hasRules: false }),
    line('header.remark', { hasRules: false }),
    line('header.date', { always: true }),
  ];
  expect(lackingOf(lines, at).map(({ path }) => path)).toEqual(['header.currency', 'header.payOrg']);
});
