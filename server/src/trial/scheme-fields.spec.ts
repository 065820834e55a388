import { schemeFields as answer } from '@dingdee/shared/trial';
import { expect, it } from 'vitest';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { schemeFields } from './scheme-fields.js';

it('a page is told which fields hold one value, so that it changes the rules of both', () => {
  const { header } = answer.parse(schemeFields(PAYMENT_FORM, [], []));
  expect(header.flatMap(({ name, sameAs }) => (sameAs === undefined ? [] : [[name, sameAs]]))).toEqual([
    ['receivingUnitType', 'contactUnitType'],
    ['receivingUnit', 'contactUnit'],
    ['settleOrg', 'payOrg'],
  ]);
});

it('what was seen on related approvals can be chosen behind the control that names these, an account by its parts', () => {
  const relating = {
    id: 'R1',
    label: '关联审批单',
    type: 'RelateField',
    alias: null,
    required: false,
    options: [],
    children: [],
  };
  const seen = (name: string, type: string) => ({
    id: `F_${name}`,
    name,
    alias: null,
    type,
    value: { kind: 'empty' as const },
  });
  const controls = [
    seen('合同编号', 'TextField'),
    seen('附件', 'DDAttachment'),
    seen('收款账户', 'RecipientAccountField'),
  ];
  const { places } = answer.parse(schemeFields(PAYMENT_FORM, [relating], [], { related: new Map([['R1', controls]]) }));
  expect(places.form.map(({ ref, label }) => [ref, label])).toEqual([
    ['field:关联审批单', '关联审批单'],
    ['field:关联审批单#businessId', '“关联审批单”的审批编号'],
    ['related:关联审批单>合同编号', '关联审批单 › 合同编号'],
    ['related:关联审批单>收款账户', '关联审批单 › 收款账户'],
    ['related:关联审批单>收款账户#number', '关联审批单 › “收款账户”的账号'],
    ['related:关联审批单>收款账户#name', '关联审批单 › “收款账户”的户名'],
    ['related:关联审批单>收款账户#bank', '关联审批单 › “收款账户”的开户行'],
  ]);
});

it('a key of the customer’s own is typed only while Kingdee’s form was never read', () => {
  expect(schemeFields(PAYMENT_FORM, [], []).ownTold).toBe(false);
  expect(schemeFields(PAYMENT_FORM, [], [], { own: [] }).ownTold).toBe(true);
});
