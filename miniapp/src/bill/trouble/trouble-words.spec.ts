import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ERROR_CLASSES, policyOf } from '@dingdee/shared/error-class';
import { describe, expect, it } from 'vitest';
import { nextStepOf } from './trouble-words.js';

const stands = (
  troubleClass: string,
  change: { fix?: boolean; reached?: BillDetail['reached']; nextStep?: string } = {},
): Parameters<typeof nextStepOf>[0] => ({
  reached: change.reached ?? 'none',
  actions: [{ action: 'fix', fits: change.fix ?? false, whyNot: null }],
  trouble: {
    class: troubleClass,
    sentence: '保存没有成功。',
    nextStep: change.nextStep ?? policyOf(troubleClass)?.nextStep ?? '请对照两边，确认是哪一张。',
    since: 1,
    nextProbeAt: null,
    path: null,
    compare: null,
  },
});

describe('the next step of a bill that stands still', () => {
  it.each([
    'workflow',
    'in-doubt',
    'two-found',
    'differs',
    'gone',
    'absent',
    'audited',
    'lock',
    'exists',
    'stopped',
    'handed-over',
    'amended',
  ])('of %s names nobody a second time', (each) => {
    expect(nextStepOf(stands(each))?.owner).toBeNull();
  });

  it('of every other class says whose turn it is, in words for a person', () => {
    expect(nextStepOf(stands('interaction'))?.owner).toBe('交互提示，由管理员处理');
    expect(nextStepOf(stands('period'))?.owner).toBe('期间，由有“审核”角色的同事处理');
    for (const each of ERROR_CLASSES) expect(nextStepOf(stands(each))?.owner ?? '管理员').not.toMatch(/由管理处理/);
  });

  it('tells who may not change a value who does, instead of telling them to do it', () => {
    expect(nextStepOf(stands('base-data'))).toEqual({
      text: '请有“映射维护”角色的同事换一个可用的资料，或请金蝶管理员启用，再推送。',
      owner: null,
    });
    expect(nextStepOf(stands('data'))?.text).toBe('请有“映射维护”角色的同事按金蝶的提示改好内容，再推送。');
    expect(nextStepOf(stands('data', { fix: true }))).toEqual({
      text: '按金蝶的提示改好内容，再推送。',
      owner: '数据，由有“映射维护”角色的同事处理',
    });
  });

  it('leaves it as it is once Kingdee holds the bill: then nobody may change a value before it is withdrawn', () => {
    const nextStep = '先撤回并删除，改好内容再推送。';
    expect(nextStepOf(stands('data', { reached: 'saved', nextStep }))).toEqual({ text: nextStep, owner: null });
  });
});
