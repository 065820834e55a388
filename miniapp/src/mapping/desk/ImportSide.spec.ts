import type { ImportDiff } from '@dingdee/shared/mapping-import';
import type { Amount } from '@dingdee/shared/money';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import ImportSide from './ImportSide.vue';

const sum = { count: 0, amount: '0.00' as Amount };
const said = (diff: Partial<ImportDiff>) =>
  mount(ImportSide, {
    props: {
      diff: {
        id: 'i',
        table: 'costItem',
        fileName: '对应.xlsx',
        sheet: '费用项目',
        fileRows: 3,
        revision: 1,
        tableRows: 3,
        counts: { invalid: 0, changed: 0, added: 0, removed: 0, unchanged: 0 },
        touched: sum,
        touchedWithRemoved: sum,
        ...diff,
      },
      name: '费用项目',
      undecided: 0,
      changes: 0,
      touched: sum,
      canApply: false,
      busy: false,
      missing: 'keep',
    },
  }).text();

it('says where the file cannot be read, and that it therefore removes nothing', () => {
  expect(said({})).not.toContain('读不出');
  const unread = said({ unread: { count: 7, cells: ['B3', 'B9'] } });
  expect(unread).toContain('有 7 行读不出是哪个来源值或组织（B3、B9 等）');
  expect(unread).toContain('这次不移除任何一条');
});
