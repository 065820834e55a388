import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultKingdeeSwitches } from './switches.js';
import { goodModel, goodRow, Site, statusOf } from './test-site.js';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await site.save(
    goodModel({ FBillNo: 'Q1', FTHIRDBILLNO: 't1', FREMARK: "O'Neil 50%_a", FDATE: '2026-05-01' }),
    goodModel({
      FBillNo: 'Q2',
      FTHIRDBILLNO: 't2',
      FREMARK: '差旅 𠮷',
      FPAYBILLENTRY: [
        goodRow(),
        goodRow({ FPAYTOTALAMOUNTFOR: 1000, FPAYAMOUNTFOR_E: 1000, FCOSTID: { FNUMBER: 'CI0005' } }),
      ],
    }),
    goodModel({
      FBillNo: 'Q3',
      FTHIRDBILLNO: 't2',
      FDATE: '2026-06-01',
      FPAYBILLENTRY: [goodRow({ FPAYTOTALAMOUNTFOR: 9, FPAYAMOUNTFOR_E: 9 })],
    }),
  );
});
afterAll(() => site.close());

const query = (data: object, method = 'ExecuteBillQuery') =>
  site.call(method, { data: { FormId: 'AP_PAYBILL', FieldKeys: 'FBillNo', OrderString: 'FBillNo asc', ...data } });
const numbers = async (filter: unknown): Promise<string> =>
  ((await query({ FilterString: filter })) as unknown[][]).map(([number]) => number).join();

describe('FilterString', () => {
  it.each([
    ["FBillNo='Q1'", 'Q1'],
    ["FBillNo in ('Q3','Q1','zz')", 'Q1,Q3'],
    ["FBillNo in ('Q1') or FTHIRDBILLNO in ('t2')", 'Q1,Q2,Q3'],
    ["FTHIRDBILLNO='t2' and FDATE>='2026-05-15'", 'Q3'],
    ["FDATE >= '2026-05-01' AND FDATE <= '2026-05-06'", 'Q1,Q2'],
    ["FDATE={ts'2026-06-01 00:00:00'}", 'Q3'],
    ['FID=100002', 'Q2'],
    ['FID in (100001, 100003)', 'Q1,Q3'],
    ["FID='100002'", 'Q2'],
    ["FBillNo<>'Q1' and not (FBillNo='Q2')", 'Q3'],
    ["FBillNo != 'Q1' and FBillNo not in ('Q2')", 'Q3'],
    ["FPAYORGID.FNumber='101' and FCONTACTUNIT.FName like '沈%'", 'Q1,Q2,Q3'],
    ['FPAYTOTALAMOUNTFOR_H>120.50', 'Q2'],
    ['fpaytotalamountfor_h < 10', 'Q3'],
    ["FREMARK like '%𠮷'", 'Q2'],
    ["FREMARK like '%50[%][_]%'", 'Q1'],
    ["FREMARK = 'O''Neil 50%_a'", 'Q1'],
    ['FREMARK is null', 'Q3'],
    ['FREMARK is not null', 'Q1,Q2'],
    ['1=1', 'Q1,Q2,Q3'],
    ['1=0', ''],
    ['', 'Q1,Q2,Q3'],
    ["FCOSTID.FNumber='CI0005'", 'Q2'],
    ["(FBillNo='Q1' or FBillNo='Q2') and FTHIRDBILLNO='t2'", 'Q2'],
  ])('%s finds %s', async (filter, expected) => {
    expect(await numbers(filter)).toBe(expected);
  });

  it('may be a list of conditions', async () => {
    const part = (Left: string, FieldName: string, Compare: string, Value: string, Right: string, Logic: string) => ({
      Left,
      FieldName,
      Compare,
      Value,
      Right,
      Logic,
    });
    expect(await numbers([part('(', 'FBillNo', '67', 'Q2', ')', '0')])).toBe('Q2');
    expect(
      await numbers([
        part('(', 'FBillNo', '=', 'Q1', '', '1'),
        part('', 'FBillNo', '67', 'Q3', ')', '0'),
        part('(', 'FDOCUMENTSTATUS', '105', 'A', ')', '0'),
      ]),
    ).toBe('Q1,Q3');
    expect(await numbers([part('', 'FREMARK', '60', '50%_', '', '')])).toBe('Q1');
    expect(await numbers([part('', 'FREMARK', '67', "O'Neil 50%_a", '', '')])).toBe('Q1');
  });

  it('that cannot be parsed, and a field that does not exist, come back nested in two lists', async () => {
    for (const [filter, text] of [
      ["FBillNo='Q1", "当前查询串无法解析--FBillNo='Q1"],
      ["FBillNo==='x'", "当前查询串无法解析--FBillNo==='x'"],
      ["FIssueType='x'", '元数据中标识为FIssueType的字段不存在'],
      ["FDOCUMENTSTATUS.FName='x'", '元数据中标识为FDOCUMENTSTATUS.FName的字段不存在'],
    ]) {
      const answer = (await query({ FilterString: filter })) as unknown[][];
      expect([answer.length, answer[0]?.length]).toEqual([1, 1]);
      expect(statusOf(answer[0]?.[0])).toMatchObject({
        IsSuccess: false,
        Errors: [{ Message: text, FieldName: null }],
      });
    }
    expect(statusOf(await query({ FilterString: "FIssueType='x'" }, 'BillQuery')).MsgCode).toBe(9);
    const unknown = (await query({ FormId: 'XXX' })) as unknown[][];
    expect(statusOf(unknown[0]?.[0]).Errors[0]?.Message).toBe('标识为"XXX"的业务对象不存在');
  });

  it('may not double quotes or quote numbers, where so switched', async () => {
    Object.assign(site.context.switches.kingdee, { queryQuoteDoubling: false, quotedNumbersAccepted: false });
    for (const FilterString of ["FREMARK='O''Neil 50%_a'", "FID='100002'"])
      expect(statusOf(((await query({ FilterString })) as unknown[][])[0]?.[0]).IsSuccess).toBe(false);
    Object.assign(site.context.switches.kingdee, defaultKingdeeSwitches());
  });
});

