import { expect, it } from 'vitest';
import { Mask } from './mask.js';

const mask = new Mask(Buffer.alloc(32, 7), ['s3cret-of-the-app', 'dingdee.api']);
const body = (value: unknown) => JSON.parse(mask.body(JSON.stringify(value))) as Record<string, unknown>;

it('leaves how an answer is built: keys, types, states, labels of the form, dates, amounts, times', () => {
  const shape = {
    success: true,
    result: {
      status: 'COMPLETED',
      bizAction: 'NONE',
      createTime: '2026-03-05T09:10Z',
      finish_time: '2026-03-05 23:30:00',
      gmt: 1772672400000,
      formComponentValues: [
        { id: 'MoneyField_K2AD4O5B', name: '总金额', componentType: 'MoneyField', value: '12,345.60' },
        { id: 'TextField-ABCDE1', name: '大写', componentType: 'TextField', value: '壹万贰仟叁佰肆拾伍元陆角整' },
        { id: 'W', name: '币种', componentType: 'DDSelectField', value: '人民币' },
      ],
    },
  };
  expect(body(shape)).toEqual(shape);
  const query = { formid: 'AP_PAYBILL', data: { FieldKeys: 'FID,FBillNo,F_ABCD_Text12345678', Limit: 50 } };
  expect(body(query)).toEqual(query);
});

it('takes out names, companies, accounts, phones, ids and numbers, and keeps what kind they are', () => {
  const said = JSON.stringify(
    body({
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
    }),
  );
  for (const own of [
    '欧阳',
    '若兰',
    '0132456789012345',
    'RiN3kQ9x',
    'abcDEF',
    '招商',
    '杭州',
    '6222021234567890123',
    '13800138000',
  ])
    expect(said, own).not.toContain(own);
  for (const own of ['ouyang', 'yunshan', 'JOHN', '468210369']) expect(said, own).not.toContain(own);
  for (const kind of ['费用报销', '收款账号', '银行', '分行', '622', '138', 'accountNumber'])
    expect(said).toContain(kind);
});

it('gives the same text the same other one wherever it stands, as text or as number', () => {
  const { a, b, c, d } = body({ a: '冯赟', b: '由冯赟垫付', c: 468210369, d: '468210369' }) as Record<string, string>;
  expect(b).toContain(a);
  expect(String(c)).toBe(d);
  expect(new Mask(Buffer.alloc(32, 8), []).body('{"a":"冯赟"}')).not.toContain(a);
});

it('leaves the sentences of an error, without numbers and secrets in them', () => {
  const { message } = body({ message: '第三方应用不允许用户dingdee.api登录，单据 PAY2026112600012345 已审核' });
  expect(message).toMatch(/^第三方应用不允许用户.+登录，单据 .+ 已审核$/);
  expect(message).not.toContain('dingdee.api');
  expect(message).not.toContain('112600012345');
});

it('masks what is no JSON, and a secret inside of anything', () => {
  expect(mask.body('response_error: s3cret-of-the-app 冯赟')).toMatch(/^response_error: /);
  expect(mask.body('response_error: s3cret-of-the-app 冯赟')).not.toMatch(/s3cret|冯|赟/);
  expect(mask.body('{"k":"x-s3cret-of-the-app-y"')).not.toContain('s3cret');
});
