import type { MappingImpact } from '@dingdee/shared/mapping';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import FixImpact from './FixImpact.vue';

const sum = (count: number) => ({ count, amount: '100.00' });
const said = (others: number): string =>
  mount(FixImpact, {
    props: {
      busy: false,
      impact: {
        becomesReady: sum(8),
        stillMissing: sum(2),
        untouchedApproved: sum(0),
        untouchedBooked: sum(0),
        otherReasons: sum(others),
      } as MappingImpact,
    },
  }).text();

it('a fix that reaches more bills than stand under this reason says why: 8 here, 10 in all', () => {
  expect(said(2)).toContain('8 笔停在这个原因上；另有 2 笔先停在别的原因上，不在这一组里，也会一起重新映射。');
  expect(said(0)).not.toContain('停在这个原因上');
});
