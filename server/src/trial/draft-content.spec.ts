import type { SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import { readDraft } from './draft-content.js';

const content: SchemeContent = templateContent('expense-to-paybill', {
  processCode: 'P',
  formName: '费用报销',
  orgNumber: '101',
});
const withRules = (rules: unknown[], name = 'remark') => ({
  ...content,
  header: { ...content.header, [name]: { label: '备注', required: false, rules } },
});
const read = (given: unknown) => readDraft(given, () => PAYMENT_FORM, content);

describe('a content that a person is at', () => {
  it('is run where nothing is wrong', () => {
    expect(read(content)).toEqual({ content, troubles: [] });
  });

  it('is answered with everything that is not filled in, each at its place', () => {
    const { content: none, troubles } = read(withRules([{ kind: 'date', from: 'x' }, { kind: 'lookup' }]));
    expect(none).toBeNull();
    expect(troubles.map(({ path }) => path)).toEqual([
      'header.remark.rules.0',
      'header.remark.rules.1',
      'header.remark.rules.1',
    ]);
    expect(troubles[0]?.sentence).toBe('“备注”第 1 条规则：取审批上的哪一项还没有选好。');
  });

  it('is run without the examples of its expressions, which are made of what it gives, and is wrong all the same', () => {
    const { content: draft, troubles } = read(withRules([{ kind: 'expression', cel: 'field["a"]' }]));
    expect(draft).not.toBeNull();
    expect(troubles).toMatchObject([{ path: 'header.remark.rules.0', at: null }]);
    expect(read(withRules([{ kind: 'expression', cel: 'field[' }])).content).toBeNull();
  });

  it('tells of several fields that are wrong, not of the first alone', () => {
    const examples = [{ given: {}, result: 'a' }];
    const both = withRules([{ kind: 'expression', cel: '1', examples }]);
    const { troubles } = read({
      ...both,
      header: { ...both.header, 没有这个: { label: '', required: false, rules: [] } },
    });
    expect(troubles.map(({ path }) => path)).toEqual(['header.remark.rules.0', 'header.没有这个']);
  });

  it.each(['constructor', 'toString'])('finds no label where a field is called %s', (name) => {
    expect(read(withRules([{ kind: 'source' }], name)).content).toBeNull();
  });
});
