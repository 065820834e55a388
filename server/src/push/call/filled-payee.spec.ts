import { describe, expect, it } from 'vitest';
import { draftForSpec } from '../../domain/draft/draft-for-spec.js';
import { filledPayee, hidesPayee } from './filled-payee.js';

const UNPAID = { oppositeAccount: '', oppositeName: '' };
const rowsOf = (each: readonly Readonly<Record<string, string>>[]) =>
  draftForSpec(
    'DD1',
    {},
    each.map((fields) => ({ amount: '1.00', fields })),
  ).rows;
const sent = (count: number) => ({ rows: rowsOf(Array.from({ length: count }, () => UNPAID)) });
const account = (at: number): string => `62170000123456${String(at).padStart(5, '0')}`;

describe('the words of a payee that was filled in', () => {
  it('name three payees at most and say how many more there are; what is accepted covers all of them', () => {
    const held = (last: string) => ({
      rows: rowsOf(
        [1, 2, 3, 4, 5].map((at) => ({ oppositeAccount: at < 5 ? account(at) : last, oppositeName: '张三' })),
      ),
    });
    const one = filledPayee(sent(5), held(account(5)));
    const other = filledPayee(sent(5), held(account(6)));
    expect(one?.words).toMatch(/尾号 0001.*尾号 0002.*尾号 0003.*等 5 个不同的收款人/);
    expect(one?.words).not.toContain('0004');
    expect(one?.key).not.toBe(other?.key);
  });

  it('count two accounts that look alike when masked as two, and the same one in two rows as one', () => {
    const alike = {
      rows: rowsOf([
        { ...UNPAID, oppositeAccount: '6217111111110001' },
        { ...UNPAID, oppositeAccount: '6222222222220001' },
      ]),
    };
    expect(filledPayee(sent(2), alike)?.words.match(/尾号 0001/g)).toHaveLength(2);
    const same = {
      rows: rowsOf([
        { ...UNPAID, oppositeAccount: account(1) },
        { ...UNPAID, oppositeAccount: account(1) },
      ]),
    };
    expect(filledPayee(sent(2), same)?.words.match(/尾号 0001/g)).toHaveLength(1);
  });

  it('do not let a long name push the account out of sight', () => {
    const long = { rows: rowsOf([{ oppositeAccount: account(1), oppositeName: '很长的名称'.repeat(30) }]) };
    const words = filledPayee(sent(1), long)?.words ?? '';
    expect(words).toContain('尾号 0001');
    expect(words.length).toBeLessThan(150);
  });
});

describe('a payee that Kingdee does not show', () => {
  it.each([
    ['an account shown as stars', { ...UNPAID, oppositeAccount: '***' }, true],
    ['a name shown with stars', { ...UNPAID, oppositeName: '张*' }, true],
    ['an empty account', UNPAID, false],
    ['an account', { ...UNPAID, oppositeAccount: account(1) }, false],
  ])('%s: unheard is %s', (_, fields, hidden) => {
    expect(hidesPayee(sent(1), { rows: rowsOf([fields]) })).toBe(hidden);
  });

  it('is one whose column is missing in the answer', () => {
    expect(hidesPayee(sent(1), { rows: rowsOf([UNPAID]), unseen: ['oppositeAccount'] })).toBe(true);
    expect(hidesPayee(sent(1), { rows: rowsOf([UNPAID]), unseen: ['oppositeBank'] })).toBe(false);
  });
});

describe('a holder that we sent with a star', () => {
  const starred = { rows: rowsOf([{ oppositeAccount: account(1), oppositeName: '张*三' }]) };
  it('is not hidden where it is stored as it was sent, and is where another one has stars', () => {
    expect(hidesPayee(starred, { rows: rowsOf([{ oppositeAccount: account(1), oppositeName: '张*三' }]) })).toBe(false);
    expect(hidesPayee(starred, { rows: rowsOf([{ oppositeAccount: account(1), oppositeName: '张**' }]) })).toBe(true);
    expect(hidesPayee(starred, { rows: rowsOf([{ oppositeAccount: '6217*', oppositeName: '张*三' }]) })).toBe(true);
  });
});

describe('a payee that was replaced', () => {
  const [SENT, HELD] = ['6217000012340001', '6217000012340002'];
  const one = { rows: rowsOf([{ oppositeAccount: SENT, oppositeName: '张三' }]) };

  it('is told with both accounts by their last digits, and with the path of each changed field', () => {
    const payee = filledPayee(one, { rows: rowsOf([{ oppositeAccount: HELD, oppositeName: '李四' }]) });
    expect(payee?.words).toBe(
      '把对方银行账号换成了尾号 0002（发送的是尾号 0001）、把对方账户名称换成了李四（发送的是张三）',
    );
    expect(payee?.replaced).toBe(true);
    expect([...(payee?.paths ?? [])]).toEqual(['rows[0].oppositeAccount', 'rows[0].oppositeName']);
  });

  it('is not one with other spaces, and an emptied account is nobody else', () => {
    expect(
      filledPayee(one, { rows: rowsOf([{ oppositeAccount: '6217 0000 1234 0001', oppositeName: '张 三' }]) }),
    ).toBeNull();
    expect(filledPayee(one, { rows: rowsOf([{ oppositeAccount: '', oppositeName: '张三' }]) })).toBeNull();
  });

  it('with the same last digits is told apart', () => {
    const held = { rows: rowsOf([{ oppositeAccount: '6217000099990001', oppositeName: '张三' }]) };
    expect(filledPayee(one, held)?.words).toBe('把对方银行账号换成了尾号 0001（倒数第 5 位不同）（发送的是尾号 0001）');
  });

  it('is told beside one that was added', () => {
    const open = { rows: rowsOf([{ oppositeAccount: SENT, oppositeName: '' }]) };
    const words = filledPayee(open, { rows: rowsOf([{ oppositeAccount: HELD, oppositeName: '李四' }]) })?.words;
    expect(words).toMatch(/^把对方银行账号换成了.*，并自己填了没有发送的对方账户名称（李四）$/);
  });
});
