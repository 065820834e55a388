import { expect, it } from 'vitest';
import { classify } from '../../connectors/kingdee/answer/classify-refusal.js';
import { missingField } from '../../connectors/kingdee/form/bill-query.js';
import { Mask } from './mask.js';
import { siteWords } from './site-words.js';

const KEY = Buffer.alloc(32, 7);
const SECRETS = ['s3cret-of-the-app', 'dingdee.api'];
const mask = new Mask(KEY, SECRETS);
const body = (value: unknown) => JSON.parse(mask.body(JSON.stringify(value))) as Record<string, unknown>;
const text = (value: unknown) => mask.body(JSON.stringify(value));

it('leaves how an answer is built: keys, types, states, dates, amounts, times', () => {
  const shape = {
    success: true,
    result: {
      status: 'COMPLETED',
      bizAction: 'NONE',
      result: 'agree',
      createTime: '2026-03-05T09:10Z',
      finish_time: '2026-03-05 23:30:00',
      gmtCreate: 1772672400000,
      formComponentValues: [
        { id: 'MoneyField_K2AD4O5B', componentType: 'MoneyField', value: '12,345.60' },
        { id: 'DDAttachment-ABCDE1', componentType: 'DDAttachment', value: '壹万贰仟叁佰肆拾伍元陆角整' },
        { id: 'DDSelectField_1H8QZ6LT', componentType: 'DDSelectField', value: '人民币', key: 'option_1' },
      ],
    },
  };
  expect(body(shape)).toEqual(shape);
  const query = { formid: 'AP_PAYBILL', data: { FieldKeys: 'FID,FBillNo,F_ABCD_Text12345678', Limit: 50 } };
  expect(body(query)).toEqual(query);
  const refusal = { code: 'processInstanceNotExist', errcode: 88, sub_code: '60011', errmsg: 'ok', errors: [] };
  expect(body(refusal)).toEqual(refusal);
  const rows = [[100030, 'FKDLX02_SYS', 'SFKYT10_SYS', '费用报销', 'C', 'A', 38433.79, '***', null]];
  expect(body(rows)).toEqual(rows);
});

it('takes out names, companies, accounts, phones, ids and numbers, and keeps what kind they are', () => {
  const said = text({
    title: '欧阳若兰提交的费用报销',
    originatorUserId: '0132456789012345',
    processInstanceId: 'RiN3kQ9xT2mW8vLpYb4ZdA',
    unionId: 'abcDEFghiJKL',
    formComponentValues: [
      {
        id: 'RecipientAccountField_1ABCDE',
        name: '收款账号',
        componentType: 'RecipientAccountField',
        value: '欧阳若兰 招商银行杭州分行(0123)',
        extValue: JSON.stringify({
          accountName: '欧阳若兰',
          accountNumber: '6222021234567890123',
          phone: '13800138000',
        }),
      },
    ],
    email: 'ouyang@yunshan.example.cn',
    name: 'JOHN SMITH',
    dept: 468210369,
  });
  for (const own of [
    '欧阳',
    '若兰',
    '0132456789012345',
    'RiN3kQ9x',
    'abcDEF',
    '招商',
    '杭州',
    '1234567890123',
    '13800138000',
  ])
    expect(said, own).not.toContain(own);
  for (const own of ['ouyang', 'yunshan', 'JOHN', '468210369']) expect(said, own).not.toContain(own);
  for (const kind of ['费用报销', '收款账号', '银行', '分行', '622', '138', 'accountNumber'])
    expect(said).toContain(kind);
});

