import { describe, expect, it } from 'vitest';
import {
  goesWith,
  inExpression,
  joinRefs,
  piecesOf,
  refsInExpression,
  refsOf,
  singleRefs,
  templateOf,
} from './rule-refs.js';

describe('a reference as it is edited', () => {
  it.each(['row:费用明细|项目费用明细', 'field:收款账号#number', 'instance:businessId', 'field:编号#3'])(
    '%s comes back as it was',
    (ref) => expect(joinRefs(singleRefs(ref))).toBe(ref),
  );

  it('has a second name of the same place and part only', () => {
    expect(goesWith('row:费用明细', 'row:项目费用明细')).toBe(true);
    expect(goesWith('row:费用明细', 'field:总金额')).toBe(false);
    expect(goesWith('field:收款账号#number', 'field:收款账号')).toBe(false);
  });
});

describe('a text template as it is edited', () => {
  it('comes back as it was, with what is between and around its references', () => {
    const text = '报销：{field:报销类别} {row:费用明细|项目费用明细}（{instance:businessId}）';
    expect(templateOf(piecesOf(text))).toBe(text);
    expect(piecesOf(text)).toHaveLength(7);
    expect(piecesOf('')).toEqual([]);
  });

  it('makes no reference of what a person types', () => {
    expect(templateOf([{ text: '{field:收款账号#number}' }])).toBe('field:收款账号#number');
  });
});

it('what an expression reads is seen in it, and written as it wants it', () => {
  const cel = `${inExpression('field:报销“类别"')} == "a" ? row["说明"] : instance [ "title" ]`;
  expect(refsInExpression(cel)).toContain('row:说明');
  expect(refsInExpression(cel)).toContain('instance:title');
  expect(inExpression('field:a"b')).toBe('field["a\\"b"]');
});

it('a rule is marked at all that it reads, its conditions included', () => {
  expect(
    refsOf({
      kind: 'lookup',
      table: 'costItem',
      key: 'row:费用明细|项目费用明细',
      when: [{ from: 'field:报销类别', is: 'filled' }],
    }),
  ).toEqual(['row:费用明细', 'row:项目费用明细', 'field:报销类别']);
});
