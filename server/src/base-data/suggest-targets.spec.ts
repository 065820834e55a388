import { evidenceWords } from '@dingdee/shared/mapping-evidence';
import { describe, expect, it } from 'vitest';
import { readingOf } from './base-data-reading.js';
import { suggestTargets } from './suggest-targets.js';

const candidate = (number: string, name: string) => ({
  item: { kind: 'costItem' as const, number, name, orgNumber: '', usable: true, reason: null },
  pinyin: readingOf(name).pinyin,
});
const ITEMS = [
  candidate('CI0001', '差旅费-市内交通'),
  candidate('CI0003', '差旅费-火车票'),
  candidate('CI0009', '业务招待费'),
  candidate('CI0010', '业务招待费-礼品'),
  candidate('CI0029', '车辆使用费-停车过路'),
];
const suggest = (text: string, jobNumber: string | null = null) =>
  suggestTargets({ text, pinyin: readingOf(text).pinyin, jobNumber }, ITEMS).map(
    ({ item, evidence }) => `${item.number} ${evidenceWords([evidence])}`,
  );

describe('suggestions for a source value', () => {
  it('put equal names before names that contain it', () => {
    expect(suggest('业务招待费').slice(0, 2)).toEqual(['CI0009 名称相同', 'CI0010 名称包含“业务招待费”']);
  });
  it('know the last part of a name', () => {
    expect(suggest('市内交通')[0]).toBe('CI0001 末级名称相同：市内交通');
  });
  it('hear a name that is written with other characters', () => {
    expect(suggest('业务召待费')[0]).toBe('CI0009 拼音相同');
  });
  it('find near names', () => {
    expect(suggest('停车费、过路费')).toEqual([]);
    expect(suggest('停车过路费')[0]).toBe('CI0029 “停车过路”在其中');
    expect(suggest('业务招待')[0]).toBe('CI0009 名称包含“业务招待”');
  });
  it('trust a number and a job number more than any name', () => {
    expect(suggest('CI0003')).toEqual(['CI0003 编码相同']);
    expect(suggest('某人', 'CI0010')).toEqual(['CI0010 工号相同']);
  });
  it('are the choice only where one alone is called the same: neither what is like it, nor one of two of that name', () => {
    const same = (text: string, items = ITEMS) =>
      suggestTargets({ text, pinyin: readingOf(text).pinyin, jobNumber: null }, items).map((one) => one.same);
    expect(same('业务招待费')).toEqual([true, false]);
    expect(same('市内交通')).toEqual([true]);
    expect(same('停车过路费')).toEqual([false]);
    expect(same('业务召待费')[0]).toBe(false);
    expect(same('张伟', [candidate('YG00001', '张伟'), candidate('YG00002', '张伟')])).toEqual([false, false]);
  });
  it('offer nothing where nothing resembles', () => {
    expect(suggest('完全不同的东西')).toEqual([]);
  });
});
