import { describe, expect, it } from 'vitest';
import { numberLiteral, plainDecimal, readJson, writeJson } from './exact-json.js';

describe('JSON without doubles', () => {
  it('reads every number as the text that was written', () => {
    expect(readJson('{"Id":9007199254740993,"rows":[[0.1000,-12.30,1.2E2]],"ok":true,"none":null}')).toEqual({
      Id: '9007199254740993',
      rows: [['0.1000', '-12.30', '1.2E2']],
      ok: true,
      none: null,
    });
  });

  it('takes the last of repeated keys and a byte order mark, as JSON.parse would', () => {
    expect(readJson('\uFEFF{"a":1,"a":2}')).toEqual({ a: '2' });
    expect(() => readJson('{"a":')).toThrow(SyntaxError);
  });

  it('writes a decimal digit for digit', () => {
    expect(writeJson({ amount: numberLiteral('120.50') ?? '' })).toBe('{"amount":120.50}');
  });

  it('refuses a decimal that a reader of doubles would print differently', () => {
    for (const fine of ['0.00', '0.10', '-12.30', '99999999999.99', '1', '6.8923'])
      expect(numberLiteral(fine), fine).not.toBeNull();
    for (const wrong of ['99999999999999.99', '9007199254740993', '0.1234567890123456789', '1e3', '01.00', '.5', ''])
      expect(numberLiteral(wrong), wrong).toBeNull();
  });

  it('gives decimals of an answer in plain form', () => {
    const cases = { '1.205E2': '120.5', '120.5000000000': '120.5', '5E-3': '0.005', '-0.00': '0', '0012.30': '12.3' };
    for (const [text, plain] of Object.entries(cases)) expect(plainDecimal(text), text).toBe(plain);
    expect(plainDecimal('***')).toBeNull();
  });
});
