import type { UnmappedValue } from '@dingdee/shared/mapping';
import type { Amount } from '@dingdee/shared/money';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import UnmappedValueCard from './UnmappedValueCard.vue';

const item = {
  kind: 'costItem',
  number: 'CI0001',
  name: '市内交通',
  orgNumber: '101',
  usable: true,
  reason: null,
} as const;
const value = (usableIn: string[]): UnmappedValue => ({
  key: '市内交通',
  keyLabel: '',
  orgNumbers: ['101', '102'],
  bills: 12,
  billsByOrg: { 101: 8, 102: 4 },
  details: '310.00' as Amount,
  suggestions: [{ item, evidence: [{ code: 'name' }], same: true, usableIn }],
});
const said = (usableIn: string[]) =>
  mount(UnmappedValueCard, {
    props: {
      value: value(usableIn),
      orgName: (number: string) => (number === '101' ? '上海' : '杭州'),
      mayEdit: true,
      busy: false,
    },
  }).text();

it('the button counts the bills of those organisations only that the choice serves', () => {
  expect(said(['101'])).toContain('杭州 用不了它，那里要另选');
  expect(said(['101'])).toContain('采用，重新映射 8 笔');
  expect(said(['101', '102'])).toContain('采用，重新映射 12 笔');
});

it('the money of a value is that of the details that use it, and said to be so', () => {
  expect(said(['101'])).toContain('12 笔单据，用到它的明细 ¥310.00');
});

it('where the amount of none of its bills is known no sum is told: it is not 0.00', () => {
  const unknown = { ...value(['101']), details: '0.00' as Amount, unknown: 12 };
  const text = mount(UnmappedValueCard, {
    props: { value: unknown, orgName: (number: string) => number, mayEdit: true, busy: false },
  }).text();
  expect(text).toContain('12 笔单据，金额还不知道');
  expect(text).not.toContain('0.00');
});

it('what is only like it is not chosen until a person chooses it', async () => {
  const like = {
    ...value(['101', '102']),
    suggestions: [{ item, evidence: [{ code: 'near' as const }], same: false, usableIn: ['101', '102'] }],
  };
  const card = mount(UnmappedValueCard, {
    props: { value: like, orgName: (number: string) => number, mayEdit: true, busy: false },
  });
  expect(card.text()).not.toContain('采用');
  await card.find('input[type=radio]').setValue();
  expect(card.text()).toContain('采用，重新映射 12 笔');
});

it('how the value stands on the form is shown with who and how much, and all bills that wait for it are one link away', () => {
  const traces = {
    firstAt: Date.parse('2026-11-02T02:00:00Z'),
    people: 6,
    waiting: 9,
    samples: [{ billId: 'b1', text: '研发一部秋季团建', person: '唐晚晴', amount: '3180.00' as Amount }],
  };
  const card = mount(UnmappedValueCard, {
    props: {
      value: { ...value(['101']), traces },
      code: 'costItem',
      orgName: (number: string) => number,
      mayEdit: true,
      busy: false,
    },
    global: { stubs: { RouterLink: { props: ['to'], template: '<a :data-to="JSON.stringify(to)"><slot /></a>' } } },
  });
  for (const text of ['审批里怎么写的', '“研发一部秋季团建”', '唐晚晴', '3,180.00', '11-02 首次出现，6 人用过'])
    expect(card.text()).toContain(text);
  const all = card.findAll('a').find((link) => link.text() === '看待补映射的 9 笔');
  expect(JSON.parse(all?.attributes('data-to') ?? '{}')).toEqual({
    name: 'desk',
    query: { stage: 'mapping', lacks: 'costItem:市内交通' },
  });
});
