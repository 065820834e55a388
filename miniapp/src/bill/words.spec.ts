import { BILL_STATES } from '@dingdee/shared/bill-state';
import { describe, expect, it } from 'vitest';
import { actionWord, dotsLabel, pushDots, reviewDots, stateTone, stateWord } from './words.js';

const at = (state: (typeof BILL_STATES)[number], reached: 'none' | 'saved' | 'submitted' | 'audited' = 'none') =>
  ({ state, reached, outcome: 'save+submit+audit' }) as const;

describe('what a bill is called', () => {
  it('is never plain 已入账 where the scheme stops before the audit', () => {
    expect(stateWord({ state: 'booked', reached: 'saved', outcome: 'save' })).toBe('已保存未审核');
    expect(stateWord({ state: 'written-back', reached: 'submitted', outcome: 'save+submit' })).toBe('已提交');
    expect(stateWord(at('booked', 'audited'))).toBe('已入账');
  });

  it('says at which step Kingdee stopped it', () => {
    expect([stateWord(at('failed')), stateWord(at('failed', 'submitted'))]).toEqual(['停在保存', '停在审核']);
  });

  it('says of one that is left to Kingdee, or on its way out of it, what goes on there', () => {
    expect(stateWord({ ...at('failed', 'submitted'), reasonKey: 'refused:workflow' })).toBe('金蝶审批中');
    expect(stateWord({ ...at('failed', 'submitted'), reasonKey: 'handed-over' })).toBe('等金蝶审完');
    expect(stateWord({ ...at('pushing', 'submitted'), withdrawing: true })).toBe('撤回中');
    expect(stateTone({ ...at('failed', 'submitted'), reasonKey: 'handed-over' })).toBe('pushing');
    expect(stateTone({ ...at('failed', 'submitted'), reasonKey: 'refused:data' })).toBe('failed');
  });

  it('has four dots in every state, and green ones only for what is done', () => {
    for (const state of BILL_STATES) expect(reviewDots(at(state))).toHaveLength(4);
    expect(reviewDots(at('in-doubt'))).toEqual(['d', 'd', 'q', '']);
  });

  it('stands still, without a gap, where Kingdee’s own people have it: nothing of ours is on its way', () => {
    for (const reasonKey of ['refused:workflow', 'halted:workflow', 'handed-over']) {
      const left = { ...at('failed', 'submitted'), reasonKey };
      expect(reviewDots(left)).toEqual(['d', 'd', 'n', '']);
      expect(pushDots(left)).toEqual(['d', 'd', 'n']);
    }
    expect(reviewDots(at('pushing'))).toEqual(['d', 'd', 'run', '']);
  });

  it('draws as many push steps as the scheme wants', () => {
    expect(pushDots(at('failed', 'submitted'))).toEqual(['d', 'd', 'x']);
    expect(pushDots({ state: 'pushing', reached: 'none', outcome: 'save' })).toEqual(['run']);
  });

  it('turns nothing where the bill still waits for its turn', () => {
    expect(pushDots({ ...at('pushing'), queued: true })).toEqual(['', '', '']);
    expect(pushDots({ ...at('pushing'), queued: false })).toEqual(['run', '', '']);
  });

  it('suggests a value to choose only to who may choose it', () => {
    expect(actionWord('pick-other', true).word).toBe('补映射');
    expect(actionWord('pick-cost-item', false).word).toBe('找映射维护');
    expect(actionWord('continue', false).word).toBe('继续');
  });

  it('is read out with the step it is at', () => {
    expect(dotsLabel('待审核', reviewDots(at('ready')))).toBe('待审核，第 2 步，共 4 步');
  });
});
