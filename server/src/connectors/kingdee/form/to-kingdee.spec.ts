import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { draftForSpec } from '../../../domain/draft/draft-for-spec.js';
import type { PaymentBillDraft } from '../../../domain/draft/payment-bill.js';
import { writeJson } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { USUAL_SHAPE } from './form-shape.js';
import { batchSaveBody, billModel, customKeys, operationBody } from './to-kingdee.js';

function modelText(draft: PaymentBillDraft, shape = USUAL_SHAPE): string {
  const built = billModel(draft, shape);
  if (!built.ok) throw new Error(built.refusal.messages.join());
  return writeJson(built.model);
}

describe('a payment bill as Kingdee reads it', () => {
  it('has every field of the interface under its key, in the order of the form, amounts as exact literals', () => {
    const draft = draftForSpec('DD0001', {}, [{ amount: '120.50', fields: { cashAccount: 'XJ001', comment: '打车' } }]);
    expect(modelText(draft)).toBe(
      '{"FBillTypeID":{"FNUMBER":"FKDLX02_SYS"},"FBillNo":"DD0001","FTHIRDBILLNO":"inst-DD0001","FDATE":"2026-05-06 00:00:00",' +
        '"FCONTACTUNITTYPE":"BD_Empinfo","FCONTACTUNIT":{"FNumber":"YG00012"},"FRECTUNITTYPE":"BD_Empinfo","FRECTUNIT":{"FNumber":"YG00012"},' +
        '"FPAYORGID":{"FNumber":"101"},"FSETTLEORGID":{"FNumber":"101"},"FCURRENCYID":{"FNumber":"PRE001"},"FSETTLECUR":{"FNUMBER":"PRE001"},' +
        '"FEXCHANGERATE":1,"FSETTLERATE":1,"FDepartment":{"FNumber":"BM000004"},"FREMARK":"出差“杭州”",' +
        '"FPAYBILLENTRY":[{"FSETTLETYPEID":{"FNumber":"JSFS04_SYS"},"FPURPOSEID":{"FNumber":"SFKYT10_SYS"},' +
        '"FPAYTOTALAMOUNTFOR":120.50,"FPAYAMOUNTFOR_E":120.50,"FCOSTID":{"FNUMBER":"CI0001"},"FEXPENSEDEPTID_E":{"FNUMBER":"BM000004"},' +
        '"FACCOUNTID":{"FNumber":"1202020109900112233"},"FCashAccount":{"FNumber":"XJ001"},"FOPPOSITEBANKACCOUNT":"6222000011112222333",' +
        '"FOPPOSITECCOUNTNAME":"彭𠮷祥","FCOMMENT":"打车"}]}',
    );
  });

  it('carries no FBillNo where Kingdee numbers it, and its key in the field that the scheme names and in FTHIRDBILLNO', () => {
    const draft = draftForSpec('DD0006', { F_ABCD_Key: '' });
    const built = billModel(draft, USUAL_SHAPE, { numbering: 'kingdee', keyField: 'F_ABCD_Key' });
    expect(built.ok && built.model).toMatchObject({ F_ABCD_Key: 'inst-DD0006', FTHIRDBILLNO: 'inst-DD0006' });
    expect(built.ok && Object.keys(built.model)).not.toContain('FBillNo');
    const taken = billModel(draftForSpec('DD0007', { F_ABCD_Key: '别的' }), USUAL_SHAPE, {
      numbering: 'ours',
      keyField: 'F_ABCD_Key',
    });
    expect(taken).toMatchObject({ ok: false, refusal: { class: 'data', fields: ['F_ABCD_Key'] } });
  });

  it('puts the department where the form has it', () => {
    const draft = draftForSpec('DD0002', {}, [{ amount: '1.00' }]);
    const inRows = modelText(draft, { departmentIn: ['rows'], baseKeys: new Set() });
    expect(inRows.indexOf('"FDepartment"')).toBeGreaterThan(inRows.indexOf('FPAYBILLENTRY'));
    expect(
      modelText(draft, { departmentIn: ['header', 'rows'], baseKeys: new Set() }).split('"FDepartment"'),
    ).toHaveLength(3);
    expect(modelText(draft, { departmentIn: [], baseKeys: new Set() })).not.toContain('FDepartment');
  });

  it('raises a department that all rows share to a header without one', () => {
    const { header, ...rest } = draftForSpec('DD0003', {}, [{ amount: '1.00', fields: { department: 'BM000007' } }]);
    const { department: _, ...without } = header;
    expect(modelText({ ...rest, header: without })).toContain('"FDepartment":{"FNumber":"BM000007"}');
  });

  it('does not send empty fields, and writes rates without idle zeros', () => {
    const text = modelText(draftForSpec('DD0004', { remark: '', exchangeRate: '6.8923000000' }));
    expect(text).not.toContain('FREMARK');
    expect(text).toContain('"FEXCHANGERATE":6.8923,');
  });

  it("writes a customer's own base-data field as base data and any other as text", () => {
    const draft = draftForSpec('DD0005', { F_ABCD_Project: 'XM01', F_ABCD_Note: '备注' });
    const text = modelText(draft, { departmentIn: ['header'], baseKeys: new Set(['f_abcd_project']) });
    expect(text).toContain('"F_ABCD_Project":{"FNumber":"XM01"}');
    expect(text).toContain('"F_ABCD_Note":"备注"');
    expect(customKeys([draft])).toEqual(['F_ABCD_Project', 'F_ABCD_Note']);
  });

  it.each([
    ['a field that the form does not know', draftForSpec('DD1', { FID: '100001' })],
    ['a date that is none', draftForSpec('DD1', { businessDate: '5月6日' })],
    ['an amount beyond exact doubles', draftForSpec('DD1', {}, [{ amount: '99999999999999.99' }])],
    ['rows that do not add up to the total', { ...draftForSpec('DD1'), total: '157.31' as Amount }],
    ['a bill without rows', { ...draftForSpec('DD1'), rows: [] }],
  ])('refuses %s instead of sending it', (_, draft) => {
    expect(billModel(draft, USUAL_SHAPE)).toMatchObject({ ok: false, refusal: { class: 'data', retryable: false } });
  });

  it('asks Kingdee to verify base data, to delete nothing and to keep the form order', () => {
    const body = JSON.parse(batchSaveBody(AP_PAYBILL, [])) as { formid: string; data: Record<string, unknown> };
    expect(body.formid).toBe('AP_PAYBILL');
    expect(body.data).toMatchObject({
      IsVerifyBaseDataField: 'true',
      IsDeleteEntry: 'false',
      IsAutoAdjustField: 'true',
      BatchCount: 0,
    });
    expect(Object.keys(body.data).filter((key) => /Auto(Submit)|Interation/.test(key))).toEqual([]);
  });

  it('does all in one call, and answers prompts, only where it is told to, and never ignores prompts as a whole', () => {
    const data = (text: string) => (JSON.parse(text) as { data: Record<string, unknown> }).data;
    const answers = ['AP_FundPlan', 'STK_InvCheckResult'];
    expect(data(batchSaveBody(AP_PAYBILL, [], { single: true, answers }))).toMatchObject({
      IsAutoSubmitAndAudit: 'true',
      InterationFlags: 'AP_FundPlan;STK_InvCheckResult',
    });
    expect(data(operationBody(AP_PAYBILL, ['7', '8'], answers))).toEqual({
      Ids: '7,8',
      InterationFlags: 'AP_FundPlan;STK_InvCheckResult',
    });
    expect(data(operationBody(AP_PAYBILL, ['7']))).toEqual({ Ids: '7' });
    expect(data(batchSaveBody(AP_PAYBILL, [], { single: true, answers }))).not.toHaveProperty('IgnoreInterationFlag');
  });
});
