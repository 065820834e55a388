import { describe, expect, it } from 'vitest';
import { type Amount, formatAmount, fromFen, isOpenDecimal, parseAmount, parseDecimal, toFen } from './money.js';

describe('money', () => {
  it.each([
    ['1,234.5', '1234.50'],
    ['１，２３４．５０', '1234.50'],
    ['−12.30', '-12.30'],
    [' 0.1 ', '0.10'],
    ['99999999999999.99', '99999999999999.99'],
    ['12.3400', '12.34'],
    ['1,000,000', '1000000.00'],
    ['1,234.500', '1234.50'],
    ['1234.500', '1234.50'],
    ['0.500', '0.50'],
    ['007', '7.00'],
  ])('reads %s as %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });

  it.each([
    '10²',
    '①②',
    '㊿',
    '１０²',
    '⒈50',
    '12㍐',
    '〇',
    '½',
    '1٫5',
    '1,2.3.4',
    '12.345',
    '1,23',
    'abc',
    '',
    '1e3',
    '١٢',
    '--1',
    '1.2.3',
    '1.500',
    '2.000',
    '-12.500',
    '１２３．０００',
    '0,500',
    '00,500',
    '000,500',
    '012,500',
    '0,500.00',
  ])('refuses %s instead of rounding or guessing', (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  it('reads three decimals of a machine as decimals, and knows where a person may have meant thousands', () => {
    expect(parseDecimal('1.500')).toBe('1.50');
    expect(parseDecimal('-12.500')).toBe('-12.50');
    expect(parseDecimal('1.234')).toBeNull();
    expect(parseDecimal('0,500')).toBeNull();
    expect(parseDecimal('1,000.50')).toBe('1000.50');
    for (const open of ['1.500', ' 1.234 ', '-12.500', '１２３．０００']) expect(isOpenDecimal(open)).toBe(true);
    for (const plain of ['1.50', '0.500', '1234.500', '1,234.500', '1.5000', '1500', 'v1.500'])
      expect(isOpenDecimal(plain)).toBe(false);
  });

  it('adds cents exactly where floating point would not', () => {
    const sum = ['0.10', '0.20'].reduce((total, text) => total + toFen(text as Amount), 0n);
    expect(fromFen(sum)).toBe('0.30');
  });

  it('prints thousands separators and a true minus sign', () => {
    expect(formatAmount('-1234567.80' as Amount)).toBe('−1,234,567.80');
    expect(formatAmount(fromFen(5n))).toBe('0.05');
  });
});
