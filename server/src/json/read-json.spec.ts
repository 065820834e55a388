import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { readJson } from './read-json.js';

describe('JSON from outside', () => {
  it('keeps all digits of an account that is written as a number', () => {
    expect(readJson('{"account":6222021234567890123,"list":[9007199254740993,-0]}')).toEqual({
      account: '6222021234567890123',
      list: ['9007199254740993', '-0'],
    });
  });

  it('reads every number as the text that was written', () => {
    expect(readJson(' {"rows":[[0.1000,-12.30,1.2E2,1e+3]],"ok":true,"none":null} ')).toEqual({
      rows: [['0.1000', '-12.30', '1.2E2', '1e+3']],
      ok: true,
      none: null,
    });
    expect([readJson('12.50'), readJson('"12.50"')]).toEqual(['12.50', '12.50']);
  });

  it('leaves numbers inside texts alone, escaped quotes and JSON inside JSON included', () => {
    const inner = JSON.stringify([{ label: '账号 "甲"', value: '\\6222 ', no: 1 }]);
    const text = JSON.stringify({ value: inner, path: 'C:\\', n: 7 });
    expect(readJson(text)).toEqual({ value: inner, path: 'C:\\', n: '7' });
    expect(readJson(inner)).toEqual([{ label: '账号 "甲"', value: '\\6222 ', no: '1' }]);
  });

  it('takes the last of repeated keys and skips a byte order mark, as JSON.parse would', () => {
    expect(readJson('\uFEFF{"a":1,"a":2}')).toEqual({ a: '2' });
    expect(Object.keys(readJson('{"__proto__":{"x":1}}') as object)).toEqual(['__proto__']);
  });

  it('refuses what JSON.parse refuses', () => {
    const wrong = [
      '',
      '01',
      '1.',
      '.5',
      '+1',
      '-',
      '1 2',
      '{1:2}',
      '{"a":}',
      '{"a":1,}',
      '[1,]',
      '"a',
      '"\\',
      'NaN',
      '1e',
    ];
    for (const text of [...wrong, '[1"2"]', '{"a":0x10}', '[1_000]', '"\\x"', '[--1]']) {
      expect(() => JSON.parse(text), text).toThrow(SyntaxError);
      expect(() => readJson(text), text).toThrow(SyntaxError);
    }
  });

  it('refuses what nests so deep that a reader would run out of stack', () => {
    expect(() => readJson('['.repeat(100_000) + ']'.repeat(100_000))).toThrow(SyntaxError);
    expect(() => readJson(`"${'['.repeat(1000)}"`)).not.toThrow();
  });

  it('agrees with a second reader on 2,000 texts made at random', () => {
    let state = 20_261_125;
    const random = (most: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state % most;
    };
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\"',
      '1',
      '-2.50',
      '9007199254740993',
      '0',
      ' ',
      'true',
      '"a"',
      '"b":',
    ];
    let read = 0;
    for (let i = 0; i < 2000; i++) {
      const length = 1 + random(9);
      const text =
        i % 2
          ? Array.from({ length }, () => pieces[random(pieces.length)]).join('')
          : `[${random(9)},"${random(9)}",{"b":-${random(99)}.50}]`;
      const second = () =>
        parse(text, null, { parseNumber: (digits) => digits, onDuplicateKey: ({ newValue }) => newValue });
      let expected: unknown;
      try {
        expected = second();
      } catch {
        expect(() => readJson(text), text).toThrow();
        continue;
      }
      expect(readJson(text), text).toEqual(expected);
      read++;
    }
    expect(read).toBeGreaterThan(1000);
  });

  it('is the only reader in the rooms that talk to DingTalk and Kingdee', () => {
    const rooms = [join(import.meta.dirname, '../connectors')];
    const sources = rooms.flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
        .map((name) => join(room, name)),
    );
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter((file) => readFileSync(file, 'utf8').includes('JSON.parse('))).toEqual([]);
  });
});
