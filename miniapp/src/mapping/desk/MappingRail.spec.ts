import { mount, RouterLinkStub } from '@vue/test-utils';
import { expect, it } from 'vitest';
import MappingRail from './MappingRail.vue';

const TABLE = {
  code: 'costItem',
  name: '费用项目',
  keyName: '费用类型',
  target: 'costItem' as const,
  revision: 3,
  rows: 9,
  unmapped: 0,
};
const ORGS = [
  { number: '101', name: '杭州' },
  { number: '102', name: '上海' },
];
const rail = (props: { org?: string; orgs?: typeof ORGS }) =>
  mount(MappingRail, {
    props: { tables: [TABLE], current: 'costItem', findings: null, ...props },
    global: { stubs: { RouterLink: RouterLinkStub } },
  });

it('tells which organisation is chosen, and keeps the choice on the way to another table', async () => {
  const box = rail({ org: '102', orgs: ORGS });
  const list = box.get('select');
  expect(list.element.value).toBe('102');
  expect(box.getComponent(RouterLinkStub).props('to')).toMatchObject({ query: { org: '102' } });
  await list.setValue('');
  expect(box.emitted('org')).toEqual([['']]);
});

it('offers no choice where there is one organisation', () => {
  expect(
    rail({ orgs: ORGS.slice(0, 1) })
      .find('select')
      .exists(),
  ).toBe(false);
});
