import { describe, expect, it } from 'vitest';
import { readAmountInWords } from './amount-in-words.js';

describe('readAmountInWords', () => {
  it.each([
    ['壹仟元整', 100_000n],
    ['人民币壹仟元正', 100_000n],
    ['伍佰零叁元贰角', 50_320n],
    ['壹万贰仟叁佰肆拾伍元陆角柒分', 1_234_567n],
    ['壹万零伍元零柒分', 1_000_507n],
    ['拾元整', 1_000n],
    ['叁角', 30n],
    ['伍分', 5n],
    ['零元整', 0n],
    ['负壹仟伍佰元整', -150_000n],
    ['壹亿贰仟万元整', 12_000_000_000n],
    ['贰拾万零壹佰元整', 20_010_000n],
    ['一千二百元', 120_000n],
  ])('reads %s', (words, fen) => {
    expect(readAmountInWords(words)).toBe(fen);
  });

  it.each(['人民币', '', '壹仟美元整', 'one thousand', '壹仟', '元整甲', '1000元'])(
    'reads no amount in "%s"',
    (words) => {
      expect(readAmountInWords(words)).toBeNull();
    },
  );
});
