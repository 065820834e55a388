import { rulesMark } from '@dingdee/shared/rules-mark';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import { RuleUses } from './rule-uses.js';

const constant = (value: string) => ({ kind: 'constant' as const, value });
const content = {
  header: { remark: { label: '', required: false, rules: [constant('a')] } },
  rows: { costItem: { label: '', required: true, rules: [constant('b'), constant('c')] } },
} as unknown as SchemeContent;

it('counts a value for the rule that gave it, over all rows and bills, and one without a rule for the hand', () => {
  const uses = new RuleUses();
  uses.add(
    new Map([
      ['header.remark', 1],
      ['rows[0].costItem', 2],
      ['rows[10].costItem', 2],
    ]),
  );
  uses.add(
    new Map([
      ['rows[0].costItem', 0],
      ['rows[1].costItem', 1],
    ]),
  );
  uses.add(null);
  expect(uses.told(content)).toEqual({
    bills: 2,
    fields: [
      { path: 'header.remark', mark: rulesMark(content.header.remark?.rules), hits: [1], byHand: 0 },
      { path: 'rows.costItem', mark: rulesMark(content.rows.costItem?.rules), hits: [1, 2], byHand: 1 },
    ],
  });
});
