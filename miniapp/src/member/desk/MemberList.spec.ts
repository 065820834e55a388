import type { Members } from '@dingdee/shared/session';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { sessionApi } from '../../api/session-api.js';
import MemberList from './MemberList.vue';

const lost: Members = {
  items: [{ userId: 'u1', name: '李娜', roles: [], lastSeenAt: null, leftAt: 1_764_000_000_000 }],
};
const shown = async () => {
  const page = mount(MemberList, {
    global: {
      plugins: [VueQueryPlugin, createPinia()],
      stubs: { RouterLink: { props: ['to'], template: '<a :data-to="JSON.stringify(to)"><slot /></a>' } },
    },
  });
  await flushPromises();
  return page;
};
beforeEach(() => {
  localStorage.clear();
  vi.spyOn(sessionApi, 'members').mockResolvedValue(lost);
});

it('who is not found in DingTalk is named with both causes and what to do first; “看记录” leads to those records', async () => {
  const page = await shown();
  expect(page.text()).toContain('1 人在钉钉里查不到了');
  expect(page.text()).toContain('先请钉钉管理员把人加进可见范围，再勾上角色');
  expect(page.text()).not.toContain('已离职 ');
  expect(page.get('a').attributes('data-to')).toBe('{"name":"log","query":{"kind":"left"}}');
});

it('the notice ends with “知道了”, also for the next visit, and the day stays beside the name', async () => {
  const page = await shown();
  const known = page.findAll('button').find((button) => button.text() === '知道了');
  await known?.trigger('click');
  expect(page.text()).not.toContain('人在钉钉里查不到了');
  const later = await shown();
  expect(later.text()).not.toContain('人在钉钉里查不到了');
  expect(later.text()).toContain('查不到');
});
