import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { mobileMarks } from './mobile-mark.js';

it('the mark of a mobile number is the same however it is written, and another under another secret or for what is no number', () => {
  const mark = mobileMarks('a secret of this installation');
  const own = mark('13800138000');
  expect(own).toMatch(/^[0-9a-f]{16}$/);
  for (const written of ['+86 138-0013-8000', '008613800138000', '１３８ ００１３ ８０００'])
    expect(mark(written)).toBe(own);
  expect(mark('13800138001')).not.toBe(own);
  for (const other of ['', '0571-8888888', '1380013800']) expect(mark(other)).toBe('');
  expect(mobileMarks('a secret of another installation')('13800138000')).not.toBe(own);
});

it('who has the database alone cannot find a number by trying them all: no plain hash gives the mark', () => {
  const mark = mobileMarks('a secret of this installation')('13800138000');
  for (const text of ['13800138000', 'mobile 13800138000'])
    expect(createHash('sha256').update(text).digest('hex')).not.toContain(mark);
});
