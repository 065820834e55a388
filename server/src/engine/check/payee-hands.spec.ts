import { describe, expect, it } from 'vitest';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { MappingInput } from '../field/mapping-input.js';
import { mapApproval } from '../map-approval.js';
import { expenseInput, filledBook } from '../reimbursement-for-spec.js';

const PEOPLE: Readonly<Record<string, string>> = { YG00007: '冯赟', YG00009: '高旻', YG00077: '冯赟' };
const kingdee: UsableBaseData = {
  knows: (kind) => kind === 'employee',
  find: (_, number) => kingdee.lookup('employee', number, ''),
  lookup: (_, number) =>
    number in PEOPLE ? { number, name: PEOPLE[number] ?? '', usable: true, reason: null, orgNumber: '' } : null,
};
type Changes = Parameters<typeof expenseInput>[0] & { lockedBy?: Record<string, string> };
const mapped = ({ lockedBy, ...changes }: Changes = {}, more: Partial<MappingInput> = {}) =>
  mapApproval({ ...expenseInput(changes), lockedBy: lockedBy ?? {}, baseData: kingdee, ...more });
const stops = (changes: Changes, more?: Partial<MappingInput>) => {
  const { issues, payees } = mapped(changes, more);
  const told = issues
    .filter(({ code }) => code === 'payee-hand')
    .map(({ level, path, params }) => [level, path, params]);
  return { told, by: payees.hands.map(({ by }) => by) };
};
const byRow = (row: object) =>
  filledBook({ contactUnit: {} }, [
    { table: 'contactUnit', key: '4417', targetNumber: 'YG00007', by: 'mapper', ...row },
  ]);