it.each([
  ['an account in groups of four', { value: '6222 0212 3456 7890 123' }, ['0212 3456', '7890 123']],
  ['an account in full-width digits', { value: '６２２２０２１２３４５６７８９０１２３' }, ['３４５６７８９０']],
  ['an account behind letters', { value: 'NRA6222021234567890' }, ['NRA', '6222021']],
  ['a phone in groups', { value: '138 0013 8000' }, ['0013 8000']],
  ['a number of thirteen digits that could be an instant', { value: '1500012345678' }, ['12345678']],
  ['a number of ten digits that could be an instant', { account: '1612345678' }, ['12345678']],
  ['the same as a number', { account: 1612345678, value: 1500012345678 }, ['12345678']],
  [
    'ids of people that are names or short',
    {
      originatorUserId: 'zhangsan',
      userid: 'lisi01',
      approverUserIds: ['wangwu', 'EMP00123'],
      emplId: '012345',
      staffId: 'a7',
      manager_userid: 'zhaoliu',
      authed_user: ['sunqi'],
      job_number: '0815',
    },
    ['zhangsan', 'lisi', 'wangwu', 'EMP', '00123', '012345', 'a7', 'zhaoliu', 'sunqi', '0815'],
  ],
  [
    'names and companies in Latin letters',
    { componentType: 'TextField', id: 'TextField-ABCDE1', value: 'John Smith, ACME Trading Ltd, FORD, FedEx' },
    ['John', 'Smith', 'ACME', 'Trading', 'FORD', 'FedEx'],
  ],
  [
    'a row of Kingdee',
    [['V0012', 'Shanghai Wellmade Co Ltd', '6222 0212 3456 7890', 'EMP00123']],
    ['V0012', 'Wellmade', 'Shanghai', '0212', 'EMP'],
  ],
  [
    'the option that was chosen',
    {
      id: 'DDSelectField_1ABCDE',
      componentType: 'DDSelectField',
      value: '杭州云杉科技',
      extValue: JSON.stringify({ label: '杭州云杉科技', key: 'option_1' }),
    },
    ['云杉', '杭州', '科技'],
  ],
  [
    'a name in the sentence of an error',
    { message: '员工“欧阳若兰”的银行账号 6222 0212 3456 7890 不存在' },
    ['欧', '阳', '若', '兰', '0212'],
  ],
  ['a name in an object that has a key', { key: 'x1', name: '欧阳若兰', userId: '1' }, ['欧', '若']],
  [
    'a state that is no state',
    { status: '欧阳若兰', result: 'zhangsan', type: 'ouyang' },
    ['欧', 'zhangsan', 'ouyang'],
  ],
  [
    'what only begins like a field of Kingdee',
    { key: 'FRANK', id: 'FORD', data: { FilterString: "FName = 'FRANK'" } },
    ['FRANK', 'FORD'],
  ],
  ['a short word that is part of a name', { name: '万有', title: '总是无敌' }, ['万有', '是', '敌']],
  ['an address of the network', { message: '请求ip=203.119.25.130' }, ['203.119', '25.130']],
  [
    'an object by ids of people',
    { userIds: ['zhangsan'], '13800138000': 1, emp0012345: 2 },
    ['zhangsan', '13800138000', '0012345'],
  ],
])('takes out %s', (_, value, owns) => {
  const said = text(value);
  for (const own of owns) expect(said, own).not.toContain(own);
});

it('keeps labels where the form has them, and nothing else under the same keys', () => {
  const form = {
    path: '/v1.0/workflow/forms/schemas/processCodes?processCode=P',
    asked: '',
    body: JSON.stringify({
      result: {
        name: '云杉报销单',
        schemaContent: {
          items: [
            {
              componentName: 'DDSelectField',
              props: {
                id: 'DDSelectField_1ABCDE',
                label: '收款单位',
                options: [JSON.stringify({ value: '云杉科技', key: 'option_0' })],
              },
            },
          ],
        },
      },
    }),
  };
  const bill = {
    path: '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.QueryBusinessInfo.common.kdsvc',
    asked: JSON.stringify({ data: { FormId: 'AP_PAYBILL' } }),
    body: JSON.stringify({
      Result: {
        NeedReturnData: { Entrys: [{ Fields: [{ Key: 'F_Y_Own', Name: [{ Key: 2052, Value: '成本中心' }] }] }] },
      },
    }),
  };
  const site = new Mask(KEY, [], siteWords([form, bill]));
  expect(site.body(form.body)).toContain('"label":"收款单位"');
  expect(site.body(bill.body)).toContain('"Value":"成本中心"');
  const instance = site.body(
    JSON.stringify({ name: '收款单位', value: '云杉科技', extValue: JSON.stringify({ label: '云杉科技' }) }),
  );
  expect(instance).toContain('"name":"收款单位"');
  expect(site.body(form.body) + instance).not.toMatch(/云杉/);
  expect(site.body(JSON.stringify({ value: '收款单位', name: '欧阳' }))).not.toMatch(/单位|欧阳/);
  expect(JSON.parse(site.body(JSON.stringify({ message: '标识为F_Y_Own的字段不存在' }))).message).toBe(
    '标识为F_Y_Own的字段不存在',
  );
});

