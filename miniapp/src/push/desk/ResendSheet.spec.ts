import type { Amount } from '@dingdee/shared/money';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { doubtApi } from '../../api/doubt-api.js';
import { resendPreviewForSpec as given } from '../resend-preview-for-spec.js';
import ResendSheet from './ResendSheet.vue';

vi.mock('../../api/doubt-api.js', () => ({ doubtApi: { preview: vi.fn(), resend: vi.fn() } }));
const api = vi.mocked(doubtApi);
const ElDialog = defineComponent({
  setup:
    (_, { slots }) =>
    () =>
      h('div', { role: 'dialog' }, slots.default?.()),
});
beforeEach(() => {
  api.preview.mockResolvedValue(given());
  api.resend.mockResolvedValue({ done: { count: 1, amount: '100.00' as Amount }, skipped: [] });
});
afterEach(() => vi.clearAllMocks());

async function opened() {
  const refs = { items: [{ id: 'b1', version: 4 }] };
  const page = mount(ResendSheet, { props: { refs }, global: { stubs: { ElDialog } } });
  await flushPromises();
  return page;
}

it('lists each bill with what Kingdee was asked, when, and what it said, before there is anything to press', async () => {
  const page = await opened();
  const [first, second] = page.findAll('ul:not(.left) > li').map((row) => row.text().replace(/\s+/g, ' '));
  expect(first).toContain('苏晓');
  expect(first).toContain('¥100.00');
  expect(first).toContain('单据编号 DD0001');
  expect(first).toContain('11-24 10:31:00 发送，没有收到回答');
  expect(first).toContain('问金蝶有没有单据编号 DD0001，或第三方单据编号 KEY-1');
  expect(first).toContain('11-24 10:31:05 问，没有查到（离发送太近，不算）');
  expect(first).toMatch(/11-24 10:33:00 问，没有查到(?!（)/);
  expect(first).toMatch(/11-24 10:41:00 问，没有查到$/);
  expect(second).toContain('高远');
  expect(page.get('.left').text()).toMatch(/方宁 ¥9\.00.*先前在金蝶查到过这张。/);
  const go = page.get('button[type=submit]');
  expect([go.text(), go.attributes('disabled')]).toEqual(['金蝶里都没有，再推送 2 笔 ¥300.50', '']);
});

it('one press decides about those that are left ticked, and hands back what came of it', async () => {
  const page = await opened();
  await page.get('input[aria-label="再推送 高远 ¥200.50"]').setValue(false);
  expect(page.text()).toContain('去掉的 1 笔不动，仍等人决定。');
  expect(page.text()).toContain('我确认金蝶里没有这 1 张单据');
  await page.findAll('.ready button')[0]?.trigger('click');
  await page.get('label > input[type=checkbox]:not([aria-label])').setValue(true);
  const go = page.get('button[type=submit]');
  expect([go.text(), go.attributes('disabled')]).toEqual(['金蝶里都没有，再推送 1 笔 ¥100.00', undefined]);
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(api.resend).toHaveBeenCalledWith({
    items: [{ id: 'b1', version: 4 }],
    reason: '在金蝶按收款单位和金额找过，没有',
  });
  expect(page.emitted('done')).toHaveLength(1);
});

it('where none can be decided together only the reasons stand there', async () => {
  api.preview.mockResolvedValue({ ...given(), items: [], all: { count: 0, amount: '0.00' as Amount }, more: 3 });
  const page = await opened();
  expect(page.text()).toContain('这些现在没有一笔能一起决定');
  expect(page.text()).toContain('还有 3 笔没有列出');
  expect(page.find('button[type=submit]').exists()).toBe(false);
});
