import { describe, expect, it } from 'vitest';
import type { ControlValue } from '../domain/approval/approval-instance.js';
import { mapApproval } from './map-approval.js';
import { cell, control, expenseInput, filledBook, row, tables, text } from './reimbursement-for-spec.js';
import { detail, issuesOf, line } from './reimbursement-lines-for-spec.js';
import { provenanceAt } from './result/bill-provenance.js';

describe('mapApproval with the template 费用报销→付款单', () => {
  it('fills every header and row field of the interface', () => {
    const { draft, issues, hash } = mapApproval(expenseInput());
    expect(issues).toEqual([]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(draft).toEqual({
      billNo: 'DD0000000000000001',
      thirdBillNo: 'inst-1',
      orgNumber: '101',
      currency: 'PRE001',
      total: '156.80',
      header: {
        billType: 'FKDLX02_SYS',
        businessDate: '2026-03-05',
        contactUnitType: 'BD_Empinfo',
        contactUnit: 'YG00007',
        receivingUnitType: 'BD_Empinfo',
        receivingUnit: 'YG00007',
        payOrg: '101',
        settleOrg: '101',
        currency: 'PRE001',
        settleCurrency: 'PRE001',
        exchangeRate: '1',
        settleRate: '1',
        department: 'BM000005',
        remark: '行政报销 差旅费 智慧园区一期 202603050910000012345',
      },
      rows: [
        {
          amount: '120.00',
          fields: {
            settlementType: 'JSFS04_SYS',
            purpose: 'SFKYT10_SYS',
            costItem: 'CI0001',
            expenseDepartment: 'BM000005',
            department: 'BM000005',
            ourBankAccount: '1202020109900112233',
            oppositeAccount: '6222000011112222333',
            oppositeName: '冯赟',
            oppositeBank: '招商银行杭州分行营业部',
            comment: '2026-03-01 市内交通 智慧园区一期',
          },
        },
        { amount: '36.80', fields: expect.objectContaining({ costItem: 'CI0005' }) },
      ],
    });
  });

  it('reports all issues at once, each with its path and the mapping key that cures it', () => {
    const found = issuesOf(expenseInput({ book: tables({}), controls: { 总金额: control('总金额', text('200')) } }));
    expect(found.filter(({ code }) => code === 'unmapped').map(({ path, key }) => [path, key])).toEqual([
      ['header.contactUnit', 'contactUnit:4417'],
      ['header.receivingUnit', 'contactUnit:4417'],
      ['header.department', 'department:市场部'],
      ['rows[0].costItem', 'costItem:市内交通'],
      ['rows[0].expenseDepartment', 'department:市场部'],
      ['rows[0].department', 'department:市场部'],
      ['rows[0].ourBankAccount', 'bankAccount:默认'],
      ['rows[1].costItem', 'costItem:住宿'],
      ['rows[1].expenseDepartment', 'department:市场部'],
      ['rows[1].department', 'department:市场部'],
      ['rows[1].ourBankAccount', 'bankAccount:默认'],
    ]);
    expect(found.find(({ path }) => path === 'header.contactUnit')?.message).toBe('往来单位未映射：冯赟');
    expect(found.at(-1)).toMatchObject({
      code: 'total-mismatch',
      path: 'total',
      message: '明细合计 156.80，表单总金额 200.00，差 43.20。逐行核对明细',
    });
  });

  it('says which row explains the difference of the totals', () => {
    const found = issuesOf(expenseInput({ controls: { 总金额: control('总金额', text('120.00')) } }));
    expect(found.map(({ message }) => message)).toEqual(['明细合计 156.80，表单总金额 120.00，差 36.80。打开第 2 行']);
  });

  it('takes 项目费用明细 for the cost item when the category is a project one', () => {
    const input = expenseInput({
      controls: {
        报销类别: control('报销类别', text('项目报销')),
        报销明细: detail(line('10.00', '住宿', [cell('项目费用明细', text('现场实施'))])),
        总金额: control('总金额', text('10')),
      },
      book: filledBook({ costItem: { 现场实施: 'CI0047', 住宿: 'CI0005' } }),
    });
    expect(mapApproval(input).draft?.rows[0]?.fields.costItem).toBe('CI0047');
  });

  it('never pays a chosen company account from the default account', () => {
    const name = '公司帐号付款（如需公司帐号付款请选择） ';
    const input = expenseInput({ controls: { 公司帐号付款: control(name, text('招行一般户')) } });
    expect(issuesOf(input).map(({ path, key }) => [path, key])).toEqual([
      ['rows[0].ourBankAccount', 'bankAccount:招行一般户'],
      ['rows[1].ourBankAccount', 'bankAccount:招行一般户'],
    ]);
    const cured = { ...input, book: filledBook({ bankAccount: { 招行一般户: '5719', 默认: '1202' } }) };
    expect(mapApproval(cured).draft?.rows.map(({ fields }) => fields.ourBankAccount)).toEqual(['5719', '5719']);
  });

  it('asks the tables for the organisation that the department pays from', () => {
    const book = filledBook({ payOrg: { 市场部: '102' } }, [
      { table: 'bankAccount', key: '默认', targetNumber: '4403', orgNumber: '102' },
    ]);
    const { draft, facts } = mapApproval(expenseInput({ book }));
    expect([draft?.orgNumber, draft?.header.settleOrg, draft?.rows[0]?.fields.ourBankAccount]).toEqual([
      '102',
      '102',
      '4403',
    ]);
    expect(facts.orgNumber).toBe('102');
  });

  it('needs the cash account, and no bank account, for cash', () => {
    const account = control('公司帐号付款(如需公司帐号付款请选择)', text('备用金'));
    const book = filledBook({ settlementType: { 备用金: 'JSFS01_SYS' } });
    const input = expenseInput({ controls: { 公司帐号付款: account }, book });
    expect(issuesOf(input).map(({ path, key }) => [path, key])).toEqual([
      ['rows[0].cashAccount', 'cashAccount:备用金'],
      ['rows[1].cashAccount', 'cashAccount:备用金'],
    ]);
    const cured = filledBook({ settlementType: { 备用金: 'JSFS01_SYS' }, cashAccount: { 备用金: 'XJ001' } });
    const fields = mapApproval({ ...input, book: cured }).draft?.rows[0]?.fields;
    expect([fields?.cashAccount, fields?.ourBankAccount]).toEqual(['XJ001', undefined]);
  });

  it.each<[string, ControlValue]>([
    [
      'an object',
      { kind: 'object', entries: { accountName: '冯赟', accountNumber: '6222 0000 1111', bankName: '招商银行' } },
    ],
    ['labelled text', text('户名：冯赟\n账号：6222 0000 1111\n开户行：招商银行')],
    ['loose text', text('冯赟 6222 0000 1111 招商银行')],
    [
      'a table of one',
      {
        kind: 'table',
        rows: [row(cell('户名', text('冯赟')), cell('账号', text('622200001111')), cell('开户行', text('招商银行')))],
      },
    ],
  ])('reads the payee account from %s', (_, value) => {
    const { draft } = mapApproval(expenseInput({ controls: { 收款账号: control('收款账号', value) } }));
    const { oppositeAccount, oppositeName, oppositeBank } = draft?.rows[0]?.fields ?? {};
    expect([oppositeAccount, oppositeName, oppositeBank]).toEqual(['622200001111', '冯赟', '招商银行']);
  });
});

describe('bad input becomes an issue on that bill', () => {
  it.each([
    ['1,2.3.4', 'invalid-amount', '第 1 行金额无法识别：“1,2.3.4”。请申请人更正。'],
    ['1012.345', 'invalid-amount', '第 1 行金额无法识别：“1012.345”。请申请人更正。'],
    ['0', 'not-positive', '第 1 行金额是 0.00，付款单只收大于零的金额。请申请人更正，或线下处理。'],
    ['-5', 'not-positive', '第 1 行金额是 −5.00，付款单只收大于零的金额。请申请人更正，或线下处理。'],
  ])('amount %s', (amount, code, message) => {
    const input = expenseInput({
      controls: { 报销明细: detail(line(amount), line('20')), 总金额: control('总金额', { kind: 'empty' }) },
    });
    expect(mapApproval(input).draft).toBeNull();
    expect(issuesOf(input)[0]).toMatchObject({ level: 'red', code, path: 'rows[0].amount', message });
  });

  it('reads thousands separators and full-width digits', () => {
    const input = expenseInput({
      controls: { 报销明细: detail(line('1,000.50'), line('２０')), 总金额: control('总金额', text('1,020.5')) },
    });
    expect(mapApproval(input).draft?.total).toBe('1020.50');
  });

  it('an amount too large for the ledger blocks instead of crashing it', () => {
    const input = expenseInput({ controls: { 报销明细: detail(line('99999999999999.00')) } });
    const { issues, facts, lookups } = mapApproval(input);
    expect(issues.some(({ code }) => code === 'invalid-amount')).toBe(true);
    expect([facts.total, lookups.every(({ amountFen }) => amountFen === 0n)]).toEqual([null, true]);
  });

  it.each<[string, ControlValue, string]>([
    ['empty', { kind: 'table', rows: [] }, 'missing'],
    ['only blank rows', { kind: 'table', rows: [row(cell('费用明细', { kind: 'empty' }))] }, 'missing'],
    ['unreadable', { kind: 'unreadable', text: '[{' }, 'unreadable'],
  ])('a detail table that is %s', (_, value, code) => {
    const found = issuesOf(expenseInput({ controls: { 报销明细: control('报销明细', value) } }));
    expect(found[0]).toMatchObject({ level: 'red', code, path: 'rows' });
  });

  it('a detail row that cannot be read blocks by its name, and is never left out of the bill', () => {
    const rows = [row(...line('156.80')), { rowNumber: 'T_2', cells: [], unreadable: '[{"label"' }];
    const input = expenseInput({ controls: { 报销明细: control('报销明细', { kind: 'table', rows }) } });
    const { draft, fields } = mapApproval(input);
    expect([draft, fields.rows.length]).toEqual([null, 2]);
    expect(issuesOf(input).filter(({ path }) => path === 'rows[1].amount')).toMatchObject([
      {
        level: 'red',
        code: 'unreadable',
        message: '第 2 行明细的内容无法读取，金额和费用项目都可能不全。打开原审批核对，请申请人重新提交，或线下处理。',
      },
    ]);
  });

  it('an unreadable control blocks where a needed value hangs on it, and warns where nothing does', () => {
    const broken: ControlValue = { kind: 'unreadable', text: '{"a":' };
    const account = issuesOf(expenseInput({ controls: { 总金额: control('总金额', broken) } }));
    expect(account).toMatchObject([{ level: 'red', code: 'unreadable', path: 'total' }]);
    const other = issuesOf(expenseInput({ more: [control('电子发票', broken)] }));
    expect(other).toMatchObject([{ level: 'amber', code: 'unreadable', path: 'others.电子发票' }]);
  });

  it('over-long text is cut, never in the middle of a character, and must be looked at', () => {
    const before = '行政报销 差旅费 ';
    const fills = (length: number) => `${'长'.repeat(length - before.length)}😀尾`;
    const remarkAndIssues = (given: string) => {
      const { draft, issues } = mapApproval(
        expenseInput({ controls: { 费用归属项目: control('费用归属项目', text(given)) } }),
      );
      const levels = new Set(issues.map(({ level, code }) => `${level} ${code}`));
      return { remark: draft?.header.remark, levels: [...levels] };
    };
    expect(remarkAndIssues(fills(253))).toEqual({
      remark: `${before}${'长'.repeat(253 - before.length)}😀`,
      levels: ['amber too-long'],
    });
    expect(remarkAndIssues(fills(254))).toEqual({
      remark: `${before}${'长'.repeat(254 - before.length)}`,
      levels: ['amber too-long'],
    });
  });

  it('quotes, emoji and a 21-digit number pass as they are', () => {
    const input = expenseInput({
      controls: { 费用归属项目: control('费用归属项目', text(`'"“😀”123456789012345678901`)) },
    });
    expect(mapApproval(input).draft?.header.remark).toContain(`'"“😀”123456789012345678901`);
  });

  it('an approval without a finish date or a form total is not guessed', () => {
    const input = expenseInput({ controls: { 总金额: control('总金额', { kind: 'empty' }) } });
    const found = issuesOf({ ...input, instance: { ...input.instance, finishedAt: null } });
    expect(found.map(({ level, path }) => [level, path])).toEqual([
      ['red', 'header.businessDate'],
      ['amber', 'total'],
    ]);
  });

  it('no attachment is no issue', () => {
    expect(issuesOf(expenseInput({ more: [control('附件', { kind: 'empty' })] }))).toEqual([]);
  });
});

it('maps 5,000 rows into something that fits into one database packet', () => {
  const lines = Array.from({ length: 5000 }, (_, i) => line(`${i + 1}.10`, i % 2 ? '住宿' : '市内交通'));
  const input = expenseInput({
    controls: { 报销明细: detail(...lines), 总金额: control('总金额', text('12503000.00')) },
  });
  const result = mapApproval(input);
  expect(result.draft?.total).toBe('12503000.00');
  const { provenance, draft, fields, issues } = result;
  expect(Buffer.byteLength(JSON.stringify({ provenance, draft, fields, issues }))).toBeLessThan(14_000_000);
  expect(provenanceAt(provenance, 'rows[4999].purpose')?.reference).toEqual({ code: 'constant', rule: 1 });
  expect(provenanceAt(provenance, 'rows[4999].costItem')?.source).toBe('住宿');
});
