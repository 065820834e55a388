import { describe, expect, it } from 'vitest';
import { draftForSpec } from '../../../domain/draft/draft-for-spec.js';
import type { PaymentBillDraft } from '../../../domain/draft/payment-bill.js';
import { type ExactJson, readJson } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { inList, missingField, readRows, withoutKey } from './bill-query.js';
import { compare } from './compare-bill.js';
import { readShape, USUAL_SHAPE } from './form-shape.js';
import { byKey, findQuery, storedBills } from './stored-bills.js';

const key = { billNo: 'DD0001', thirdBillNo: 'inst-DD0001' };
const { keys } = findQuery([key], USUAL_SHAPE, []);

/** Rows of ExecuteBillQuery that hold this draft, as Kingdee's JSON would. */
function rowsOf(draft: PaymentBillDraft, id: string, change: Readonly<Record<string, string>> = {}): ExactJson[][] {
  return draft.rows.map((row, index) => {
    const cells: Record<string, string> = {
      FID: id,
      FBillNo: draft.billNo,
      FTHIRDBILLNO: draft.thirdBillNo,
      FDOCUMENTSTATUS: 'A',
      FPAYBILLENTRY_FEntryID: String(900 + index),
      FPAYTOTALAMOUNTFOR: row.amount.replace(/0+$/, ''),
    };
    for (const [name, field] of Object.entries(AP_PAYBILL.header))
      cells[field.type === 'base' ? `${field.key}.FNumber` : field.key] ??= draft.header[name] ?? '';
    for (const [name, field] of Object.entries(AP_PAYBILL.rows))
      cells[field.type === 'base' ? `${field.key}.FNumber` : field.key] ??= row.fields[name] ?? '';
    return keys.map((each) => change[each] ?? cells[each] ?? null);
  });
}

