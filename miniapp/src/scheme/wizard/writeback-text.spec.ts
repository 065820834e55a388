import { expect, it } from 'vitest';
import { filledText, markOf, shownText, storedText } from './writeback-text.js';

it('values stand in the text by their names, and are kept as the server knows them', () => {
  const stored = '已生成付款单 {{billNo}}，{{date}}，{{amount}}，再说一次 {{billNo}}';
  const shown = '已生成付款单 〔单据编号〕，〔业务日期〕，〔金额〕，再说一次 〔单据编号〕';
  expect(shownText(stored)).toBe(shown);
  expect(storedText(shown)).toBe(stored);
  expect(storedText(`金额 ${markOf('amount')}`)).toBe('金额 {{amount}}');
  expect(filledText('{{billNo}} {{amount}}', { billNo: 'DD1', date: '', amount: '4,286.50' })).toBe('DD1 4,286.50');
});
