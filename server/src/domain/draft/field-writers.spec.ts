import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { type SchemeWriters, withVersion, writersOf } from './field-writers.js';

type Fields = Pick<SchemeContent, 'header' | 'rows'>;
const ACCOUNT = '6217000012345678901';
const fixed = (value: string): Rule => ({ kind: 'constant', value });
const FORM: Rule = { kind: 'source', from: 'field:收款账号' };
const version = (rules: Rule[], remark = '报销'): Fields => ({
  header: { remark: { label: '备注', required: false, rules: [fixed(remark)] } },
  rows: { oppositeAccount: { label: '对方银行账号', required: false, rules } },
});
function after(...saved: readonly (readonly [string, Fields])[]): SchemeWriters {
  let before: Fields | null = null;
  let writers: SchemeWriters = {};
  for (const [author, content] of saved) {
    writers = withVersion(writers, before, content, author);
    before = content;
  }
  return writers;
}
const of = (writers: SchemeWriters, text = ACCOUNT) => writersOf(writers, 'rows.oppositeAccount', text);

describe('an account that a scheme writes', () => {
  it('stays the hand of who wrote it, whoever saves the scheme after', () => {
    const one = version([fixed(ACCOUNT)]);
    expect(of(after(['boss', one]))).toEqual(['boss']);
    expect(of(after(['boss', one], ['clerk', version([fixed(ACCOUNT)], '付款')]))).toEqual(['boss']);
  });

  it('is not washed by taking it out and having somebody put it back: it is the hand of both', () => {
    const one = version([fixed(ACCOUNT)]);
    expect(of(after(['boss', one], ['clerk', version([FORM])], ['clerk', one]))).toEqual(['boss', 'clerk']);
    const spaced = version([fixed('6217 0000 1234 5678 901')]);
    expect(of(after(['boss', one], ['clerk', spaced]))).toEqual(['boss', 'clerk']);
    const asDefault: Rule = { kind: 'lookup', table: 't', key: 'field:收款人', default: ACCOUNT };
    expect(of(after(['boss', one], ['clerk', version([asDefault])]))).toEqual(['boss', 'clerk']);
    const ofOne: Rule = { kind: 'lookup', table: 't', key: 'field:收款人', defaults: { '102': ACCOUNT } };
    expect(of(after(['boss', one], ['clerk', version([ofOne])]))).toEqual(['boss', 'clerk']);
  });

  it('that another made count, by taking away the rule before it, is the hand of both', () => {
    const idle = version([FORM, fixed(ACCOUNT)]);
    expect(of(after(['boss', idle], ['clerk', version([fixed(ACCOUNT)])]))).toEqual(['boss', 'clerk']);
  });

  it('instead of another’s account is nobody else’s', () => {
    const writers = after(['boss', version([fixed('6217000099998888777')])], ['clerk', version([fixed(ACCOUNT)])]);
    expect(of(writers)).toEqual(['clerk']);
  });
});
