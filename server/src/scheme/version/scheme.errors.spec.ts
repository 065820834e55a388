import { expect, it } from 'vitest';
import { SchemeCannotSucceedError } from './scheme.errors.js';

it('a scheme that is refused says what would become of its bills: they stop, or nothing is collected at all', () => {
  const finding = (key: string) => ({ key, level: 'blocks' as const, what: '缺一样', next: '' });
  expect(new SchemeCannotSucceedError([finding('detail')]).message).toContain('每一张单据都会停下');
  expect(new SchemeCannotSucceedError([finding('filter:field:付款状态')]).message).toContain('什么都不会采集');
});
