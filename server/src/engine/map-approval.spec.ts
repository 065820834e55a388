import type { Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { Control, ControlValue } from '../domain/approval/approval-instance.js';
import { worded } from '../domain/draft/issue-words.js';
import type { KnownBaseData, UsableBaseData } from '../domain/draft/usable-base-data.js';
import { mapApproval, provenanceAt } from './map-approval.js';
import { cell, control, expenseInput, filledBook, row, tables, text } from './reimbursement-for-spec.js';

const issuesOf = (input: Parameters<typeof mapApproval>[0]) =>
  mapApproval(input).issues.map(({ level, code, path, message, table, key }) => ({
    level,
    code,
    path,
    message,
    key: table === null ? null : `${table}:${key}`,
  }));

/** Base data of one group-wide organisation. */
const baseDataOf = (found: (number: string, kind: string) => KnownBaseData | null): UsableBaseData => ({
  knows: () => true,
  find: (kind, number) => found(number, kind),
  lookup: (kind, number) => {
    const item = found(number, kind);
    return item && { ...item, orgNumber: '' };
  },
});
const detail = (...rows: Parameters<typeof row>[]): Control => ({
  ...control('报销明细', { kind: 'table', rows: rows.map((cells) => row(...cells)) }),
  type: 'TableField',
});
const line = (amount: string, item = '市内交通', more: Control[] = []): Control[] => [
  cell('费用发生日期', text('2026-03-02')),
  cell('报销金额(元)', text(amount)),
  cell('费用明细', text(item)),
  ...more,
];

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

describe('one payee, or a person decides', () => {
  const CARD = '6222021234567890123';
  const account = (value: ControlValue, more: Control[] = []) =>
    expenseInput({ controls: { 收款账号: control('收款账号', value) }, more });
  const told = (input: Parameters<typeof mapApproval>[0]) =>
    issuesOf(input)
      .filter(({ path }) => path.startsWith('rows[0].opposite'))
      .map(({ level, code, path }) => `${level} ${code} ${path.replace('rows[0].opposite', '')}`);

  it('the account of another never goes out beside the name of the applicant', () => {
    const input = account(text(CARD));
    expect(mapApproval(input).draft).toBeNull();
    expect(told(input)).toEqual(['red payee-without-name Name']);
    expect(issuesOf(input).find(({ path }) => path === 'rows[0].oppositeName')?.message).toBe(
      '审批单的“收款账号”有账号（尾号 0123）但没有读到户名，不能用发起人的名字代替。请申请人更正，或打开原审批核对后手工填写对方账户名称。',
    );
    const locks = { 'rows[0].oppositeName': '李四', 'rows[1].oppositeName': '李四' };
    expect(mapApproval({ ...input, locks }).draft?.rows[0]?.fields).toMatchObject({
      oppositeAccount: CARD,
      oppositeName: '李四',
    });
  });

  /** A scheme that gives the applicant's name first, or nothing else. */
  const applicantFirst = (input: Parameters<typeof mapApproval>[0], formToo: boolean) => {
    const { content } = input.scheme;
    const applicant = { kind: 'source' as const, from: 'instance:originatorName' };
    const form = { kind: 'source' as const, from: 'field:收款账号#name' };
    const rules = formToo ? [applicant, form] : [applicant];
    const oppositeName = { label: '对方账户名称', required: false, rules };
    return { ...input, scheme: { ...input.scheme, content: { ...content, rows: { ...content.rows, oppositeName } } } };
  };
  const held = (holder: string, originator: string) => ({
    ...applicantFirst(
      account({ kind: 'object', entries: { accountName: holder, accountNumber: CARD, bankName: '招商银行' } }),
      true,
    ),
    originatorName: originator,
    instance: {
      ...account({ kind: 'object', entries: { accountName: holder, accountNumber: CARD } }).instance,
      originatorName: originator,
    },
  });

  it.each([
    ['张三丰', '张三'],
    ['张三商行', '张三'],
    ['张三（李四代收）', '张三'],
    ['张三 李四', '张三'],
    ['甲有限公司（北京）', '甲有限公司'],
    ['李四', '张三'],
    ['张', '张三'],
  ])('the account of %s never goes out beside the name %s, which is not the same whole', (holder, originator) => {
    const input = held(holder, originator);
    expect(mapApproval(input).draft).toBeNull();
    expect(told(input)).toContain('red payee-other-name Name');
    expect(issuesOf(input).find(({ code }) => code === 'payee-other-name')?.message).toBe(
      '审批单的“收款账号”写的户名和对方账户名称不一致，账号可能不是这个人的。请申请人更正，或打开原审批核对后手工填写对方账户名称。',
    );
  });

  it.each([
    ['张三', '张三'],
    ['张 三', '张三'],
    ['张三（工行）', '张三'],
    ['张三 招商银行杭州分行', '张三'],
    ['张三-建设银行', '张三'],
    ['张三 13800138000', '张三'],
    ['JOHN SMITH', 'John Smith'],
    ['买买提•艾力', '买买提·艾力'],
    ['甲有限公司(北京)', '甲有限公司（北京）'],
  ])(
    'the account of %s is that of %s: a bank or a phone beside the name says nothing of whose it is',
    (holder, name) => {
      expect(told(held(holder, name)).filter((issue) => issue.includes('other-name'))).toEqual([]);
    },
  );

  it('an account without a name beside the applicant’s, where the scheme asks for no other, is for a person to look at', () => {
    const input = applicantFirst(account(text(CARD)), false);
    const { draft, payees } = mapApproval(input);
    expect(draft?.rows[0]?.fields).toMatchObject({ oppositeAccount: CARD, oppositeName: '冯赟' });
    expect(told(input)).toEqual(['amber payee-assumed Name']);
    expect(payees.hands).toEqual([
      { field: 'oppositeName', form: '', put: '冯赟', by: '', rowId: null, assumed: true },
    ]);
    // Named on the form, or set by a person, it is no question of this kind.
    expect(told(applicantFirst(account(text(`户名：冯赟 账号：${CARD}`)), false))).toEqual([]);
    const locks = { 'rows[0].oppositeName': '冯赟', 'rows[1].oppositeName': '冯赟' };
    expect(told({ ...input, locks })).not.toContain('amber payee-assumed Name');
  });

  describe('a name that is only a word beside the account', () => {
    const loose = (name: string, more: Control[] = []) => account(text(`${name} ${CARD} 招商银行`), more);

    it('is confirmed once where nobody else on the form has it', () => {
      const input = loose('谢娟');
      const { draft } = mapApproval(input);
      expect(draft?.rows.map(({ fields }) => fields.oppositeName)).toEqual(['谢娟', '谢娟']);
      expect(told(input)).toEqual(['amber payee-guessed Name']);
      expect(mapApproval(input).issues.map(worded)).toMatchObject([
        {
          level: 'amber',
          path: 'rows[0].oppositeName',
          message:
            '审批单的“收款账号”里账号（尾号 0123）旁边写着“谢娟”，没有标明是户名，发起人和表单别处也没有这个名字。打开原审批核对户名是不是“谢娟”，写明理由再通过；不是就手工填写对方账户名称。',
        },
      ]);
      const locks = { 'rows[0].oppositeName': '谢娟', 'rows[1].oppositeName': '谢娟' };
      expect(told({ ...input, locks })).not.toContain('amber payee-guessed Name');
    });

    it.each<[string, Control]>([
      ['a control', control('经办人', text('谢 娟'))],
      ['a control of people', control('领款人', { kind: 'people', people: [{ userId: '1', name: '谢娟' }] })],
      ['the account of another control', control('备用', { kind: 'object', entries: { name: '谢娟' } })],
      ['a cell', control('名单', { kind: 'table', rows: [row(cell('姓名', text('谢娟')))] })],
    ])('is believed where %s says it too', (_, more) => {
      expect(told(loose('谢娟', [more]))).toEqual([]);
    });

    it('is believed of the applicant, of the unit that Kingdee has, and behind a label', () => {
      expect(told(loose('冯赟'))).toEqual([]);
      expect(told(account(text(`户名：谢娟 账号：${CARD}`)))).toEqual([]);
      const known = { number: 'YG00007', name: '谢娟', usable: true, reason: null, orgNumber: '' };
      const baseData = { knows: () => true, find: () => known, lookup: () => known };
      expect(told({ ...loose('谢娟'), baseData })).toEqual([]);
    });

    it('is never a bank, and no account is paid in parts', () => {
      expect(told(account(text(`工行 ${CARD}`)))).toEqual(['red payee-without-name Name']);
      const input = account(text('张三 6222 0212 3456 7890 123 4（工商银行）'));
      expect(mapApproval(input).draft).toBeNull();
      expect(told(input)).toEqual(['red payee-left-over Account', 'red payee-left-over Name']);
    });
  });

  it('of a bank table of two suppliers neither is paid', () => {
    const bank = (name: string, number: string) => row(cell('银行账户名', text(name)), cell('银行账号', text(number)));
    const rows = [bank('甲有限公司', CARD), bank('乙有限公司', '6217000012345678901')];
    expect(told(account({ kind: 'table', rows }))).toEqual(['red payee-several Account', 'red payee-several Name']);
    const [first] = rows;
    const single = mapApproval(account({ kind: 'table', rows: first ? [first] : [] })).draft?.rows[0]?.fields;
    expect([single?.oppositeAccount, single?.oppositeName]).toEqual([CARD, '甲有限公司']);
  });

  it('a second control of the same label with another account stops the bill, an empty one does not', () => {
    const payee = (number: string) => text(`户名：冯赟 账号：${number}`);
    const twin = (value: ControlValue): Control => ({ ...control('收款账号', value), id: 'Field_again' });
    expect(told(account(payee(CARD), [twin(payee('6217000012345678901'))]))).toEqual([
      'red payee-several Account',
      'red payee-several Name',
    ]);
    // Cut in the middle, it says another account all the same.
    const broken = text('{"cardNo":6217000012345678901,"holder":"冯赟""bank":{"name":"招商银行"}}');
    expect(told(account(payee(CARD), [twin(broken)]))).toEqual([
      'red payee-unreadable Account',
      'red payee-unreadable Name',
    ]);
    expect(told(account({ kind: 'empty' }, [twin(payee(CARD))]))).toEqual([]);
    expect(mapApproval(account(payee(CARD), [twin({ kind: 'empty' })])).draft?.rows[0]?.fields.oppositeAccount).toBe(
      CARD,
    );
  });

  it('an account elsewhere on the form that the scheme does not read stops the bill, until a person has chosen', () => {
    const other = control('对方银行账号', text('6217000012345678901'));
    const input = account(text(`户名：冯赟 账号：${CARD}`), [other]);
    expect(told(input)).toEqual(['red payee-several Account']);
    const chosen = { 'rows[0].oppositeAccount': CARD, 'rows[1].oppositeAccount': CARD };
    expect(mapApproval({ ...input, locks: chosen }).draft?.rows[0]?.fields.oppositeAccount).toBe(CARD);
    expect(told(account({ kind: 'empty' }, [other]))).toEqual(['amber payee-elsewhere Account']);
    expect(told(account(text(`户名：冯赟 账号：${CARD}`), [control('付款账号', text('6217000012345678901'))]))).toEqual(
      [],
    );
  });

  it('a 钉钉账户 without a number is told: nothing is sent, and nobody thinks that something was', () => {
    const input = account({ kind: 'object', entries: { accountType: '钉钉账户', name: '冯赟' } });
    const { draft } = mapApproval(input);
    expect([draft?.rows[0]?.fields.oppositeAccount, draft?.rows[0]?.fields.oppositeName]).toEqual([undefined, '冯赟']);
    expect(told(input)).toEqual(['amber payee-without-number Account']);
  });

  it('what a person types for an account is a number and nothing beside it', () => {
    const locks = (value: string) => ({ 'rows[0].oppositeAccount': value, 'rows[1].oppositeAccount': value });
    const input = account(text(`户名：冯赟 账号：${CARD}`));
    const typed = mapApproval({ ...input, locks: locks('6217 0000 1234 5678 901') }).draft;
    expect(typed?.rows[0]?.fields.oppositeAccount).toBe('6217000012345678901');
    expect(told({ ...input, locks: locks('李四 6217000012345678901') })).toEqual(['red payee-not-account Account']);
  });

  it('a rule that reads a whole control for the account still takes an account only', () => {
    const input = account(text(`张三 13800138000 ${CARD}`));
    const { content } = input.scheme;
    const whole = {
      label: '对方银行账号',
      required: false,
      rules: [{ kind: 'source' as const, from: 'field:收款账号' }],
    };
    const scheme = { ...input.scheme, content: { ...content, rows: { ...content.rows, oppositeAccount: whole } } };
    expect(mapApproval({ ...input, scheme }).draft?.rows[0]?.fields).toMatchObject({
      oppositeAccount: CARD,
      oppositeName: '张三',
    });
  });
});

describe('bad input becomes an issue on that bill', () => {
  it.each([
    ['1,2.3.4', 'invalid-amount', '第 1 行金额无法识别：“1,2.3.4”。请申请人更正。'],
    ['12.345', 'invalid-amount', '第 1 行金额无法识别：“12.345”。请申请人更正。'],
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

describe('precedence, provenance and repeatability', () => {
  it('a lock beats the table, and the ladder says what the table would have given', () => {
    const { draft, provenance } = mapApproval(expenseInput({ locks: { 'rows[0].costItem': 'CI0099' } }));
    expect(draft?.rows[0]?.fields.costItem).toBe('CI0099');
    expect(draft?.rows[1]?.fields.costItem).toBe('CI0005');
    expect(provenance['rows[0].costItem']).toEqual({
      kind: 'hand',
      reference: { code: 'hand' },
      version: '',
      source: '市内交通',
      sourceLabel: '费用明细',
      ladder: [
        { rung: 'hand', value: 'CI0099', hit: true },
        { rung: 'row', value: null, hit: false },
        { rung: 'scoped', value: null, hit: false },
        { rung: 'table', value: 'CI0001', hit: false },
        { rung: 'default', value: null, hit: false },
      ],
    });
  });

  it('a row rule beats a department rule, which beats the table, which beats the default', () => {
    const input = expenseInput();
    const { content } = input.scheme;
    const costItem = (rules: Rule[]) => {
      const rows = { ...content.rows, costItem: { label: '费用项目', required: true, rules } };
      const scheme = { ...input.scheme, content: { ...content, rows } };
      return mapApproval({ ...input, scheme }).provenance['rows[0].costItem'];
    };
    const table: Rule = { kind: 'lookup', table: 'costItem', key: 'row:费用明细' };
    const rowRule: Rule = {
      kind: 'constant',
      value: 'CI0070',
      scope: 'row',
      when: [{ from: 'row:费用明细', is: 'equals', value: '市内交通' }],
    };
    const departmentRule: Rule = {
      kind: 'constant',
      value: 'CI0080',
      scope: 'department',
      when: [{ from: 'instance:originatorDeptName', is: 'equals', value: '市场部' }],
    };
    const fallback: Rule = { kind: 'constant', value: 'CI0090' };
    const all = costItem([table, fallback, departmentRule, rowRule]);
    expect(all?.ladder.map(({ value }) => value)).toEqual([null, 'CI0070', 'CI0080', 'CI0001', 'CI0090']);
    expect(all?.ladder.findIndex(({ hit }) => hit)).toBe(1);
    expect(costItem([table, fallback, departmentRule])?.reference).toEqual({ code: 'constant', rule: 3 });
    expect(costItem([table, fallback])).toMatchObject({
      kind: 'table',
      reference: { code: 'table', table: 'costItem', name: '费用项目', scope: 'company', key: '市内交通' },
      version: 'r3',
    });
    expect(costItem([fallback])).toMatchObject({ kind: 'rule' });
  });

  it('an expression gives what it chooses, says that it did and from which texts, and leaves a field without a value where it comes to nothing', () => {
    const input = expenseInput();
    const { content } = input.scheme;
    const run = (...cel: string[]) => {
      const rules: Rule[] = cel.map((each) => ({ kind: 'expression', cel: each }));
      const rows = { ...content.rows, comment: { label: '备注', required: true, rules } };
      return mapApproval({ ...input, scheme: { ...input.scheme, content: { ...content, rows } } });
    };
    const chosen = run('row["费用明细"] == "市内交通" ? "交通：" + instance["originatorName"] : "别的"');
    expect(chosen.draft?.rows[0]?.fields.comment).toBe('交通：冯赟');
    expect(chosen.provenance['rows[0].comment']).toMatchObject({
      kind: 'rule',
      reference: { code: 'expression', rule: 1 },
      version: 'v4',
      source: '市内交通 冯赟',
      sourceLabel: '多项',
    });
    const nothing = 'row["费用明细"] == "没有" ? "甲" : ""';
    expect(run(nothing).issues).toContainEqual(
      expect.objectContaining({ level: 'red', code: 'missing', message: expect.stringContaining('表达式什么都不给') }),
    );
    const second = run(nothing, '"乙"');
    expect(second.provenance['rows[0].comment']?.reference).toEqual({ code: 'expression', rule: 2 });
    const illegible = run('amountAbove(row["费用明细"], "1") ? "甲" : "乙"');
    expect(illegible.issues).toContainEqual(
      expect.objectContaining({
        level: 'red',
        path: 'rows[0].comment',
        message: expect.stringContaining('比较不了“市内交通”'),
      }),
    );
  });

  it('an expression of a scheme from before they were run stops the bill and says so', () => {
    const input = expenseInput();
    const rows = {
      ...input.scheme.content.rows,
      comment: { label: '备注', required: false, rules: [{ kind: 'expression' as const }] },
    };
    const { issues } = mapApproval({
      ...input,
      scheme: { ...input.scheme, content: { ...input.scheme.content, rows } },
    });
    expect(issues).toContainEqual(expect.objectContaining({ level: 'red', code: 'unsupported' }));
  });

  it('of the rows of one key the narrowest counts: applicant, department, form, company', () => {
    const value = (...scopes: ('applicant' | 'department' | 'form')[]) => {
      const values = { applicant: '4417', department: '市场部', form: 'PROC-1' };
      const extra = scopes.map((scope) => ({
        table: 'costItem',
        key: '市内交通',
        targetNumber: scope,
        scope,
        scopeValue: values[scope],
      }));
      return mapApproval(expenseInput({ book: filledBook({}, extra) })).draft?.rows[0]?.fields.costItem;
    };
    expect([value(), value('form'), value('form', 'department'), value('form', 'department', 'applicant')]).toEqual([
      'CI0001',
      'form',
      'department',
      'applicant',
    ]);
  });

  it('the same input gives the same bytes whatever base data says', () => {
    const first = mapApproval(expenseInput());
    const again = mapApproval({
      ...expenseInput(),
      baseData: baseDataOf((number) => ({ number, name: '另一个名字', usable: true, reason: null })),
    });
    for (const part of ['draft', 'provenance', 'hash', 'citations'] as const)
      expect(JSON.stringify(again[part])).toBe(JSON.stringify(first[part]));
  });

  it('cites the scheme version, the revision of every table it asked, and the locks', () => {
    const { citations } = mapApproval(expenseInput({ locks: { 'header.department': 'BM000001' } }));
    expect(citations).toEqual({
      schemeId: 'scheme-1',
      schemeVersion: 4,
      tables: {
        bankAccount: 3,
        cashAccount: 3,
        contactUnit: 3,
        costItem: 3,
        department: 3,
        payOrg: 3,
        settlementType: 3,
      },
      locks: { 'header.department': 'BM000001' },
    });
  });

  it('records each key once with the money that hangs on it', () => {
    const { lookups } = mapApproval(expenseInput({ book: filledBook({ costItem: { 住宿: 'CI0005' } }) }));
    const told = lookups.map(({ table, key, keyLabel, hit, amountFen }) => [table, key, keyLabel, hit, amountFen]);
    expect(told).toEqual([
      ['contactUnit', '4417', '冯赟', true, 15680n],
      ['payOrg', '市场部', '', true, 15680n],
      ['department', '市场部', '', true, 15680n],
      ['costItem', '市内交通', '', false, 12000n],
      ['costItem', '住宿', '', true, 3680n],
      ['bankAccount', '默认', '', true, 15680n],
    ]);
  });
});

describe('checks against Kingdee base data', () => {
  const unusable = (wanted: string, reason: string | null) =>
    baseDataOf((number) => {
      if (number !== wanted) return { number, name: '冯赟', usable: true, reason: null };
      return reason === null ? null : { number, name: '市内交通费（旧）', usable: false, reason };
    });

  it('what is disabled or not assigned to the organisation blocks, and names the row that gave it', () => {
    const disabled = issuesOf({ ...expenseInput(), baseData: unusable('CI0001', '已禁用') });
    expect(disabled).toEqual([
      {
        level: 'red',
        code: 'unusable',
        path: 'rows[0].costItem',
        message: '费用项目 CI0001 市内交通费（旧） 不能用：已禁用。换一个，或在金蝶处理后刷新基础资料。',
        key: 'costItem:市内交通',
      },
    ]);
    const unknown = issuesOf({ ...expenseInput(), baseData: unusable('BM000005', null) });
    expect(unknown.map(({ path }) => path)).toEqual([
      'header.department',
      'rows[0].expenseDepartment',
      'rows[0].department',
      'rows[1].expenseDepartment',
      'rows[1].department',
    ]);
  });

  it('a supplier under the type employee is told as such', () => {
    const baseData = baseDataOf((number, kind) =>
      number === 'YG00007' && kind !== 'supplier' ? null : { number, name: '冯赟', usable: true, reason: null },
    );
    expect(issuesOf({ ...expenseInput(), baseData })[0]).toMatchObject({
      code: 'unit-type',
      path: 'header.contactUnit',
      message: '往来单位 YG00007 在金蝶是供应商，和单位类型“员工”不一致。换一个，或在方案里改类型。',
    });
  });

  it('a default organisation that does not fit person and department is one missing row, not two wrong values', () => {
    const ofShanghai = ['YG00007', 'BM000005'];
    const baseData = {
      knows: () => true,
      find: (_: string, number: string, org: string) =>
        ofShanghai.includes(number) && org !== '102' ? null : { number, name: '冯赟', usable: true, reason: null },
      lookup: (_: string, number: string, org: string) => {
        const elsewhere = ofShanghai.includes(number) && org !== '102' && org !== '';
        const reason = elsewhere ? '不属于组织 101，只在组织 102 可用' : null;
        return {
          number,
          name: '冯赟',
          usable: !elsewhere,
          reason,
          orgNumber: ofShanghai.includes(number) ? '102' : '',
        };
      },
    };
    const { issues, lookups } = mapApproval({ ...expenseInput(), baseData });
    expect(issues[0]).toEqual({
      code: 'unmapped',
      level: 'red',
      path: 'header.payOrg',
      message: '付款组织未映射：市场部（人员、部门属于组织 102，默认付款组织是 101）',
      table: 'payOrg',
      key: '市场部',
    });
    expect(lookups.find(({ table }) => table === 'payOrg')?.hit).toBe(false);
    const book = filledBook({ payOrg: { 市场部: '102' } });
    expect(issuesOf({ ...expenseInput({ book }), baseData })).toEqual([]);
  });

  it('where another organisation pays for some departments, one without a row is nobody’s: a person says who pays, once', () => {
    const withRows = (rows: Record<string, string>) =>
      mapApproval(expenseInput({ book: filledBook({ payOrg: rows }) }));
    const { issues, draft, lookups } = withRows({ 销售部: '102' });
    expect(draft).toBeNull();
    expect(issues).toMatchObject([
      { level: 'red', code: 'unmapped', path: 'header.payOrg', table: 'payOrg', key: '市场部' },
    ]);
    expect(issues[0]?.message).toBe(
      '付款组织未映射：市场部（“付款组织”里有部门由别的组织付款，没有写明的不按默认的 101 付；其余都由 101 付时，加一行“默认”）',
    );
    expect(lookups.find(({ table }) => table === 'payOrg')?.hit).toBe(false);
    // An approval that names no department has no key to map: the bill itself says who pays.
    const nameless = (rows: Record<string, string>) => {
      const input = expenseInput({ book: filledBook({ payOrg: rows }) });
      return mapApproval({ ...input, instance: { ...input.instance, originatorDeptName: '' } });
    };
    expect(nameless({ 销售部: '102' }).issues).toContainEqual(
      expect.objectContaining({ level: 'red', code: 'missing', path: 'header.payOrg', table: null, key: null }),
    );
    expect(nameless({ 销售部: '102', 默认: '101' }).issues.filter(({ path }) => path === 'header.payOrg')).toEqual([]);
    // Nothing there says that anybody else might pay, or a row says who pays for the rest.
    expect(withRows({ 销售部: '101' }).draft?.orgNumber).toBe('101');
    expect(withRows({ 销售部: '102', 默认: '101' }).draft?.orgNumber).toBe('101');
    expect(withRows({ 销售部: '102', 默认: '103' }).draft).toBeNull();
    expect(withRows({ 销售部: '102', 市场部: '101' }).draft?.orgNumber).toBe('101');
  });

  it('an organisation that a person chose against the rules is told: the money leaves another company’s account', () => {
    const chosen = (org: string) => issuesOf(expenseInput({ locks: { 'header.payOrg': org } }));
    expect(chosen('101').filter(({ path }) => path === 'header.payOrg')).toEqual([]);
    expect(chosen('102')).toContainEqual(
      expect.objectContaining({
        level: 'amber',
        code: 'pay-org-hand',
        path: 'header.payOrg',
        message: expect.stringContaining('按规则是 101，人工改成了 102'),
      }),
    );
  });

  it('a currency other than CNY blocks', () => {
    const found = issuesOf(expenseInput({ locks: { 'header.currency': 'PRE007' } }));
    expect(found).toMatchObject([{ level: 'red', code: 'currency', path: 'header.currency' }]);
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