describe('a query', () => {
  it('gives one line per row as soon as a row key is asked, filtered on or ordered by', async () => {
    const rows = await query({
      FieldKeys: 'FBillNo,FPAYBILLENTRY_FEntryID,FPAYBILLENTRY_FSeq,FCOSTID,FCOSTID.FNumber,FPAYTOTALAMOUNTFOR',
      FilterString: "FTHIRDBILLNO='t2'",
      OrderString: 'FBillNo desc, FPAYTOTALAMOUNTFOR desc',
    });
    const costItem = (number: string) => site.kingdee.baseData.numbered('BD_Expense', number)[0]?.id;
    expect(rows).toEqual([
      ['Q3', 200_004, 1, costItem('CI0001'), 'CI0001', 9],
      ['Q2', 200_003, 2, costItem('CI0005'), 'CI0005', 1000],
      ['Q2', 200_002, 1, costItem('CI0001'), 'CI0001', 120.5],
    ]);
  });

  it('pages by StartRow and Limit, and is capped by TopRowCount', async () => {
    expect(await query({ StartRow: 1, Limit: 1 })).toEqual([['Q2']]);
    expect(await query({ StartRow: 3, Limit: 2 })).toEqual([]);
    expect(await query({ TopRowCount: 2, Limit: 10 })).toEqual([['Q1'], ['Q2']]);
  });

  it('gives objects as BillQuery', async () => {
    expect(await query({ FieldKeys: 'FBillNo, FPAYORGID.FNumber', Limit: 1 }, 'BillQuery')).toEqual([
      { FBillNo: 'Q1', 'FPAYORGID.FNumber': '101' },
    ]);
  });

  it('hides amounts as *** from a user without field rights', async () => {
    site.context.switches.kingdee.amountRights = false;
    expect(await query({ FieldKeys: 'FPAYTOTALAMOUNTFOR_H', Limit: 1 })).toEqual([['***']]);
    site.context.switches.kingdee.amountRights = true;
  });

  it('finds no bill for a quote attack on the number', async () => {
    expect(await numbers("FBillNo='x'' or 1=1 --'")).toBe('');
  });
});

