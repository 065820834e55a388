import type { ClosedWay, DatePick, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { referenceWords } from '../../domain/draft/provenance-words.js';
import { contentTroubles } from '../../scheme/version/check-content.js';
import type { MappingInput } from '../field/mapping-input.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';
import { firstDayAfter, PUSH_DAY } from './days.js';

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

describe('the day of the push', () => {
  const rule = dateRule({ from: PUSH_DAY });
  const on = (day: string, more: Partial<MappingInput> = {}, of: Rule = rule) =>
    mapApproval(given(['2026-11-16'], of, { day, ...more }));

  it('is that of the mapping, is cited, and is told as what the bill rests on', () => {
    const { draft, pushDay, citations, provenance } = on('2026-11-30');
    expect([draft?.header.businessDate, pushDay, citations.day]).toEqual(['2026-11-30', '2026-11-30', '2026-11-30']);
    const reference = provenance['header.businessDate']?.reference;
    expect(reference && referenceWords(reference, '', String)).toBe('推送当天');
    expect(on('2026-12-01').hash).not.toBe(on('2026-11-30').hash);
  });

  it('comes out the same byte for byte from what the bill cites, on whatever day', () => {
    const text = ({ draft, provenance, hash }: ReturnType<typeof mapApproval>) =>
      JSON.stringify([draft, provenance, hash]);
    for (const locks of [{}, { 'header.businessDate': '2026-11-20' }] as Record<string, string>[]) {
      const first = on('2026-11-30', { locks });
      expect(text(on(first.citations.day ?? '', { locks }))).toBe(text(first));
    }
  });

  it('is nothing that a bill rests on where a hand or a rule above it gives the day, nor where no rule asks', () => {
    expect(on('2026-11-30', { locks: { 'header.businessDate': '2026-11-20' } })).not.toHaveProperty('pushDay');
    const { scheme } = given(['2026-11-16'], rule);
    const above: Rule = {
      ...dateRule({ pick: 'latest' }),
      scope: 'form',
      when: [{ from: 'field:总金额', is: 'filled' }],
    };
    const content = withDate(scheme.content, above, rule);
    const ruled = mapApproval({ ...given(['2026-11-16'], rule), day: '2026-11-30', scheme: { ...scheme, content } });
    expect(ruled.draft?.header.businessDate).toBe('2026-11-16');
    expect(ruled).not.toHaveProperty('pushDay');
    const other = on('2026-11-30', {}, dateRule({ pick: 'latest' }));
    expect(other).not.toHaveProperty('pushDay');
    expect(other.citations).not.toHaveProperty('day');
  });

  it('in a closed month stops, or leads into the next one, as any other day', () => {
    expect(
      dateOf(given([''], dateRule({ from: PUSH_DAY, closed: 'stop' }), { day: '2026-10-31', closed })),
    ).toMatchObject({ day: null, told: ['red period-closed'] });
    const moved = on('2026-10-31', { closed }, dateRule({ from: PUSH_DAY, closed: 'next-open' }));
    expect([moved.draft?.header.businessDate, moved.pushDay]).toEqual(['2026-11-01', '2026-10-31']);
    expect(moved.provenance['header.businessDate']?.reference).toEqual({ code: 'push-day', was: '2026-10-31' });
  });

  it('is missing where nobody says which day it is', () => {
    expect(dateOf(given(['2026-11-16'], rule))).toMatchObject({ day: null, told: ['red missing'] });
  });

  it('is a date and nothing else: no text, key, condition or filter is made of it', () => {
    const { scheme, target } = given(['2026-11-16'], rule);
    const said = (content: SchemeContent) => contentTroubles(content, target).map(({ sentence }) => sentence);
    const remark = (one: Rule): SchemeContent => ({
      ...scheme.content,
      header: { ...scheme.content.header, remark: { label: '备注', required: false, rules: [one] } },
    });
    expect(said(scheme.content)).toEqual([]);
    for (const one of [
      { kind: 'source', from: PUSH_DAY },
      { kind: 'template', text: `{${PUSH_DAY}} 报销` },
      { kind: 'constant', value: '一', when: [{ from: PUSH_DAY, is: 'filled' }] },
      dateRule({ from: `${PUSH_DAY}|finishDate` }),
      { ...rule, when: [{ from: PUSH_DAY, is: 'filled' }] },
    ] as Rule[])
      expect(said(remark(one)).join()).toContain('推送当天只能直接用作日期');
    for (const cel of ['instance["pushDay"]', 'field["a"] =='])
      expect(said(remark({ kind: 'expression', cel })).join()).toContain('个字起');
    const filter = [{ from: PUSH_DAY, is: 'filled' as const }];
    expect(said({ ...scheme.content, filter }).join()).toContain('采集条件不能用推送当天');
  });
});
