import { mount } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import AskDialog from './AskDialog.vue';

/** Stands open at once; `opened` comes when it has moved in. */
const ElDialog = defineComponent({
  emits: ['opened', 'update:modelValue'],
  setup:
    (_, { slots }) =>
    () =>
      h('div', { role: 'dialog' }, slots.default?.()),
});

function dialog() {
  return mount(AskDialog, {
    attachTo: document.body,
    props: { kind: 'handle-outside', subject: '1 笔', about: { items: [{ id: 'a', version: 1 }] } },
    global: { stubs: { ElDialog } },
  });
}
afterEach(() => {
  document.body.innerHTML = '';
});

it('leaves whoever types into a field while the dialog moves in where they are', async () => {
  const asked = dialog();
  const number = asked.get<HTMLInputElement>('#paid-by').element;
  number.focus();
  asked.getComponent(ElDialog).vm.$emit('opened');
  expect(document.activeElement).toBe(number);
});

it('begins at the reason where nothing was touched yet', async () => {
  const asked = dialog();
  asked.getComponent(ElDialog).vm.$emit('opened');
  expect(document.activeElement?.id).toBe('ask-reason');
});
