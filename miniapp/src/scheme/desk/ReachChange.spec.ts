import type { VersionChange } from '@dingdee/shared/scheme-version';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import ReachChange from './ReachChange.vue';

const change: VersionChange = {
  part: 'push',
  kind: 'changed',
  what: '推送到哪一步',
  before: ['只保存'],
  after: ['保存、提交、审核'],
};
const said = (reach?: VersionChange['reach']) =>
  mount(ReachChange, { props: { changes: [{ ...change, ...(reach && { reach }) }] } });

it('a change of how far bills go is said by itself, in words that say what follows', () => {
  expect(said('further').get('[role=alert]').text()).toContain('推送到哪一步要变：只保存 → 保存、提交、审核');
  expect(said('further').text()).toContain('自动多走几步');
  expect(said('shorter').text()).toContain('停在更前面的一步');
  expect(said().find('[role=alert]').exists()).toBe(false);
});