describe('reading back', () => {
  it('asks by both numbers in one query and refuses a value that could be read as SQL', () => {
    expect(findQuery([key], USUAL_SHAPE, []).filter).toBe("FBillNo in ('DD0001') or FTHIRDBILLNO in ('inst-DD0001')");
    for (const bad of ["x' or '1'='1", "a'b", 'a;b', 'a\nb', '', '中文'])
      expect(() => inList([bad]), bad).toThrow(RangeError);
  });

  it('asks by the Id of a bill that carries no key, in its own form only, and gives it to that key under any number', () => {
    const held = { ...key, held: { form: 'AP_PAYBILL', id: '100001' } } as const;
    expect(findQuery([held], USUAL_SHAPE, []).filter).toMatch(/ or FID in \(100001\)$/);
    const other = { ...held, held: { form: 'AP_OtherPayable', id: '100001' } } as const;
    expect(findQuery([other], USUAL_SHAPE, []).filter).toBe(findQuery([key], USUAL_SHAPE, []).filter);
    for (const bad of ['', '1 or 1=1', "1'", '1,2'])
      expect(() => findQuery([{ ...key, held: { form: 'AP_PAYBILL', id: bad } }], USUAL_SHAPE, []), bad).toThrow(
        RangeError,
      );
    const [renamed] = storedBills(
      rowsOf({ ...draftForSpec('FKD9'), thirdBillNo: '' }, '100001'),
      keys,
      USUAL_SHAPE,
    ).read;
    if (!renamed) throw new Error('no bill');
    expect([...byKey([held], [renamed]).keys()]).toEqual(['DD0001']);
    expect(byKey([other], [renamed]).size).toBe(0);
    expect(byKey([key], [renamed]).size).toBe(0);
    // Found by its number and by its Id, it is one bill.
    expect(byKey([{ ...held, billNo: 'FKD9' }], [renamed]).get('FKD9')).toHaveLength(1);
  });

  it('asks by every field that may carry the key, and gives a bill to the key that it carries there', () => {
    const former = findQuery([{ ...key, formerFields: ['FPRESETTEXT1'] }], USUAL_SHAPE, []);
    expect(former.filter).toMatch(/ or FPRESETTEXT1 in \('inst-DD0001'\)$/);
    const own = { ...key, keyFields: ['F_ABCD_Key'] };
    const { filter, keys: columns } = findQuery([own, { billNo: 'DD0002', thirdBillNo: 'inst-2' }], USUAL_SHAPE, []);
    expect(filter).toBe(
      "FBillNo in ('DD0001','DD0002') or FTHIRDBILLNO in ('inst-DD0001','inst-2') or F_ABCD_Key in ('inst-DD0001')",
    );
    expect(columns).toContain('F_ABCD_Key');
    expect(() => findQuery([{ ...key, keyFields: ["FREMARK='' or FREMARK"] }], USUAL_SHAPE, [])).toThrow(RangeError);
    const [stored] = storedBills(rowsOf({ ...draftForSpec('FKD1'), thirdBillNo: '' }, '7'), keys, USUAL_SHAPE).read;
    if (!stored) throw new Error('no bill');
    const carrying = { ...stored, header: { ...stored.header, F_ABCD_Key: 'inst-DD0001' } };
    expect([...byKey([own], [carrying]).keys()]).toEqual(['DD0001']);
    expect(byKey([key], [carrying]).size).toBe(0);
    // Another system's key in the first of a form's own carriers hides ours in the second from nobody.
    const second = { ...stored, thirdBillNo: 'X', carriers: { FTHIRDBILLNO: 'X', FPRESETTEXT1: 'inst-DD0001' } };
    expect([...byKey([key], [second]).keys()]).toEqual(['DD0001']);
    const sent = { ...draftForSpec('FKD1'), billNo: 'DD0001', thirdBillNo: 'inst-DD0001' };
    const byField = { numbering: 'kingdee', keyField: 'F_ABCD_Key' } as const;
    expect(compare(sent, { ...carrying, thirdBillNo: 'inst-DD0001' }, byField)).toEqual([]);
    // Whoever does not know of the field looks for it in FTHIRDBILLNO.
    expect(compare(sent, carrying, byField).map(({ label }) => label)).toEqual(['第三方单据编号']);
    expect(compare(sent, carrying).map(({ path }) => path)).toEqual(['billNo', 'thirdBillNo']);
  });

  it('groups entry rows per bill, with amounts to the cent and what was sent found again', () => {
    const draft = draftForSpec('DD0001');
    const change = { FDATE: '2026-05-06T00:00:00', FEXCHANGERATE: '1.0000000000', FSETTLERATE: '1' };
    const [stored, ...others] = storedBills(rowsOf(draft, '100001', change), keys, USUAL_SHAPE).read;
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ id: '100001', status: 'A', orgNumber: '101', currency: 'PRE001', total: '157.30' });
    expect(stored && compare(draft, stored)).toEqual([]);
  });

  it('an own number is found again with the digits that Kingdee keeps; 007 is a code, and not 7', () => {
    const carrying = (value: string) => {
      const draft = draftForSpec('DD0001');
      return { ...draft, header: { ...draft.header, F_ABCD_Count: value } };
    };
    const differs = (sent: string, found: string): boolean => {
      const [stored] = storedBills(rowsOf(draftForSpec('DD0001'), '100001'), keys, USUAL_SHAPE).read;
      if (!stored) throw new Error('no bill was read');
      return compare(carrying(sent), { ...stored, header: { ...stored.header, F_ABCD_Count: found } }).length > 0;
    };
    expect(differs('3', '3.0000000000')).toBe(false);
    expect(differs('12.50', '12.5')).toBe(false);
    expect(differs('3', '4.0000000000')).toBe(true);
    expect(differs('007', '7')).toBe(true);
  });

  it('names a sent key that the read-back lacks, and every value that differs', () => {
    const draft = draftForSpec('DD0001');
    const change = { 'FCOSTID.FNumber': '', FREMARK: '别的', FPAYTOTALAMOUNTFOR: '120.5' };
    const [stored] = storedBills(rowsOf(draft, '100001', change), keys, USUAL_SHAPE).read;
    expect(stored && compare(draft, stored)).toEqual([
      { path: 'total', label: '单据金额', predicted: '157.30', stored: '241.00' },
      { path: 'header.remark', label: '备注', predicted: '出差“杭州”', stored: '别的' },
      { path: 'rows[0].costItem', label: '第 1 行 费用项目', predicted: 'CI0001', stored: null },
      { path: 'rows[1].amount', label: '第 2 行 应付金额', predicted: '36.80', stored: '120.50' },
      { path: 'rows[1].costItem', label: '第 2 行 费用项目', predicted: 'CI0005', stored: null },
    ]);
  });

  it('two accounts with the same last digits are told to be two', () => {
    const draft = draftForSpec('DD0001');
    const sent = {
      ...draft,
      rows: draft.rows.map((row) => ({ ...row, fields: { oppositeAccount: '6217000011112222' } })),
    };
    const [stored] = storedBills(
      rowsOf(sent, '1', { FOPPOSITEBANKACCOUNT: '6222880011112222' }),
      keys,
      USUAL_SHAPE,
    ).read;
    expect(stored && compare(sent, stored).filter(({ path }) => path.startsWith('rows[0]'))).toEqual([
      {
        path: 'rows[0].oppositeAccount',
        label: '第 1 行 对方银行账号',
        predicted: '尾号 2222',
        stored: '尾号 2222（倒数第 11 位不同）',
      },
    ]);
  });

  it('a payee, or an account of ours, that Kingdee filled in by itself is a difference; its other defaults are none', () => {
    const sent = draftForSpec('DD0001');
    const none = (name: string) => !/^(?:opposite|cashAccount)/.test(name);
    const draft = {
      ...sent,
      rows: sent.rows.map((row) => ({
        ...row,
        fields: Object.fromEntries(Object.entries(row.fields).filter(([name]) => none(name))),
      })),
    };
    const read = (change: Readonly<Record<string, string>>) => {
      const [stored] = storedBills(rowsOf(draft, '100001', change), keys, USUAL_SHAPE).read;
      return stored && compare(draft, stored);
    };
    expect(read({ FCOMMENT: '两晚' })).toEqual([]);
    expect(read({ FOPPOSITEBANKACCOUNT: ' ' })).toEqual([]);
    expect(
      read({
        FOPPOSITEBANKACCOUNT: '6217000011112222',
        FOPPOSITECCOUNTNAME: '别人',
        FOPPOSITEBANKNAME: '工行',
        'FCashAccount.FNumber': 'C1',
      })?.filter(({ path }) => path.startsWith('rows[0]')),
    ).toEqual([
      { path: 'rows[0].oppositeAccount', label: '第 1 行 对方银行账号', predicted: '', stored: '尾号 2222' },
      { path: 'rows[0].oppositeName', label: '第 1 行 对方账户名称', predicted: '', stored: '别人' },
      { path: 'rows[0].oppositeBank', label: '第 1 行 对方开户行', predicted: '', stored: '工行' },
      { path: 'rows[0].cashAccount', label: '第 1 行 我方现金账号', predicted: '', stored: 'C1' },
    ]);
  });

  it('keeps two bills of one key apart and leaves out a key without a bill', () => {
    const draft = draftForSpec('DD0001');
    const rows = [...rowsOf(draft, '100001'), ...rowsOf({ ...draft, billNo: 'FKD9' }, '100002')];
    const found = byKey(
      [key, { billNo: 'DD0002', thirdBillNo: 'inst-DD0002' }],
      storedBills(rows, keys, USUAL_SHAPE).read,
    );
    expect([...found].map(([billNo, bills]) => [billNo, bills.map((bill) => bill.id)])).toEqual([
      ['DD0001', ['100001', '100002']],
    ]);
  });

  it('does not guess an amount that our user may not see, and reads the other bills', () => {
    const rows = [
      ...rowsOf(draftForSpec('DD0001'), '100001', { FPAYTOTALAMOUNTFOR: '***' }),
      ...rowsOf(draftForSpec('DD0002'), '100002', { FDOCUMENTSTATUS: 'X' }),
      ...rowsOf(draftForSpec('DD0003'), '100003'),
    ];
    const { read, unread } = storedBills(rows, keys, USUAL_SHAPE);
    expect(read.map(({ billNo }) => billNo)).toEqual(['DD0003']);
    expect(unread).toMatchObject([
      { billNo: 'DD0001', sentence: expect.stringMatching(/看不到金蝶单据 DD0001 的金额（“\*\*\*”）/) },
      { billNo: 'DD0002', sentence: '金蝶单据 DD0002 的状态“X”无法识别' },
    ]);
    expect([...byKey([key], unread).keys()]).toEqual(['DD0001']);
  });
});

