import { expect, it } from 'vitest';
import { draftForSpec } from '../../domain/draft/draft-for-spec.js';
import { PLAIN_WAY } from '../target.js';
import { readJson } from './answer/exact-json.js';
import { readStatus } from './answer/read-status.js';
import { BillWriter } from './bill-writer.js';
import { USUAL_SHAPE } from './form/form-shape.js';

const ROWS = 'FPAYBILLENTRY';
const draft = draftForSpec('DD1', {}, [{ amount: '1.00', fields: { oppositeAccount: '6222000000000001' } }]);
const shape = { ...USUAL_SHAPE, rowKeys: new Set(['foppositebankaccount']) };

/** Saves one bill, for which Kingdee answers another account. @returns what was asked for, and what the outcome tells. */
async function saved(tellsPayee: boolean, single = false) {
  const text = JSON.stringify({
    Result: {
      ResponseStatus: { IsSuccess: true, SuccessEntitys: [{ Id: '7', Number: 'DD1', DIndex: 0 }] },
      NeedReturnData: [{ FBillNo: 'DD1', [ROWS]: [{ FOPPOSITEBANKACCOUNT: '6222000000000002' }] }],
    },
  });
  let body = '';
  const calls = {
    act: (_: string, sent: string) => {
      body = sent;
      const json = readJson(text);
      return Promise.resolve({ text, json, status: readStatus(json) });
    },
  };
  const shapes = { carrying: () => Promise.resolve(shape) };
  const writer = new BillWriter({ sendUntil: () => 0 } as never, calls, shapes as never, tellsPayee);
  const { outcomes } = await writer.save([draft], { ...PLAIN_WAY, single });
  return { asked: JSON.parse(body).data.NeedReturnFields, outcome: outcomes[0] };
}

it('a save asks for the payee as it was stored, and tells that it is another one', async () => {
  const { asked, outcome } = await saved(true);
  expect(asked).toEqual(['FBillNo', `${ROWS}.FOPPOSITEBANKACCOUNT`]);
  expect(outcome).toMatchObject({ kind: 'done', otherPayee: true });
});

it('where the setting is off, or all steps are one call, a save asks for the number only and tells nothing', async () => {
  for (const { asked, outcome } of [await saved(false), await saved(true, true)]) {
    expect(asked).toEqual(['FBillNo']);
    expect(outcome).toEqual({ kind: 'done', id: '7', billNo: 'DD1', warning: null });
  }
});
