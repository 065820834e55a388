import type { FormControl } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { asList, isFilled, movedTo, placesOf, waysOf, withWay } from './filter-choices.js';

const control = (label: string, type: string, more: Partial<FormControl> = {}): FormControl => ({
  id: `id-${label.trim()}`,
  label,
  type,
  alias: null,
  required: false,
  options: [],
  children: [],
  ...more,
});
const FORM = [
  control('报销类别 ', 'DDSelectField', { options: ['行政', '备用金'] }),
  control('总金额', 'CalculateField'),
  control('开始|结束', 'DDDateField'),
  control('说明', 'TextNote'),
  control('报销明细', 'TableField', { children: [control('报销金额(元)', 'MoneyField')] }),
];

describe('what a condition may look at', () => {
  it('is every control that has a value, the columns of the detail table, and the approval itself', () => {
    const places = placesOf(FORM, '报销明细');
    expect(places.map(({ from }) => from).slice(0, 4)).toEqual([
      'field:报销类别',
      'field:总金额',
      'field:id-开始|结束',
      'row:报销金额(元)',
    ]);
    expect(places.find(({ from }) => from === 'row:报销金额(元)')?.label).toBe('报销明细 › 报销金额(元)');
    expect(places.map(({ label }) => label)).toContain('发起部门');
    expect(places.map(({ label }) => label)).not.toContain('说明');
  });

  it('offers amounts only what compares amounts, and keeps a way that stands there already', () => {
    expect(waysOf('number')).not.toContain('equals');
    expect(waysOf('number', 'equals')).toContain('equals');
    expect(waysOf('choice')[0]).toBe('one-of');
  });
});

it('several values are parted by any of the usual signs, each once', () => {
  expect(asList('差旅、 招待,差旅；，')).toEqual(['差旅', '招待']);
});

describe('a condition that is changed', () => {
  it('keeps what still fits', () => {
    const [choice, number] = placesOf(FORM, '报销明细');
    if (!choice || !number) throw new Error('no places');
    expect(movedTo(number, { from: choice.from, is: 'equals', value: '12' })).toEqual({
      from: 'field:总金额',
      is: 'is-amount',
      value: '12',
    });
    expect(withWay({ from: choice.from, is: 'equals', value: '行政' }, 'one-of')).toEqual({
      from: choice.from,
      is: 'one-of',
      values: ['行政'],
    });
    expect(withWay({ from: choice.from, is: 'equals', value: '行政' }, 'empty')).toEqual({
      from: choice.from,
      is: 'empty',
    });
    expect(isFilled(withWay({ from: choice.from, is: 'empty' }, 'one-of'))).toBe(false);
  });
});
