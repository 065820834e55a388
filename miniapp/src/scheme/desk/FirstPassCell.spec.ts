import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import FirstPassCell from './FirstPassCell.vue';

const told = (yielded: { once: number; booked: number } | null) => mount(FirstPassCell, { props: { yielded } }).text();

it('the share is rounded down, so that 100 % means that nobody touched any of them', () => {
  expect(told({ once: 199, booked: 200 })).toBe('99%199 / 200');
  expect(told({ once: 200, booked: 200 })).toBe('100%200 / 200');
});

it('without a booked bill there is no share', () => {
  expect(told({ once: 0, booked: 0 })).toBe('—');
  expect(told(null)).toBe('—');
});
