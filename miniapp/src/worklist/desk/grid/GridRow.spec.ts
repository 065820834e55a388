import type { BillSummary } from '@dingdee/shared/bill';
import { mount } from '@vue/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { dateTime } from '../../../ui/formats.js';
import { type Columns, columnsOf, OPTIONAL_COLUMNS } from './columns.js';
import GridRow from './GridRow.vue';

vi.mock('../../../session/useSession.js', () => ({ useSession: () => ({ allows: () => true }) }));

const NOON = Date.UTC(2026, 10, 24, 4);
const FINISHED = NOON - 26 * 3_600_000;
const bill = {
  id: 'b-1',
  payee: '闻人瑾',
  department: '华东交付部',
  purpose: '差旅',
  action: 'none',
  costItems: ['市内交通'],
  amount: '286.50',
  businessId: '202611240930000000001',
  billNo: 'DD0001',
  kingdeeNo: null,
  reason: '等发票',
  attachments: 2,
  finishedAt: FINISHED,
  stateSince: NOON - 3_600_000,
} as unknown as BillSummary;

let columns: Columns;
beforeEach(() => {
  columns = columnsOf('review', false, OPTIONAL_COLUMNS);
});
const cells = () =>
  mount(GridRow, {
    props: { bill, columns, org: '华东公司', blocked: false, current: false, selected: false, now: NOON },
    global: { stubs: { StateTag: true, StepDots: true, DdIcon: true } },
  })
    .findAll('[role="gridcell"]')
    .map((cell) => cell.text());

it('each column that a person may add has a cell of its own', () => {
  const shown = cells();
  expect(shown).toHaveLength(5 + OPTIONAL_COLUMNS.length);
  for (const text of ['DD0001', '华东公司', '等发票', dateTime(FINISHED)])
    expect(
      shown.filter((cell) => cell === text),
      text,
    ).toHaveLength(1);
});

it('a column that the row does not know is empty: it shows neither the number nor the time of another column', () => {
  const unknown = ['later'] as unknown as [];
  columns = { ...columns, before: unknown, middle: unknown };
  const shown = cells();
  expect(shown).toHaveLength(5 + 3);
  expect([shown[2], shown[5]]).toEqual(['', '']);
});