describe('a payee that a person put', () => {
  it('is none where form, table and the Kingdee record say the same', () => {
    expect(mapped().payees).toEqual({ hands: [], names: [] });
    expect(stops({}).told).toEqual([]);
  });

  it('an account, a name or a bank set on the bill is an amber stop with both values and its hand, told once for all rows', () => {
    const account = '6217000012345678901';
    const locks = { 'rows[0].oppositeAccount': account, 'rows[1].oppositeAccount': account };
    expect(stops({ locks, lockedBy: { 'rows[0].oppositeAccount': 'u1', 'rows[1].oppositeAccount': 'u1' } })).toEqual({
      told: [
        ['amber', 'rows[0].oppositeAccount', { label: '对方银行账号', form: '尾号 2333', put: '尾号 8901', rows: '2' }],
      ],
      by: ['u1'],
    });
    expect(stops({ locks: { 'rows[1].oppositeName': '高旻' } }).told).toEqual([
      ['amber', 'rows[1].oppositeName', { label: '对方账户名称', form: '冯赟', put: '高旻' }],
    ]);
    expect(stops({ locks: { 'rows[0].oppositeBank': '别的银行' } }).told).toHaveLength(1);
  });

  it('an account with the same last four digits is told to be another', () => {
    expect(stops({ locks: { 'rows[0].oppositeAccount': '6217000099990002333' } }).told).toMatchObject([
      ['amber', 'rows[0].oppositeAccount', { form: '尾号 2333', put: '尾号 2333', sameTail: 'yes' }],
    ]);
  });

  it('the value of the form, put there again, is no change', () => {
    expect(stops({ locks: { 'rows[0].oppositeAccount': '6222 0000 1111 2222 333' } }).told).toEqual([]);
  });

  it('a unit set on the bill stops, unless nothing was there and Kingdee has it under the name of the applicant', () => {
    const other = { 'header.contactUnit': 'YG00009' };
    expect(stops({ locks: other, lockedBy: { 'header.contactUnit': 'u1' } })).toEqual({
      told: [
        ['amber', 'header.contactUnit', { label: '往来单位', form: 'YG00007 冯赟', put: 'YG00009 高旻' }],
        ['amber', 'header.receivingUnit', { label: '收款单位', form: 'YG00007 冯赟', put: 'YG00009 高旻' }],
      ],
      by: ['u1', 'u1'],
    });
    const empty = filledBook({ contactUnit: {} });
    const own = { 'header.contactUnit': 'YG00007', 'header.receivingUnit': 'YG00007' };
    expect(stops({ book: empty, locks: own }).told).toEqual([]);
    const strange = { ...own, 'header.contactUnit': 'YG00009' };
    expect(stops({ book: empty, locks: strange }).told).toMatchObject([
      ['amber', 'header.contactUnit', { form: '', put: 'YG00009 高旻' }],
    ]);
  });

  it('a mapping row stops where it changed another or leads to another name, until somebody has looked at it', () => {
    expect(stops({ book: byRow({}) }).told).toEqual([]);
    const stranger = stops({ book: byRow({ targetNumber: 'YG00009', id: 'row-1' }) });
    expect(stranger.told).toMatchObject([
      ['amber', 'header.contactUnit', { form: '冯赟', put: 'YG00009 高旻' }],
      ['amber', 'header.receivingUnit', { form: '冯赟', put: 'YG00009 高旻' }],
    ]);
    expect(stranger.by).toEqual(['mapper', 'mapper']);
    const namesake = stops({ book: byRow({ targetNumber: 'YG00077', was: 'YG00007' }) });
    expect(namesake.told[0]).toMatchObject([
      'amber',
      'header.contactUnit',
      { form: 'YG00007 冯赟', put: 'YG00077 冯赟' },
    ]);
    expect(stops({ book: byRow({ targetNumber: 'YG00009', confirmed: true }) }).told).toEqual([]);
  });

  it('a unit of a kind whose names are not known here cannot be shown to be the applicant’s: it stops until somebody has looked at its row', () => {
    const unread = { baseData: { ...kingdee, knows: () => false } };
    const stopped = stops({ book: byRow({ id: 'row-1' }) }, unread);
    expect(stopped.told[0]).toEqual([
      'amber',
      'header.contactUnit',
      { label: '往来单位', form: '冯赟', put: 'YG00007', unnamed: 'yes' },
    ]);
    expect(stopped.by).toEqual(['mapper', 'mapper']);
    expect(stops({ book: byRow({ confirmed: true }) }, unread).told).toEqual([]);
    const locks = { 'header.contactUnit': 'YG00007', 'header.receivingUnit': 'YG00007' };
    expect(stops({ book: filledBook({ contactUnit: {} }), locks }, unread).told).toHaveLength(2);
  });

  it('a row that leads astray is not hidden by the same value set on the bill', () => {
    const locks = { 'header.contactUnit': 'YG00009', 'header.receivingUnit': 'YG00009' };
    expect(stops({ book: byRow({ targetNumber: 'YG00009' }), locks }).by).toEqual(['mapper', 'mapper']);
  });

  describe('a row that turned who pays from one organisation to another', () => {
    const payer = (...rows: object[]) =>
      filledBook(
        {},
        rows.map((each) => ({
          table: 'payOrg',
          key: '市场部',
          targetNumber: '102',
          by: 'mapper',
          id: 'row-1',
          ...each,
        })),
      );
    const turned = (book: ReturnType<typeof filledBook>) => {
      const { issues, payees } = mapped({ book });
      const told = issues.filter(({ code }) => code === 'payer-turned');
      return { told: told.map(({ level, path, params }) => [level, path, params]), hands: payees.hands };
    };
    const put = { field: 'payOrg', form: '101', put: '102', by: 'mapper', rowId: 'row-1', payer: true };

    it('is its writer’s hand on every bill of the department, with both organisations', () => {
      expect(turned(payer({ was: '101' }))).toEqual({
        told: [['amber', 'header.payOrg', { label: '付款组织', form: '101', put: '102' }]],
        hands: [put],
      });
    });

    it('is none where nothing stood there, where it is the same, and as soon as somebody else has looked', () => {
      for (const row of [{}, { was: null }, { was: '102' }, { was: '101', confirmed: true }])
        expect(turned(payer(row))).toEqual({ told: [], hands: [] });
    });

    it('is one for a person or a form as well, against what the company’s row says', () => {
      const forAll = { id: 'row-0', targetNumber: '101', confirmed: true };
      for (const scope of ['applicant', 'form', 'department'] as const) {
        const scopeValue = { applicant: '4417', form: 'PROC-1', department: '市场部' }[scope];
        expect(turned(payer(forAll, { scope, scopeValue, was: '101' })).hands).toEqual([put]);
        // Another person's row that still says so takes nothing from it.
        const other = { id: 'row-2', scope, scopeValue: 'other', targetNumber: '101' };
        expect(turned(payer(other, { scope, scopeValue, was: '101' })).hands).toEqual([put]);
        expect(turned(payer(other, { scope, scopeValue, was: null })).hands).toEqual([]);
      }
    });

    it('is one where the row 默认 had another pay until then, and none where both were written at once', () => {
      const rest = { id: 'row-0', key: '默认', targetNumber: '101', since: 4 };
      expect(turned(payer(rest, { since: 7 })).hands).toEqual([put]);
      for (const row of [{ since: 4 }, { since: 2 }, { since: 7, confirmed: true }])
        expect(turned(payer(rest, row)).hands).toEqual([]);
      expect(turned(payer({ ...rest, targetNumber: '102' }, { since: 7 })).hands).toEqual([]);
    });

    it('is not hidden by the same organisation set on the bill', () => {
      const locks = { 'header.payOrg': '102' };
      const { payees } = mapped({ book: payer({ was: '101' }), locks });
      expect(payees.hands).toEqual([put]);
    });
  });

  it('an account written into the scheme is the hand of who wrote it and of who changed the rules last, told once', () => {
    const { scheme } = expenseInput();
    const fixed = { kind: 'constant' as const, value: '6217000012345678901' };
    const rows = {
      ...scheme.content.rows,
      oppositeAccount: { label: '对方银行账号', required: false, rules: [fixed] },
    };
    const found = stops(
      {},
      {
        scheme: {
          ...scheme,
          content: { ...scheme.content, rows },
          writers: { 'rows.oppositeAccount': { last: 'clerk', wrote: { [fixed.value]: ['boss'] } } },
        },
      },
    );
    expect(found.by).toEqual(['boss', 'clerk']);
    expect(found.told).toMatchObject([['amber', 'rows[0].oppositeAccount', { put: '尾号 8901', rows: '2' }]]);
  });

  it('who is paid beside the applicant is known by name', () => {
    const locks = { 'header.contactUnit': 'YG00009', 'rows[0].oppositeName': '李四' };
    expect(mapped({ locks }).payees.names).toEqual(['李四', '高旻']);
  });
});
