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
