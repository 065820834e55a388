import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goodModel, Site, statusOf } from './test-site.js';

let site: Site;
beforeEach(async () => {
  site = await Site.open();
});
afterEach(() => site.close());

describe('the payment bill from save to audit', () => {
  it('passes save, submit and audit by number, and shows status C in a query', async () => {
    const saved = await site.save(goodModel({ FBillNo: 'DD-1', FTHIRDBILLNO: 'inst-1' }));
    expect(saved).toEqual({
      IsSuccess: true,
      Errors: [],
      SuccessEntitys: [{ Id: 100_001, Number: 'DD-1', DIndex: 0 }],
      SuccessMessages: [],
      MsgCode: 0,
    });
    expect((await site.paybill('Submit', { Numbers: ['DD-1'] })).IsSuccess).toBe(true);
    expect(await site.paybill('Audit', { Ids: '100001' })).toMatchObject({
      IsSuccess: true,
      SuccessMessages: [{ FieldName: null, Message: '单据编号为“DD-1”的付款单，审核成功！', DIndex: 0 }],
    });
    expect(
      await site.call('ExecuteBillQuery', {
        data: {
          FormId: 'AP_PAYBILL',
          FieldKeys: 'FID,FBillNo,FDOCUMENTSTATUS,FPAYORGID.FNumber,FPAYTOTALAMOUNTFOR_H,FCOSTID.FName',
          FilterString: "FTHIRDBILLNO in ('inst-1','inst-2')",
        },
      }),
    ).toEqual([[100_001, 'DD-1', 'C', '101', 120.5, '差旅费-市内交通']]);
  });

  it('takes the three envelopes and the older wrapper, whatever the content type says', async () => {
    const query = { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: "FNUMBER='PRE001'" };
    const text = JSON.stringify(query);
    const path = site.pathOf('ExecuteBillQuery');
    for (const body of [
      { data: query },
      { data: text },
      { Data: text },
      { parameters: [text] },
      { format: 1, useragent: 'ApiClient', rid: '1', parameters: JSON.stringify([text]), v: '1.0' },
    ])
      for (const type of ['applicatin/json', 'application/json; charset=utf-8', 'text/plain', 'x']) {
        const reply = await site.post(path, JSON.stringify(body), { ...site.signed(path), 'content-type': type });
        expect(await reply.json()).toEqual([['CNY']]);
      }
  });

  it('says nothing but 403 without the /k3cloud/ prefix', async () => {
    const reply = await site.post(site.pathOf('Save').replace('/k3cloud', ''), '{}');
    expect([reply.status, await reply.text()]).toEqual([403, '']);
  });

  it('matches method names and the prefix without regard to case', async () => {
    const path = site.pathOf('batchSave').replace('k3cloud', 'K3Cloud');
    const body = JSON.stringify({ formid: 'AP_PAYBILL', data: { Model: [goodModel()] } });
    const reply = await site.post(path, body, site.signed(path));
    expect(statusOf(await reply.json()).SuccessEntitys).toHaveLength(1);
  });
});
