import type { Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { worded } from '../../domain/draft/issue-words.js';
import { referenceWords } from '../../domain/draft/provenance-words.js';
import { mapApproval } from '../map-approval.js';
import { expenseInput, filledBook } from '../reimbursement-for-spec.js';
import { provenanceAt } from '../result/bill-provenance.js';
import type { BookRow } from './mapping-book.js';

type Row = Partial<BookRow> & { key: string; targetNumber: string };
const NEW_YEAR = '2027-01-01';
const old: Row = { key: '市内交通', targetNumber: 'CI0010' };
const fresh: Row = { key: '市内交通', targetNumber: 'CI0012', fromDay: NEW_YEAR };
/** One book for all bills of a test, as one revision is in memory. */
const bookOf = (...rows: Row[]) =>
  filledBook(
    { costItem: { 住宿: 'CI0005' } },
    rows.map((row) => ({ ...row, table: 'costItem' })),
  );
/** The bill of an approval that passed at a time in Beijing. */
const passedAt = (book: ReturnType<typeof bookOf>, at: string) => {
  const input = expenseInput({ book });
  return mapApproval({ ...input, instance: { ...input.instance, finishedAt: Date.parse(`${at}+08:00`) } });
};
const item = (book: ReturnType<typeof bookOf>, at: string) =>
  passedAt(book, at).fields.rows[0]?.fields.costItem ?? null;
const [BEFORE, ON, AFTER] = ['2026-12-31T23:59', '2027-01-01T00:00', '2027-03-01T12:00'] as const;

describe('rows of one key that count from a day', () => {
  it('give a bill before the day the older row, and one on the day and after it the newer, in any order of reading', () => {
    for (const rows of [
      [old, fresh],
      [fresh, old],
    ]) {
      const book = bookOf(...rows);
      for (let pass = 0; pass < 2; pass++)
        expect([ON, BEFORE, AFTER, BEFORE].map((at) => item(book, at))).toEqual([
          'CI0012',
          'CI0010',
          'CI0012',
          'CI0010',
        ]);
    }
    const third = { key: '市内交通', targetNumber: 'CI0014', fromDay: '2027-02-01' };
    expect([BEFORE, ON, AFTER].map((at) => item(bookOf(third, fresh, old), at))).toEqual([
      'CI0010',
      'CI0012',
      'CI0014',
    ]);
  });

  it('change nothing for a bill from before the day, to the byte', () => {
    const bytes = (rows: Row[], at: string) => {
      const { draft, provenance, issues, citations, hash } = passedAt(bookOf(...rows), at);
      return JSON.stringify([draft, provenance, issues, citations, hash]);
    };
    expect(bytes([old, fresh], BEFORE)).toBe(bytes([old], BEFORE));
    expect(bytes([old, fresh], AFTER)).toBe(bytes([fresh, old], AFTER));
    expect(bytes([old, fresh], AFTER)).not.toBe(bytes([old, fresh], BEFORE));
  });

  it('say on the value since when its row counts', () => {
    const at = (day: string) => provenanceAt(passedAt(bookOf(old, fresh), day).provenance, 'rows[0].costItem');
    expect(at(AFTER)?.reference).toEqual({
      code: 'table',
      table: 'costItem',
      name: '费用项目',
      scope: 'company',
      key: '市内交通',
      fromDay: NEW_YEAR,
    });
    expect(at(BEFORE)?.reference).not.toHaveProperty('fromDay');
    expect(referenceWords(at(AFTER)?.reference ?? { code: 'none' }, 'v3', (text) => text)).toBe(
      '映射表 费用项目 v3：市内交通（2027-01-01 起）',
    );
  });

  it('leave a bill from before the first day without a value, as without a row, and the reason names the day', () => {
    const book = bookOf({ ...fresh, fromDay: '2027-06-01' }, fresh);
    const { draft, issues, lookups } = passedAt(book, BEFORE);
    expect(draft).toBeNull();
    const [issue] = issues.filter(({ path }) => path === 'rows[0].costItem');
    expect(issue).toMatchObject({ code: 'unmapped', level: 'red', table: 'costItem', key: '市内交通' });
    expect(issue && worded(issue).message).toContain('该值的对应从 2027-01-01 起生效');
    expect(lookups.find(({ key }) => key === '市内交通')?.hit).toBe(false);
    expect(item(book, ON)).toBe('CI0012');
  });

  it('come after the organisation: its own row whose day has come before a later one for all, and that before an own row to come', () => {
    const own = { ...old, targetNumber: 'CI0101', orgNumber: '101' };
    expect(item(bookOf(own, fresh), AFTER)).toBe('CI0101');
    const later = { ...own, fromDay: NEW_YEAR };
    expect([BEFORE, ON].map((at) => item(bookOf(later, old), at))).toEqual(['CI0010', 'CI0101']);
  });

  it('come after the scope too, and count for joined keys and for the row of all the rest', () => {
    const narrow = { ...fresh, targetNumber: 'CI0200', scope: 'applicant', scopeValue: '4417' } as const;
    expect([BEFORE, ON].map((at) => item(bookOf(old, narrow), at))).toEqual(['CI0010', 'CI0200']);
    const joined: Rule = {
      kind: 'lookup',
      table: 'costItem',
      key: 'row:费用明细',
      with: ['instance:originatorDeptName'],
    };
    const rest: Rule = { kind: 'lookup', table: 'costItem', key: 'instance:default' };
    const by = (rule: Rule, rows: Row[], at: string) => {
      const input = expenseInput({ book: bookOf(...rows) });
      const { content } = input.scheme;
      const costItem = { label: '费用项目', required: true, rules: [rule] };
      return mapApproval({
        ...input,
        instance: { ...input.instance, finishedAt: Date.parse(`${at}+08:00`) },
        scheme: { ...input.scheme, content: { ...content, rows: { ...content.rows, costItem } } },
      }).fields.rows[0]?.fields.costItem;
    };
    for (const [rule, key] of [
      [joined, '市内交通 ＋ 市场部'],
      [rest, '默认'],
    ] as const)
      expect(
        [BEFORE, ON].map((at) =>
          by(
            rule,
            [
              { ...old, key },
              { ...fresh, key },
            ],
            at,
          ),
        ),
      ).toEqual(['CI0010', 'CI0012']);
  });

  it('do not count for a field that says who is paid: its second person looks at one value', () => {
    const rules: Rule[] = [{ kind: 'lookup', table: 'costItem', key: 'instance:default' }];
    const unit = (...rows: Row[]) => {
      const input = expenseInput({ book: bookOf(...rows) });
      const { content } = input.scheme;
      const header = { ...content.header, contactUnit: { label: '往来单位', required: true, rules } };
      const result = mapApproval({
        ...input,
        instance: { ...input.instance, finishedAt: Date.parse(`${AFTER}+08:00`) },
        scheme: { ...input.scheme, content: { ...content, header } },
      });
      const [issue] = result.issues.filter(({ path }) => path === 'header.contactUnit');
      return [result.fields.header.contactUnit ?? null, issue?.code ?? null];
    };
    const [of, later] = [
      { ...old, key: '默认' },
      { ...fresh, key: '默认' },
    ];
    expect(unit(of, later)[0]).toBe('CI0010');
    expect(unit(later)).toEqual([null, 'unmapped']);
  });

  it('leave the default of the rule to a bill that no row is for yet', () => {
    const input = expenseInput({ book: bookOf(fresh) });
    const { content } = input.scheme;
    const rules: Rule[] = [{ kind: 'lookup', table: 'costItem', key: 'row:费用明细', default: 'CI0099' }];
    const costItem = { label: '费用项目', required: true, rules };
    const scheme = { ...input.scheme, content: { ...content, rows: { ...content.rows, costItem } } };
    expect(mapApproval({ ...input, scheme }).fields.rows[0]?.fields.costItem).toBe('CI0099');
  });
});
