import { mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import RowMenu from './RowMenu.vue';

afterEach(() => {
  document.body.innerHTML = '';
});
const isOpen = () => document.querySelector('[role="toolbar"]') !== null;
async function opened() {
  const page = mount(RowMenu, {
    props: { name: '费用报销' },
    global: { stubs: { DdIcon: true } },
    attachTo: document.body,
  });
  const button = page.get('button');
  let top = 100;
  vi.spyOn(button.element, 'getBoundingClientRect').mockImplementation(() => new DOMRect(0, top, 80, 26));
  await button.trigger('click');
  const scroll = async (by: number) => {
    top -= by;
    window.dispatchEvent(new Event('scroll'));
    await page.vm.$nextTick();
  };
  return { page, scroll };
}

it('closes when the row is scrolled away, and not for the late event of a scroll that ended before the press', async () => {
  const { page, scroll } = await opened();
  expect(isOpen()).toBe(true);
  await scroll(0);
  expect(isOpen()).toBe(true);
  await scroll(40);
  expect(isOpen()).toBe(false);
  page.unmount();
});
