import { describe, expect, it } from 'vitest';
import { billNo, thirdBillNo } from './bill-key.js';

describe('the key of a bill', () => {
  it('is the same for the same approval and differs for another, a part or another company', () => {
    const one = billNo('DD', 'corp', 'instance-1', '');
    expect(billNo('DD', 'corp', 'instance-1', '')).toBe(one);
    const others = [
      billNo('DD', 'corp', 'Instance-1', ''),
      billNo('DD', 'corp', 'instance-1', 'a1'),
      billNo('DD', 'other', 'instance-1', ''),
    ];
    expect(new Set([one, ...others]).size).toBe(4);
  });

  it('is the prefix and 16 Crockford characters, at most 24 in all', () => {
    expect(billNo('DD', 'corp', 'instance-1', '')).toMatch(/^DD[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(billNo('ABCDEFGH', 'corp', 'x', '')).toHaveLength(24);
  });

  it('does not confuse where one part of the key ends and the next begins', () => {
    expect(billNo('DD', 'a', 'b', '')).not.toBe(billNo('DD', 'a\nb', '', ''));
  });

  it('stays what it was when the first bill was numbered', () => {
    expect(billNo('DD', 'ding00000000000000000001', 'PROC-0001', '')).toBe('DD04CVCMRKYHDSBXR2');
  });

  it('carries the instance id to Kingdee, with six characters of the part', () => {
    expect(thirdBillNo('PROC-1', '')).toBe('PROC-1');
    expect(thirdBillNo('PROC-1', 'abcdef0123456789')).toBe('PROC-1~abcdef');
  });
});
