import { expect, it } from 'vitest';
import type { DingTalkHttp } from './call/dingtalk-http.js';
import { fetchForm } from './form-schema.js';

/** dingtalk.md §2: what a form says of its controls, wherever they stand in it. */
const number = (id: string, unit?: unknown) => ({ componentName: 'NumberField', props: { id, label: id, unit } });
const items = [
  number('n1', ' 万元 '),
  number('n2', ''),
  { componentName: 'TableField', props: { id: 't', label: '明细' }, children: [number('c1', '元')] },
  { componentName: 'ColumnLayout', props: { id: 'l', label: '', group: [[number('g1', '千元')], [number('g2')]] } },
];
const ask = (async () => ({
  body: { result: { name: '付款', schemaContent: { items } } },
})) as unknown as DingTalkHttp['read'];

it('a number has the unit that the form gives it, in a table and in a layout too', async () => {
  const { controls } = await fetchForm(ask, 'PROC-1');
  const all = controls.flatMap((one) => [one, ...one.children]);
  expect(all.map(({ id, unit }) => [id, unit])).toEqual([
    ['n1', '万元'],
    ['n2', undefined],
    ['t', undefined],
    ['c1', '元'],
    ['l', undefined],
    ['g1', '千元'],
    ['g2', undefined],
  ]);
});

it.each([{}, { items: null }, { items: '' }, { items: { n1: items[0] } }, 'text'])(
  'a form that lists no controls but %j cannot be read: it has not lost them all',
  async (schemaContent) => {
    const other = (async () => ({
      body: { result: { name: '付款', schemaContent } },
    })) as unknown as DingTalkHttp['read'];
    await expect(fetchForm(other, 'PROC-1')).rejects.toThrow(/表单无法识别/);
  },
);
