import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { reasonWords } from '../ask-words.js';
import ReasonSheet from './ReasonSheet.vue';

const sheet = { template: '<section><slot /><slot name="foot" /></section>' };
const open = () =>
  mount(ReasonSheet, {
    props: { kind: 'hold', about: '周明远 1 笔 ¥4,286.50' },
    global: { stubs: { BottomSheet: sheet } },
  });

describe('ReasonSheet', () => {
  it('offers three ready reasons and one in own words, and sends none of them by itself', () => {
    const view = open();
    expect(view.findAll('input[type=radio]')).toHaveLength(4);
    expect(view.get('button.primary').attributes('disabled')).toBeDefined();
  });

  it('sends the ready reason that was chosen', async () => {
    const view = open();
    await view.findAll('input[type=radio]')[1]?.setValue();
    await view.get('button.primary').trigger('click');
    expect(view.emitted('submit')).toEqual([['hold', reasonWords.hold.ready[1]]]);
  });

  it('sends own words without the blanks around them, and nothing that is only blanks', async () => {
    const view = open();
    await view.findAll('input[type=radio]')[3]?.setValue();
    await view.get('textarea').setValue('  ');
    expect(view.get('button.primary').attributes('disabled')).toBeDefined();
    await view.get('textarea').setValue(' 等合同盖章 ');
    await view.get('button.primary').trigger('click');
    expect(view.emitted('submit')).toEqual([['hold', '等合同盖章']]);
  });

  it('forgets the last reason when it is opened for another purpose', async () => {
    const view = open();
    await view.findAll('input[type=radio]')[0]?.setValue();
    await view.setProps({ kind: null });
    await view.setProps({ kind: 'ask' });
    expect(view.get('button.primary').attributes('disabled')).toBeDefined();
    expect(view.text()).toContain(reasonWords.ask.ready[0]);
  });
});