describe('base data', () => {
  const KEYS: Record<string, string> = {
    ORG_Organizations: 'FOrgID,FNumber,FName,FForbidStatus',
    BD_Department: 'FDEPTID,FNumber,FName,FUseOrgId.FNumber,FCreateOrgId.FNumber,FDocumentStatus,FForbidStatus',
    BD_Empinfo: 'FID,FNumber,FName,FCreateOrgId.FNumber,FUseOrgId.FNumber,FForbidStatus',
    BD_Supplier: 'FNumber,FName,FUseOrgId.FNumber,FDocumentStatus,FForbidStatus',
    BD_Customer: 'FCustID,FNumber,FName,FUseOrgId.FNumber,FForbidStatus',
    BD_Expense: 'FEXPID,FNumber,FName',
    BD_Currency: 'FNumber,FName,FCODE',
    BD_SETTLETYPE: 'FNumber,FName',
    CN_RECPAYPURPOSE: 'FNumber,FName',
    CN_BANKACNT: 'FBANKACNTID,FNumber,FName,FUseOrgId.FNumber,FDOCUMENTSTATUS,FFORBIDSTATUS',
    CN_CASHACCOUNT: 'FID,FNumber,FName,FUseOrgId.FNumber',
    BD_Account: 'FNumber,FName',
    BOS_ASSISTANTDATA_DETAIL: 'FEntryId,FNumber,FDataValue',
  };

  it.each(Object.entries(KEYS))('of %s answers %s', async (FormId, FieldKeys) => {
    const rows = (await query({ FormId, FieldKeys, OrderString: 'FNumber asc' })) as unknown[][];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).toHaveLength(FieldKeys.split(',').length);
  });

  it('has the same account number once per using organisation', async () => {
    const rows = await query({
      FormId: 'CN_BANKACNT',
      FieldKeys: 'FNumber,FUseOrgId.FNumber',
      FilterString: "FNumber='571909998810501'",
      OrderString: 'FUseOrgId.FNumber',
    });
    expect(rows).toEqual([
      ['571909998810501', '101'],
      ['571909998810501', '102'],
    ]);
  });

  it('can be narrowed to usable rows of one organisation', async () => {
    const rows = (await query({
      FormId: 'BD_Department',
      FieldKeys: 'FNumber',
      FilterString: "FUseOrgId.FNumber='101' and FForbidStatus='A' and FDocumentStatus='C'",
      OrderString: 'FNumber',
    })) as unknown[][];
    expect(rows).toHaveLength(15);
  });

  it('can be narrowed to what changed; the site decides whether that is answered, and whether forbidding counts', async () => {
    const { baseData } = site.kingdee;
    const switches = site.context.switches.kingdee;
    const since = '2025-01-01 00:00:00';
    const changed = async () => {
      const FilterString = `FModifyDate >= '${since}'`;
      const asked = { FormId: 'BD_Expense', FieldKeys: 'FNumber,FModifyDate', OrderString: 'FEXPID asc', FilterString };
      return ((await query(asked)) as unknown[][]).map(([number]) => number);
    };
    const [first, second] = baseData.rows('BD_Expense');
    expect(await changed()).toEqual([]);
    baseData.change('BD_Expense', first?.number ?? '', { rename: '改名' });
    baseData.change('BD_Expense', second?.number ?? '', { forbid: true });
    expect(await changed()).toEqual([first?.number]);
    switches.forbidMovesDate = true;
    baseData.change('BD_Expense', second?.number ?? '', { forbid: false });
    expect(await changed()).toEqual([first?.number, second?.number]);
    expect(baseData.answered.at(-1)).toEqual({ form: 'BD_Expense', filter: `FModifyDate >= '${since}'`, rows: 2 });
    switches.modifyDateFilter = 'blank';
    expect(await changed()).toEqual([]);
    Object.assign(switches, defaultKingdeeSwitches());
  });
});

describe('QueryBusinessInfo and View', () => {
  interface Info {
    Result: { NeedReturnData: { Id: string; Entrys: { Key: string; Fields: Record<string, unknown>[] }[] } };
  }
  const info = async (): Promise<Map<string, Record<string, unknown>>> => {
    const { Result } = (await site.call('QueryBusinessInfo', { data: { FormId: 'AP_PAYBILL' } })) as Info;
    expect(Result.NeedReturnData.Id).toBe('AP_PAYBILL');
    return new Map(
      Result.NeedReturnData.Entrys.flatMap((entity) =>
        entity.Fields.map((each) => [`${entity.Key}.${String(each.Key)}`, each]),
      ),
    );
  };

  it('tells the level, the form behind and the must-input flag of every field', async () => {
    const fields = await info();
    expect(fields.get('FBillHead.FDepartment')).toMatchObject({ FieldType: 127, LookUpObjectFormId: 'BD_Department' });
    expect(fields.has('FPAYBILLENTRY.FDepartment')).toBe(false);
    expect(fields.get('FPAYBILLENTRY.FCOSTID')).toMatchObject({ MustInput: 0, LookUpObjectFormId: 'BD_Expense' });
    expect(fields.get('FBillHead.FDATE')).toMatchObject({ FieldType: 61, MustInput: 1 });
    expect(fields.get('FBillHead.FBillNo')).toMatchObject({ FieldType: 231, Editlen: 30 });
  });

  it('follows the customer: department in the rows, a further mandatory field', async () => {
    Object.assign(site.context.switches.kingdee, { departmentLevel: 'entry', mandatoryFields: 'FREMARK' });
    const fields = await info();
    expect([fields.has('FBillHead.FDepartment'), fields.has('FPAYBILLENTRY.FDepartment')]).toEqual([false, true]);
    expect((await site.save(goodModel())).Errors[0]?.Message).toBe('字段“备注”是必填项');
    Object.assign(site.context.switches.kingdee, defaultKingdeeSwitches());
  });

  it('shows a bill with property names without the F, which cannot be fed back to Save', async () => {
    const seen = (await site.call('View', { formid: 'AP_PAYBILL', data: { Number: 'Q2' } })) as {
      Result: { Result: Record<string, unknown> };
    };
    expect(seen.Result.Result).toMatchObject({
      Id: 100_002,
      BillNo: 'Q2',
      DOCUMENTSTATUS: 'A',
      PAYORGID: { Number: '101', Name: [{ Key: 2052, Value: '云杉科技（杭州）有限公司' }] },
      PAYBILLENTRY: [{ Seq: 1 }, { Seq: 2, PAYTOTALAMOUNTFOR: 1000 }],
    });
    expect((await site.save(seen.Result.Result)).IsSuccess).toBe(false);
    const missing = await site.call('View', { formid: 'AP_PAYBILL', data: { Number: 'zz' } });
    expect(statusOf(missing).Errors[0]?.Message).toBe('编码值["zz"]不存在');
  });
});
