import { describe, expect, it } from 'vitest';
import type { Control, ControlValue } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';
import { issuesOf } from '../reimbursement-lines-for-spec.js';

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

  describe('a word that is no name', () => {
    /** A scheme that reads the name from a text control of its own. */
    const named = (name: string, given: ControlValue = text(CARD)) => {
      const input = account(given, [control('户名', text(name))]);
      const { content } = input.scheme;
      const rules = [{ kind: 'source' as const, from: 'field:户名' }];
      const oppositeName = { label: '对方账户名称', required: false, rules };
      return {
        ...input,
        scheme: { ...input.scheme, content: { ...content, rows: { ...content.rows, oppositeName } } },
      };
    };

    it.each([['无'], ['同上'], ['见附件'], ['待定'], ['-'], ['/'], ['N/A'], ['0'], ['经办人'], ['如上'], ['暂无']])(
      '%s is not sent as the holder of an account, wherever it is written',
      (word) => {
        const entries = { accountName: word, accountNumber: CARD, bankName: '招商银行' };
        expect(told(named(word))).toEqual(['red payee-without-name Name']);
        expect(mapApproval(named(word)).draft).toBeNull();
        expect(told(account({ kind: 'object', entries }))).toEqual(['red payee-without-name Name']);
        for (const formToo of [true, false]) {
          const input = applicantFirst(account({ kind: 'object', entries }), formToo);
          expect(told(input)).toContain('red payee-without-name Name');
          expect(mapApproval(input).draft).toBeNull();
        }
      },
    );

    it.each(['本人', '同申请人', '申请人本人', '我自己', '报销人'])(
      '%s beside an account is the applicant, and a person looks',
      (word) => {
        const entries = { accountName: word, accountNumber: CARD, bankName: '招商银行' };
        for (const input of [
          account({ kind: 'object', entries }),
          applicantFirst(account({ kind: 'object', entries }), false),
          applicantFirst(account({ kind: 'object', entries }), true),
        ]) {
          expect(told(input)).toEqual(['amber payee-assumed Name']);
          const { draft, payees, issues } = mapApproval(input);
          expect(draft?.rows[0]?.fields).toMatchObject({ oppositeAccount: CARD, oppositeName: '冯赟' });
          expect(payees.hands).toMatchObject([{ field: 'oppositeName', put: '冯赟', assumed: true }]);
          expect(issues.map((issue) => worded(issue).message).join()).toContain(`户名写的是“${word}”`);
        }
        // Nobody replaces a name that a control of its own gives.
        expect(told(named(word))).toEqual(['red payee-without-name Name']);
      },
    );

    it('is asked about where nothing is transferred, and stops beside any other way of payment', () => {
      const way = (said: string, name: string, label = '付款方式') => {
        const input = named(name, { kind: 'empty' });
        const controls = [...input.instance.controls, control(label, text(said))];
        return told({ ...input, instance: { ...input.instance, controls } }).filter((one) => one.endsWith(' Name'));
      };
      for (const name of ['无', '/', '-', '不适用'])
        for (const said of ['现金', '自动扣款', '银行代扣'])
          expect(way(said, name)).toEqual(['amber payee-without-number Name']);
      expect(way('银行转账', '无')).toEqual(['red payee-left-over Name']);
      expect(way('现金', '见附件')).toEqual(['red payee-left-over Name']);
      expect(way('现金', '无', '备注')).toEqual(['red payee-left-over Name']);
      const input = named('无');
      const controls = [...input.instance.controls, control('付款方式', text('现金'))];
      expect(told({ ...input, instance: { ...input.instance, controls } })).toEqual(['red payee-without-name Name']);
    });

    it('stops without an account as well, and is a person’s to decide', () => {
      const alone = named('见附件', { kind: 'empty' });
      expect(told(alone)).toContain('red payee-left-over Name');
      expect(mapApproval(alone).draft).toBeNull();
      const locks = { 'rows[0].oppositeName': '李四', 'rows[1].oppositeName': '李四' };
      expect(told({ ...named('无'), locks })).toEqual(['amber payee-hand Name']);
      expect(mapApproval({ ...named('无'), locks }).draft?.rows[0]?.fields).toMatchObject({ oppositeName: '李四' });
    });

    it.each([['无锡华光公司'], ['无印良品'], ['同仁堂'], ['本人生物科技有限公司'], ['见山公司']])(
      '%s is a name',
      (name) => {
        expect(told(named(name))).toEqual([]);
        expect(mapApproval(named(name)).draft?.rows[0]?.fields).toMatchObject({ oppositeName: name });
      },
    );
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
