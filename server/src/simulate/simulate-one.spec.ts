import { toFen } from '@dingdee/shared/money';
import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { NO_DEPARTMENTS } from '../domain/approval/department-key.js';
import { writeProvenance } from '../domain/draft/provenance-text.js';
import { NO_BASE_DATA, type UsableBaseData } from '../domain/draft/usable-base-data.js';
import { expenseInput, filledBook } from '../engine/reimbursement-for-spec.js';
import { instanceId, rawApproval } from '../mapping/run/approvals-for-spec.js';
import { mapBill } from '../mapping/run/map-one.js';
import type { SchemeVersionContent } from '../scheme/version/scheme-store.js';
import { PeriodSums } from './period-sums.js';
import { type Circumstances, type RunWith, type StoredBill, simulateOne } from './simulate-one.js';

const { scheme } = expenseInput();
const book = filledBook();
const version = (content: SchemeContent, number = 1): SchemeVersionContent => ({
  schemeId: 's',
  number,
  content,
  form: [],
  writers: {},
});
const used: RunWith = { version: version(scheme.content), book };
const today = (baseData: UsableBaseData = NO_BASE_DATA): Circumstances => ({
  baseData,
  departments: NO_DEPARTMENTS,
  stops: () => [],
});
const without = (...numbers: string[]): UsableBaseData => {
  const find = (_kind: string, number: string) =>
    numbers.includes(number) ? null : { number, name: number, usable: true, reason: null, orgNumber: '' };
  return { knows: () => true, find, lookup: find };
};
/** Makes a bill as its mapping by `by` left it, on a day on which Kingdee had all base data. */
function stored(index: number, locks: Record<string, string> = {}, by = used, then = NO_BASE_DATA): StoredBill {
  const snapshot = {
    raw: {
      family: 'v1' as const,
      processCode: 'P',
      processInstanceId: instanceId(index),
      text: rawApproval({ index }),
    },
    sourceVersion: 1,
    originatorUserId: '4417',
    originatorName: '冯赟',
    locks,
    lockedBy: {},
    lockedOn: {},
    billNo: 'DD0000000000000001',
    thirdBillNo: instanceId(index),
    shown: { payee: '', department: '', departmentKey: '', purpose: '', orgNumber: '101', currency: 'CNY', fen: null },
  };
  const { schemeId: id, number, content } = by.version;
  const basis = { book: by.book, ...today(then), scheme: { id, version: number, content }, formStops: [] };
  const { result } = mapBill(snapshot, basis);
  const draft = result.draft === null ? null : JSON.stringify(result.draft);
  const { longest } = result.citations;
  return { snapshot, draft, provenance: writeProvenance(result.provenance), hash: result.hash, longest };
}
const changed = (part: 'header' | 'rows', name: string, ...rules: Rule[]): RunWith => {
  const { content } = scheme;
  const field = { ...content[part][name], label: content[part][name]?.label ?? name, required: true, rules };
  return { version: version({ ...content, [part]: { ...content[part], [name]: field } }, 2), book };
};
const remark = changed('header', 'remark', { kind: 'constant', value: '换了' });
const filtered = (filter: SchemeContent['filter'], number = 2): RunWith => ({
  version: version({ ...scheme.content, filter }, number),
  book,
});

