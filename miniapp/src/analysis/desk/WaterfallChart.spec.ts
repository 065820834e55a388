import type { Analysis, AnalysisBar } from '@dingdee/shared/analysis';
import { fromFen } from '@dingdee/shared/money';
import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import WaterfallChart from './WaterfallChart.vue';

vi.mock('vue-router', () => ({ useRouter: () => ({ push: vi.fn() }) }));
const sum = (fen: bigint, unknown = 0) => ({ count: 1, amount: fromFen(fen), unknown });
const bars: AnalysisBar[] = Array.from({ length: 12 }, (_, n) => ({
  key: `c${n}`,
  name: `项目${n}`,
  before: sum(100n),
  now: sum(100n * BigInt(n + 2)),
}));
const told: Pick<Analysis, 'month' | 'from' | 'to' | 'before' | 'costItems' | 'collected'> = {
  month: '2026-11',
  from: '2026-11-01',
  to: '2026-11-28',
  before: { from: '2026-10-01', to: '2026-10-28' },
  costItems: bars,
  collected: { before: sum(1200n), now: sum(9000n, 3) },
};

it('what was folded together is shown by a press and folded again by another, the focus on what takes each back', async () => {
  const page = mount(WaterfallChart, {
    attachTo: document.body,
    props: { told: told as Analysis, special: [], name: (bar: AnalysisBar) => bar.name, days: {} },
  });
  expect(page.text()).toContain('11 月另有 3 张外币或金额未知');
  expect(page.findAll('li')).toHaveLength(11);
  const rest = () => page.findAll('button').find((each) => each.text().includes('其余 4 项'));
  await rest()?.trigger('click');
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('收起其余'));
  expect(page.findAll('li')).toHaveLength(14);
  await page.get('header button').trigger('click');
  await vi.waitFor(() => expect(document.activeElement).toBe(rest()?.element));
  expect(page.findAll('li')).toHaveLength(11);
});
