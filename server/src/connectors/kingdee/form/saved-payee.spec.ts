import { describe, expect, it } from 'vitest';
import { draftForSpec } from '../../../domain/draft/draft-for-spec.js';
import { readJson } from '../answer/exact-json.js';
import { USUAL_SHAPE } from './form-shape.js';
import { askedIn, payeeFields, savesOtherPayee } from './saved-payee.js';

const shape = { ...USUAL_SHAPE, rowKeys: new Set(['foppositebankaccount', 'foppositeccountname']) };
const fields = payeeFields(shape);
const [FIRST, SECOND] = ['6222 0000 0000 0001', '6222000000000002'];
const draft = draftForSpec('DD1', {}, [
  { amount: '1.00', fields: { oppositeAccount: FIRST, oppositeName: '张三' } },
  { amount: '2.00', fields: { oppositeAccount: SECOND, oppositeName: '李四' } },
]);
const row = (account: unknown, holder: unknown) => ({ FOPPOSITEBANKACCOUNT: account, FOPPOSITECCOUNTNAME: holder });
const same = [row('6222000000000001', '张三'), row(SECOND, '李四')];
const element = (rows: unknown, FBillNo = 'DD1') => ({ FBillNo, FPAYBILLENTRY: rows });
const read = (data: unknown, of = draft) =>
  savesOtherPayee(readJson(JSON.stringify({ Result: { NeedReturnData: data } })), 'DD1', of, shape, fields);

describe('the payee in the answer of a save', () => {
  it('is asked for in the fields that the form has, and not at all if the form could not be asked', () => {
    expect(askedIn(shape, fields)).toEqual(['FPAYBILLENTRY.FOPPOSITEBANKACCOUNT', 'FPAYBILLENTRY.FOPPOSITECCOUNTNAME']);
    expect(payeeFields({ ...USUAL_SHAPE, rowKeys: new Set(['foppositeccountname']) })).toHaveLength(1);
    expect(payeeFields(USUAL_SHAPE)).toEqual([]);
  });

  it('is another one if the account or the holder of any row is', () => {
    expect(read([element([same[0], row('6222000000009999', '李四')])])).toBe(true);
    expect(read([element([row(FIRST, '王五'), same[1]])])).toBe(true);
    expect(read([element([row('6222****0001', '张三'), row('1', '李四')])])).toBe(true);
  });

  it('of a row without a payee is another one if one is answered', () => {
    const open = draftForSpec('DD1', {}, [{ amount: '1.00', fields: { oppositeAccount: '', oppositeName: '' } }]);
    expect(read([element([row('', null)])], open)).toBe(false);
    expect(read([element([row(FIRST, '')])], open)).toBe(true);
  });

  it.each([
    ['the payee that was sent', [element([row('9', '王五')], 'DD2'), element(same)]],
    ['one element in place of a list', element(same)],
    ['nothing', undefined],
    ['an empty element', [{}]],
    ['the bill twice', [element(same), element(same)]],
    ['another number', [element(same, 'DD10')]],
    ['fewer rows', [element([same[0]])]],
    ['more rows', [element([...same, row('', '')])]],
    ['rows that are no list', [element({ 0: same[0] })]],
    ['an account in stars', [element([row('6222****0001', '张三'), same[1]])]],
    ['a sent account as empty', [element([row('', '张三'), same[1]])]],
    ['an account as an object', [element([row({ Id: 1 }, '张三'), same[1]])]],
    ['no account', [element([{ FOPPOSITECCOUNTNAME: '张三' }, same[1]])]],
  ])('is not another one by an answer with %s', (_, data) => {
    expect(read(data)).toBe(false);
  });
});
