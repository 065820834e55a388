import type { AsideValue } from '@dingdee/shared/value-aside';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import { mappingApi } from '../../api/mapping-api.js';
import AsideFold from './AsideFold.vue';

const value = {
  key: '市内交通',
  keyLabel: '',
  bills: 2,
  details: '240.00',
  aside: { by: '梁书瑶', at: Date.parse('2026-11-20T02:00:00Z'), reason: 'not-in-use', note: '' },
} as AsideValue;

async function shown(aside: readonly AsideValue[]): Promise<string> {
  vi.spyOn(mappingApi, 'unmapped').mockRejectedValue(new Error('the whole list'));
  vi.spyOn(mappingApi, 'aside').mockResolvedValue({ aside } as never);
  const fold = mount(AsideFold, { props: { code: 'costItem' }, global: { plugins: [VueQueryPlugin] } });
  await flushPromises();
  return fold.text();
}

it('values that are put aside are folded on the phone with who, when and why; without any there is no fold', async () => {
  const text = await shown([value]);
  for (const part of ['已不处理 1', '市内交通', '2 笔', '240.00', '梁书瑶', '表单已经不用这个选项'])
    expect(text).toContain(part);
  expect(await shown([])).toBe('');
});
