import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { comparison } from './totals.js';

const amount = (text: string): Amount => text as Amount;

describe('between two totals', () => {
  it('stands that they are equal or that they differ', () => {
    expect(comparison(amount('123.88'), amount('123.88'))).toBe('＝');
    expect(comparison(amount('123.88'), amount('123.80'))).toBe('≠');
  });

  it('stands that one is not known where it is not known: nobody says that it differs', () => {
    expect(comparison(amount('123.88'), null)).toBe('？');
    expect(comparison(null, null)).toBe('？');
  });
});