describe('the answer to a query', () => {
  const refusal = (message: string) => ({
    Result: { ResponseStatus: { IsSuccess: false, Errors: [{ Message: message }], MsgCode: 9 } },
  });
  const read = (json: unknown, width = 1) => readRows(readJson(JSON.stringify(json)), width);

  it('is rows, also none and also a single cell', () => {
    expect(read([])).toEqual({ kind: 'rows', rows: [] });
    expect(read([['CNY']])).toEqual({ kind: 'rows', rows: [['CNY']] });
  });

  it('is a refusal however deep it is nested', () => {
    for (const json of [refusal('x'), [refusal('x')], [[refusal('x')]]]) expect(read(json).kind).toBe('refused');
  });

  it('is never "none found" where it is something else', () => {
    for (const json of [{}, { rows: [] }, 'x', [[{ a: 1 }]], [1]]) expect(read(json).kind).toBe('unreadable');
  });

  it('is unreadable as a whole where a row is not as wide as what was asked: its cells would be taken for others', () => {
    for (const rows of [[['1', '2'], ['3']], [['1', '2', '3']], [[]], [[['1'], '2']]])
      expect(read(rows, 2).kind).toBe('unreadable');
    expect(read([['1', null]], 2)).toEqual({ kind: 'rows', rows: [['1', null]] });
  });

  it('names the field that the form lacks, which is then left out', () => {
    const answer = read([[refusal('元数据中标识为FUseOrgId的字段不存在')]]);
    const missing = answer.kind === 'refused' ? missingField(answer.status) : null;
    expect(missing).toBe('FUseOrgId');
    expect(withoutKey(['FNumber', 'FUseOrgId.FNumber'], missing ?? '')).toEqual(['FNumber']);
  });
});

