import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { afterEach, expect, it } from 'vitest';
import { curedField, cureFor, takeCure } from '../cure-draft.js';
import { changedFields, withField } from './rule-draft.js';

const lookup = (key: string): Rule => ({ kind: 'lookup', table: 'supplier', key });
const constant: Rule = { kind: 'constant', value: '甲', when: [{ from: 'field:类别', is: 'filled' }] };
const content = {
  header: {
    payee: { label: '往来单位', required: true, rules: [constant, lookup('field:供应商编码')] },
    remark: { label: '', required: false, rules: [] },
  },
  rows: {},
} as unknown as SchemeContent;
const cure = {
  field: 'header.payee',
  index: 1,
  rule: lookup('field:供应商名称'),
  label: '往来单位',
  control: '供应商名称',
  kind: '单行文本',
  table: '供应商',
  filled: 8,
};
afterEach(() => history.replaceState(null, ''));

it('a cure changes exactly its one rule in the draft', () => {
  const cured = curedField(content, cure);
  expect(cured?.rules).toEqual({ label: '往来单位', required: true, rules: [constant, lookup('field:供应商名称')] });
  if (!cured) throw new Error('no cure');
  const draft = withField(content, cured.place, cured.rules);
  expect(changedFields(content, draft)).toEqual([{ part: 'header', name: 'payee' }]);
});

it('a rule that is not there is not cured', () => {
  expect(curedField(content, { ...cure, index: 2 })).toBeNull();
  expect(curedField(content, { ...cure, field: 'rows.payee' })).toBeNull();
});

it('a cure is taken from the history once, and the rest of its state stays', () => {
  history.replaceState({ back: '/forms', ...cureFor(cure, 5) }, '');
  expect(takeCure()).toEqual({ field: 'header.payee', index: 1, rule: cure.rule, version: 5 });
  expect(history.state).toEqual({ back: '/forms' });
  expect(takeCure()).toBeNull();
});