describe('one bill of a past period', () => {
  it('that the version which mapped it maps again is the same, byte for byte', () => {
    const bill = stored(1);
    expect(bill.draft).not.toBeNull();
    expect(simulateOne(bill, used, used, today())).toMatchObject({ kind: 'same', proven: true, changes: [] });
  });

  it('of which something was changed in the database is told as such, with the field, and compared with nothing', () => {
    const bill = stored(1);
    const forged = { ...bill, draft: (bill.draft ?? '').replace('120.00', '120.01') };
    const { kind, proven, changes, reasons } = simulateOne(forged, used, remark, today());
    expect([kind, proven]).toEqual(['unproven', false]);
    expect(changes).toMatchObject([{ row: 1, before: '120.01', after: '120.00' }]);
    expect(reasons[0]).toContain('不一致');
    expect(simulateOne({ ...bill, hash: 'x' }, used, used, today()).kind).toBe('unproven');
    expect(simulateOne({ ...bill, provenance: '{}' }, used, used, today()).kind).toBe('unproven');
    // The stored text is not even JSON: this affects one bill, not the whole period.
    for (const broken of ['', '{"v":2', 'null', '[]', '{"header":1}'])
      for (const of of [{ draft: broken }, { provenance: broken }])
        expect(simulateOne({ ...bill, ...of }, used, remark, today())).toMatchObject({
          kind: 'unproven',
          proven: false,
        });
  });

  it('differs in the fields that the rules change, and in no other', () => {
    const { kind, changes } = simulateOne(stored(1), used, remark, today());
    expect(kind).toBe('differs');
    expect(changes).toMatchObject([{ row: 0, after: '换了', kind: null }]);
  });

  it('is as long as Kingdee let it be then, whatever Kingdee says of its fields today', () => {
    const long = { 'header.remark': '字'.repeat(300) };
    const says = (longest: number): UsableBaseData => ({
      ...NO_BASE_DATA,
      fieldLimit: (_form, level, name) => (`${level}.${name}` === 'header.remark' ? { longest, choices: [] } : null),
    });
    const days = [NO_BASE_DATA, says(500), says(400), says(100)].map(today);
    const whole = stored(1, long, used, says(500));
    const cut = stored(1, long);
    expect([whole.longest, cut.longest]).toEqual([{ 'header.remark': 500 }, undefined]);
    for (const bill of [whole, cut])
      for (const day of days)
        expect(simulateOne(bill, used, used, day)).toMatchObject({ kind: 'same', proven: true, changes: [] });
  });

  it('keeps what a hand has locked', () => {
    expect(simulateOne(stored(1, { 'header.remark': '手写' }), used, remark, today()).kind).toBe('same');
  });

  it('that only today would stop, whatever the rules, is no difference', () => {
    const bill = stored(1);
    const costItem = (JSON.parse(bill.draft ?? '{}') as { rows: { fields: { costItem: string } }[] }).rows[0]?.fields
      .costItem;
    const disabled = today(without(costItem ?? ''));
    expect(simulateOne(bill, used, used, disabled)).toMatchObject({ kind: 'same', proven: true });
    expect(simulateOne(bill, used, { ...used, version: version(scheme.content, 2) }, disabled).kind).toBe('same');
    expect(simulateOne(bill, used, remark, disabled)).toMatchObject({ kind: 'differs', changes: [{ after: '换了' }] });
    // The other rules add a reason of their own: only that one is reported, not the reason of the day.
    const both = changed('header', 'department', { kind: 'constant', value: 'BM-NONE' });
    const stopped = simulateOne(bill, used, both, today(without(costItem ?? '', 'BM-NONE')));
    expect(stopped.kind).toBe('stopped');
    expect(stopped.reasons).toHaveLength(1);
    expect(stopped.reasons[0]).toContain('BM-NONE');
  });

  it('that would stop says why, and one that stopped what it would be rid of', () => {
    const none = changed('header', 'remark', { kind: 'source', from: 'field:没有' });
    const stopped = simulateOne(stored(1), used, none, today());
    expect(stopped.kind).toBe('stopped');
    expect(stopped.reasons).toHaveLength(1);
    const released = simulateOne(stored(1, {}, none), none, used, today());
    expect([released.kind, released.before.at, released.after.at]).toEqual(['released', 'stopped', 'billed']);
    expect(released.reasons).toEqual(stopped.reasons);
    expect(
      simulateOne(stored(1, {}, none), none, { ...none, version: version(none.version.content, 3) }, today()).kind,
    ).toBe('both-stop');
  });

  it('whose account is another with the same end is told as another one, by four digits', () => {
    const other = changed('rows', 'oppositeAccount', { kind: 'constant', value: '6222999999992222' });
    const { changes } = simulateOne(stored(1), used, other, today());
    expect(changes[0]).toMatchObject({ before: '尾号 2222', after: '尾号 2222（另一个号码）' });
    expect(JSON.stringify(changes)).not.toContain('622299999999');
  });

  it('that would not be collected says which condition, unless the older version would not have either', () => {
    const more = filtered([{ from: 'field:总金额', is: 'more', value: '99999' }]);
    const { kind, after, reasons } = simulateOne(stored(1), used, more, today());
    expect([kind, after.at, reasons[0]]).toEqual(['left-out', 'left-out', '不符合采集条件：总金额 大于 99999']);
    const before = filtered([{ from: 'field:总金额', is: 'more', value: '88888' }], 1);
    expect(simulateOne(stored(1, {}, before), before, more, today()).kind).toBe('same');
  });

  it('that cannot be read stops both times and ends nothing', () => {
    const bill = stored(1);
    const unreadable = {
      ...bill,
      snapshot: { ...bill.snapshot, raw: { ...bill.snapshot.raw, text: '{"not":"an approval"}' } },
      draft: null,
      hash: null,
      provenance: '{}',
    };
    expect(simulateOne(unreadable, used, more(), today()).kind).toBe('both-stop');
  });
});
const more = () => filtered([{ from: 'field:总金额', is: 'more', value: '99999' }]);

describe('the sums of a period', () => {
  it('have all money on bills, stopped or not collected, and by cost item and department all that is on bills', () => {
    const sums = new PeriodSums(3);
    const none = changed('header', 'remark', { kind: 'source', from: 'field:没有' });
    const move = changed('rows', 'costItem', { kind: 'constant', value: 'CI0009' });
    for (const [index, next] of [used, none, move, more(), remark].entries())
      sums.add(simulateOne(stored(index), used, next, today()));
    sums.addArchived();
    const { before, after, kinds, sums: lines, proven, unmapped, archived } = sums.told;
    expect([proven, unmapped, archived]).toEqual([5, 3, 1]);
    const all = ({ billed, stopped, leftOut }: typeof before) =>
      [billed, stopped, leftOut].reduce((sum, { amount }) => sum + toFen(amount), 0n);
    expect([all(before), all(after)]).toEqual([5n * 15_680n, 5n * 15_680n]);
    expect([after.billed.count, after.stopped.count, after.leftOut.count]).toEqual([3, 1, 1]);
    expect(kinds).toMatchObject({
      same: { count: 1 },
      stopped: { count: 1 },
      'left-out': { count: 1 },
      differs: { count: 2 },
    });
    for (const each of Object.values(lines)) {
      expect(each.reduce((sum, line) => sum + toFen(line.before), 0n)).toBe(toFen(before.billed.amount));
      expect(each.reduce((sum, line) => sum + toFen(line.after), 0n)).toBe(toFen(after.billed.amount));
    }
    expect(lines.costItem.find(({ key }) => key === 'CI0009')).toMatchObject({ before: '0.00', after: '156.80' });
  });
});
