import { describe, expect, it } from 'vitest';
import { mapApproval } from './map-approval.js';
import { amount, bare, CARD, item, json, mapped, payee, red } from './payloads-for-spec.js';
import { expenseInput } from './reimbursement-for-spec.js';

/** Answers of DingTalk as they were seen in the field (first-contact.md), through the decoder and the engine to the bill. */
const fields = (result: ReturnType<typeof mapped>) => result.fields.rows[0]?.fields ?? {};

describe('cells that carry key, label and value only', () => {
  it('make the same bill as cells that name their component', () => {
    const plain = mapped({});
    const typed = mapped({
      rows: [
        [
          { ...amount('156.80'), componentType: 'MoneyField' },
          { ...item('市内交通'), componentType: 'DDSelectField' },
        ],
      ],
    });
    expect([red(plain), plain.hash]).toEqual([[], typed.hash]);
  });

  it('give the account that stands beside the name, not “no account”', () => {
    const cell = bare('RecipientAccountField_B1', '收款账户', '李四', {
      name: '李四',
      cardNo: CARD,
      instName: '招商银行',
    });
    const account = { componentType: 'TableField', id: 'B', name: '收款账号', value: json([{ rowValue: [cell] }]) };
    const result = mapped({ account });
    expect(result.issues.map(({ code }) => code)).not.toContain('payee-without-number');
    expect(fields(result)).toMatchObject({ oppositeAccount: CARD, oppositeName: '李四' });
  });

  it('a note of the form that is printed in every row fills none', () => {
    const note = { key: 'TextNote_N1', value: '请贴发票' };
    const result = mapped({ rows: [[amount('156.80'), item('市内交通'), note], [note]] });
    expect([red(result), result.fields.rows.length]).toEqual([[], 1]);
  });
});

describe('two tables of one label', () => {
  it('stop the bill where one of them holds a row that nobody can read: it is not blank', () => {
    const table = (value: unknown) => ({ componentType: 'TableField', id: 'T2', name: '报销明细', value: json(value) });
    expect(red(mapped({ more: [table([{ rowNumber: 'T2_0', rowValue: true }])] }))).toEqual(['ambiguous-control']);
    expect(red(mapped({ more: [table([{ rowNumber: 'T2_0', rowValue: [] }])] }))).toEqual([]);
  });
});

describe('who is paid', () => {
  it('is named without the signs that nobody sees in a copied name', () => {
    const result = mapped({
      account: payee({ accountName: '\u200b冯\u200b赟\ufeff', accountNumber: CARD, bankName: '招商银行' }),
    });
    expect([red(result), fields(result).oppositeName]).toEqual([[], '冯赟']);
  });

  it.each(['收款账户', 'RecipientAccountFieldV2'])(
    'is not told by one number alone where a control of unknown type (%s) has another beside it',
    (componentType) => {
      const ext = json({ accountName: '冯赟', accountNumber: '6217000012345678901', bankName: '招商银行' });
      const account = { componentType, id: 'R', name: '收款账号', value: `冯赟 ${CARD} 招商银行`, extValue: ext };
      expect(red(mapped({ account }))).toContain('payee-several');
      expect(fields(mapped({ account: { ...account, value: '冯赟' } }))).toMatchObject({
        oppositeAccount: '6217000012345678901',
      });
    },
  );

  it('is nobody where the applicant’s name is not known: neither the title nor the userid stands in', () => {
    const dingtalk = { componentType: 'RecipientAccountField', id: 'R', name: '收款账号' };
    const result = mapped({ account: dingtalk, originatorName: '' });
    expect(red(result)).toContain('originator-unknown');
    expect(fields(result).oppositeName).toBeUndefined();
  });

  it('with a DingTalk account and no number is told in amber, never left blank silently', () => {
    const ext = { identityType: 'DINGTALK_ACCOUNT', name: '冯赟', id: '1', jobNumber: '', isSelf: '1' };
    const account = {
      componentType: 'RecipientAccountField',
      id: 'R',
      name: '收款账号',
      value: '冯赟',
      extValue: json(ext),
    };
    const result = mapped({ account });
    expect(red(result)).toEqual([]);
    expect(result.issues).toMatchObject([{ level: 'amber', code: 'payee-without-number' }]);
    expect(fields(result)).toMatchObject({ oppositeName: '冯赟' });
    expect(fields(result).oppositeAccount).toBeUndefined();
  });
});

describe('an amount', () => {
  const withTotal = (label: string) => {
    const input = expenseInput();
    const content = { ...input.scheme.content, totalFrom: `field:${label}` };
    const controls = input.instance.controls.map((control) =>
      control.name === '总金额' ? { ...control, name: label } : control,
    );
    return red(
      mapApproval({ ...input, instance: { ...input.instance, controls }, scheme: { ...input.scheme, content } }),
    );
  };

  it.each(['总金额（万元）', '总金额(万)', '总金额 (单位：千元)', '总金额/亿元'])(
    'whose label says %s is not read as 元',
    (label) => {
      expect(withTotal(label)).toEqual(['amount-unit']);
    },
  );

  it.each(['总金额（元）', '总金额', '总金额（百分比折后）'])('labelled %s is in 元', (label) => {
    expect(withTotal(label)).toEqual([]);
  });
});
