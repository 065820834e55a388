import type { TargetField } from '@dingdee/shared/trial';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import AddField from './AddField.vue';

const field = (name: string, label: string, more: Partial<TargetField> = {}): TargetField => ({
  name,
  key: name,
  label,
  type: 'text',
  baseData: null,
  always: false,
  longest: null,
  kinds: ['constant'],
  choices: [],
  ...more,
});
const FREE = [
  field('comment', '行备注'),
  field('F_ABCD_Dept', '受益部门', { own: 'base', baseData: 'department', type: 'base' }),
  field('F_ABCD_Tax', '进项税额', { own: 'amount', type: 'amount', must: true }),
];
async function opened(isTold: boolean) {
  const box = mount(AddField, {
    props: { part: 'rows', free: FREE, isTold, isTaken: () => false },
    global: { plugins: [VueQueryPlugin] },
  });
  await box.get('button').trigger('click');
  return box;
}

it('offers the fields of the company’s own by name and by what they hold; no key is typed once Kingdee’s form was read', async () => {
  const box = await opened(true);
  expect(box.findAll('option').map((option) => option.text())).toEqual([
    '加哪个字段',
    '行备注',
    '受益部门（基础资料 部门）',
    '进项税额（金额 · 金蝶必录）',
  ]);
  expect(box.text()).toContain('刷新基础资料');
  await box.get('select').setValue('F_ABCD_Tax');
  await box.get('button').trigger('click');
  await box.get('select').setValue('comment');
  expect(box.emitted('add')).toEqual([
    ['F_ABCD_Tax', '进项税额', true],
    ['comment', '行备注', false],
  ]);
});

it('takes a typed key while the form was never read, and says what is wrong with it', async () => {
  const box = await opened(false);
  await box.get('select').setValue('own');
  const [key, label] = box.findAll('input');
  await key?.setValue('合同号');
  expect(box.text()).toContain('标识以 F_ 开头');
  await key?.setValue('F_ABCD_Text1');
  await label?.setValue('合同号');
  await box.get('form').trigger('submit');
  expect(box.emitted('add')).toEqual([['F_ABCD_Text1', '合同号', false]]);
});