describe("the form's own description", () => {
  it('tells where the department is and which fields are base data', () => {
    const field = (Key: string, LookUpObjectFormId: string | null) => ({ Key, LookUpObjectFormId });
    const json = {
      Result: {
        NeedReturnData: {
          Entrys: [
            { Key: 'FBillHead', Fields: [field('FREMARK', null), field('F_ABCD_Project', 'BOS_ASSISTANTDATA_DETAIL')] },
            { Key: 'FPAYBILLENTRY', Fields: [field('FDEPARTMENT', 'BD_Department')] },
          ],
        },
      },
    };
    expect(readShape(readJson(JSON.stringify(json)))).toEqual({
      departmentIn: ['rows'],
      baseKeys: new Set(['f_abcd_project', 'fdepartment']),
      rowKeys: new Set(['fdepartment']),
    });
    expect(readShape(readJson('{"Result":{}}'))).toBeNull();
  });

  const status = (Key: string, caption: string, value: string) => ({
    Key,
    Name: [{ Key: 2052, Value: caption }],
    Extends: [
      { Value: 'A', Caption: '未付款' },
      { Value: 'C', Caption: value },
    ],
  });
  const formWith = (...Fields: object[]) =>
    readShape(readJson(JSON.stringify({ Result: { NeedReturnData: { Entrys: [{ Key: 'FPAYBILLENTRY', Fields }] } } })));

  it('tells by its captions which field says paid, and which of its values', () => {
    const paid = { key: 'F_PAY', level: 'rows', values: new Set(['C']) };
    expect(formWith(status('F_PAY', '付款状态', '已付款'))?.paid).toEqual(paid);
    expect(formWith(status('F_PAY', '付款类型', '已付款'))?.paid).toBeUndefined();
    expect(formWith(status('F_PAY', '付款状态', '付款中'))?.paid).toBeUndefined();
  });

  it('says of a bill that it is paid when every row is, and cancelled as the header says', () => {
    const shape = formWith(status('F_PAY', '付款状态', '已付款')) ?? USUAL_SHAPE;
    const asked = findQuery([key], shape, []).keys;
    const usual = new Map(keys.map((each, index) => [each, index]));
    const read = (paid: readonly string[], cancelled: string) => {
      const rows = rowsOf(draftForSpec('DD0001'), '100001', { FCancelStatus: cancelled }).map((cells, row) =>
        asked.map((each) => (each === 'F_PAY' ? (paid[row] ?? '') : (cells[usual.get(each) ?? -1] ?? null))),
      );
      const [bill] = storedBills(rows, asked, shape).read;
      return [bill?.paid, bill?.cancelled];
    };
    expect(read(['C', 'C'], 'A')).toEqual([true, false]);
    expect(read(['C', 'A'], 'B')).toEqual([false, true]);
  });
});
