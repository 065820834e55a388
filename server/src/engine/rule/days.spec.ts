import type { ClosedWay, DatePick, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { referenceWords } from '../../domain/draft/provenance-words.js';
import { contentTroubles } from '../../scheme/version/check-content.js';
import type { MappingInput } from '../field/mapping-input.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';
import { firstDayAfter } from './days.js';

const FROM = 'row:费用发生日期';
const dateRule = (more: { pick?: DatePick; closed?: ClosedWay; from?: string } = {}): Rule => ({
  kind: 'date',
  from: FROM,
  ...more,
});
const withDate = (content: SchemeContent, ...rules: Rule[]): SchemeContent => ({
  ...content,
  header: { ...content.header, businessDate: { label: '业务日期', required: true, rules } },
});
function given(days: readonly string[], rule: Rule, more: Partial<MappingInput> = {}): MappingInput {
  const rows = days.map((day) =>
    row(
      ...(day === '' ? [] : [cell('费用发生日期', text(day))]),
      cell('报销金额(元)', text('10.00')),
      cell('费用明细', text('住宿')),
    ),
  );
  const input = expenseInput({
    controls: {
      报销明细: control('报销明细', { kind: 'table', rows }),
      总金额: control('总金额', text(`${days.length * 10}.00`)),
    },
  });
  return { ...input, scheme: { ...input.scheme, content: withDate(input.scheme.content, rule) }, ...more };
}
const dateOf = (input: MappingInput) => {
  const { draft, issues, provenance } = mapApproval(input);
  return {
    day: draft?.header.businessDate ?? null,
    told: issues.filter(({ path }) => path === 'header.businessDate').map(({ level, code }) => `${level} ${code}`),
    reference: provenance['header.businessDate']?.reference,
  };
};
const closed = new Map([['101', '2026-10']]);

describe('a day out of the rows', () => {
  const days = ['2026-11-16', '2026-10-28', '', '2026/11/18 上午'];

  it('is the earliest or the latest one, and says which row it is of', () => {
    expect(dateOf(given(days, dateRule({ pick: 'earliest' })))).toMatchObject({ day: '2026-10-28', told: [] });
    const latest = dateOf(given(days, dateRule({ pick: 'latest' })));
    expect(latest.day).toBe('2026-11-18');
    expect(latest.reference && referenceWords(latest.reference, '', String)).toBe(
      '审批单“费用发生日期”最晚一行（第 4 行）',
    );
  });

  it('is none where one row cannot be read, whatever the others say', () => {
    const illegible = dateOf(given(['2026-11-16', '上周三'], dateRule({ pick: 'earliest' })));
    expect(illegible).toMatchObject({ day: null, told: ['red invalid-date'] });
    const input = given(['2026-11-16', '2026-11-17'], dateRule({ pick: 'earliest' }));
    const controls = input.instance.controls.map((each) =>
      each.name === '报销明细' && each.value.kind === 'table'
        ? { ...each, value: { ...each.value, rows: each.value.rows.map((one, at) => (at === 1 ? unread(one) : one)) } }
        : each,
    );
    expect(dateOf({ ...input, instance: { ...input.instance, controls } })).toMatchObject({
      day: null,
      told: ['red unreadable'],
    });
  });

  it('is missing where no row says one', () => {
    expect(dateOf(given(['', ''], dateRule({ pick: 'latest' })))).toMatchObject({ day: null, told: ['red missing'] });
  });

  it('is chosen for the head, from a column', () => {
    const { scheme, target } = given(days, dateRule({ pick: 'latest', from: 'field:总金额' }));
    expect(contentTroubles(scheme.content, target)[0]?.sentence).toContain('要选明细表里的日期列');
    const rows = {
      ...scheme.content.rows,
      F_DAY: { label: '日', required: false, rules: [dateRule({ pick: 'latest' })] },
    };
    const content = { ...withDate(scheme.content, dateRule({ pick: 'latest' })), rows };
    expect(contentTroubles(content, target)[0]?.sentence).toContain('只能用在单据头');
  });
});

const unread = (one: ControlRow): ControlRow => ({
  ...one,
  cells: one.cells.map((each) =>
    each.name === '费用发生日期' ? { ...each, value: { kind: 'unreadable' as const, text: '?' } } : each,
  ),
});

describe('a day in a period that Kingdee has closed', () => {
  const input = (way?: ClosedWay, more: Partial<MappingInput> = {}) =>
    given(['2026-09-30', '2026-11-16'], dateRule({ pick: 'earliest', ...(way ? { closed: way } : {}) }), {
      closed,
      ...more,
    });

  it('stops the bill for a person, who may set the same day by hand', () => {
    expect(dateOf(input('stop'))).toMatchObject({ day: null, told: ['red period-closed'] });
    const byHand = input('stop', { locks: { 'header.businessDate': '2026-09-30' } });
    expect(dateOf(byHand)).toMatchObject({ day: '2026-09-30', told: [] });
  });

  it('becomes the first day after what is closed where the rule says so, and the bill tells what it was', () => {
    const { day, told, reference } = dateOf(input('next-open'));
    expect({ day, told }).toEqual({ day: '2026-11-01', told: ['amber period-moved'] });
    expect(reference).toMatchObject({ code: 'day', was: '2026-09-30' });
    const issue = mapApproval(input('next-open')).issues.find(({ code }) => code === 'period-moved');
    expect(issue && worded(issue).message).toContain('本来是 2026-09-30');
  });

  it('stays as it is where nothing is known of that organisation, or the rule does not ask', () => {
    expect(dateOf(input('stop', { closed: new Map([['999', '2026-12']]) }))).toMatchObject({
      day: '2026-09-30',
      told: [],
    });
    expect(dateOf(input('stop', { closed: new Map([['101', '2026-08']]) }))).toMatchObject({
      day: '2026-09-30',
      told: [],
    });
    expect(dateOf(input(undefined))).toMatchObject({ day: '2026-09-30', told: [] });
  });

  it('comes out the same from what the bill cites, whatever is known later', () => {
    for (const way of ['stop', 'next-open'] as const)
      for (const locks of [{}, { 'header.businessDate': '2026-11-20' }] as Record<string, string>[]) {
        const first = mapApproval(input(way, { locks }));
        expect(first.citations.closed).toEqual({ 101: '2026-10' });
        const cited = new Map(Object.entries(first.citations.closed ?? {}));
        const again = mapApproval(input(way, { locks, closed: cited }));
        expect(JSON.stringify([again.draft, again.provenance, again.hash])).toBe(
          JSON.stringify([first.draft, first.provenance, first.hash]),
        );
      }
    const open = mapApproval(input('next-open', { closed: new Map([['101', '2026-08']]) }));
    expect(open.citations).not.toHaveProperty('closed');
  });

  it('of December leads into the next year', () => {
    expect(firstDayAfter('2026-12')).toBe('2027-01-01');
    expect(firstDayAfter('2026-09')).toBe('2026-10-01');
  });
});