it('gives the same text the same other one wherever it stands, as text or as number, in groups or in one', () => {
  const { a, b, c, d } = body({ a: '冯赟', b: '由冯赟垫付', c: 468210369, d: '468210369' }) as Record<string, string>;
  expect(b).toContain(a);
  expect(String(c)).toBe(d);
  const { e, f, g } = body({
    e: '6222021234567890',
    f: '6222 0212 3456 7890',
    g: '６２２２０２１２３４５６７８９０',
  }) as Record<string, string>;
  expect(f?.replaceAll(' ', '')).toBe(e);
  expect(g).toMatch(/^[０-９]{16}$/);
  const site = new Mask(
    KEY,
    [],
    siteWords([{ path: '/x?userid=zhangsan', asked: '', body: '{"a":{"zhangsan":1,"text":"zhangsan"}}' }]),
  );
  expect(site.body('{"zhangsan":"x zhangsan"}')).not.toContain('zhangsan');
  expect(site.body('zhangsan', 'userid')).toBe(JSON.parse(site.body('{"b":"zhangsan"}')).b);
  expect(new Mask(Buffer.alloc(32, 8), []).body('{"a":"冯赟"}')).not.toContain(a);
});

it('keeps the minute in the number of an approval, and no more of it', () => {
  const { businessId } = body({ businessId: '202603051043000012345' }) as Record<string, string>;
  expect(businessId).toMatch(/^202603051043\d{9}$/);
  expect(businessId).not.toContain('000012345');
});

it('leaves of the sentence of an error what refusals are made of, without names, numbers and secrets', () => {
  const { message } = body({ message: '第三方应用不允许用户dingdee.api登录，单据 PAY2026112600012345 已审核' });
  expect(message).toMatch(/^第三方应用不允许用户.+登录，单据 .+ 已审核$/);
  expect(message).not.toContain('dingdee.api');
  expect(message).not.toContain('112600012345');
});

it.each([
  '会话信息已丢失，请重新登录',
  '“administrator”使用业务单据：“付款单”业务操作-“[付款单-PAY1-修改]”冲突，请稍候再使用。',
  '单据编号为“A1”的付款单，已关联工作流实例，不支持通过 WebAPI 接口进行传统审批',
  '违反字段唯一性要求：编码唯一。[DD-7]在当前系统中已经被使用。',
  '您没有组织机构的查看权限',
  '没有“付款单”的元数据查询权限',
  'WebAPI调用次数超出限制，请稍后再试',
  '业务日期2026/3/5所在期间已结账，不允许保存！',
  '当前组织未启用出纳，请启用后再进行操作！',
  '编码值["DINGDEE-U-0000000000"]不存在',
  '值为202的付款组织(FPAYORGID)赋值失败',
  '第1行字段“付款用途”的值“X”不存在或不可用',
])('means the same to who reads it after it was masked: %s', (message) => {
  const masked = String(body({ Message: message }).Message);
  const of = (said: string) => classify([{ message: said, field: '', dIndex: null }], null).class;
  expect(of(masked)).toBe(of(message));
  expect(of(message)).not.toBe('unknown');
});

it('a field that a site lacks is still named', () => {
  const site = new Mask(
    KEY,
    [],
    siteWords([{ path: '', asked: '{"data":{"FieldKeys":"FID,FPAYORGID.FNumber"}}', body: '' }]),
  );
  for (const message of ['元数据中标识为FPAYORGID的字段不存在', '当前查询串无法解析--FPAYORGID']) {
    const masked = String(JSON.parse(site.body(JSON.stringify({ Message: message }))).Message);
    expect(missingField({ errors: [{ message: masked }] } as never)).toBe('FPAYORGID');
  }
});

it('masks what is no JSON, and a secret inside of anything', () => {
  expect(mask.body('response_error: s3cret-of-the-app 冯赟')).toMatch(/^response_error: /);
  expect(mask.body('response_error: s3cret-of-the-app 冯赟')).not.toMatch(/s3cret|冯|赟/);
  expect(mask.body('{"k":"x-s3cret-of-the-app-y"')).not.toContain('s3cret');
  expect(mask.body('<html><title>Wellmade 单点登录</title></html>')).toMatch(
    /^<html><title>.{8} .{4}<\/title><\/html>$/,
  );
  expect(mask.body('<html><title>Wellmade 单点登录</title></html>')).not.toMatch(/Wellmade|单点/);
});
