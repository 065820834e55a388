import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../domain/bill/refusal.js';
import { refusalWords } from './refusal-words.js';

const refusal = (change: Partial<Refusal>): Refusal => ({
  class: 'data',
  messages: ['汇率必须大于0'],
  fields: [],
  retryable: false,
  ...change,
});

describe('a refusal in an accountant’s words', () => {
  it('says that nothing was created where a save was refused, and quotes Kingdee', () => {
    const { sentence, nextStep } = refusalWords(refusal({}), { step: 'save', kingdeeNo: null });
    expect(sentence).toBe('保存没有成功：金蝶认为单据内容不符合要求。金蝶里没有生成单据。金蝶原话：“汇率必须大于0”');
    expect(nextStep).toBe('按金蝶的提示改好内容，再推送。');
  });

  it('names the bill that exists where a later step was refused', () => {
    const words = refusalWords(refusal({ class: 'period', messages: ['期间已结账'] }), {
      step: 'audit',
      kingdeeNo: 'DD0001',
    });
    expect(words.sentence).toContain('金蝶里已有单据 DD0001，还没有审核，不会重复生成。');
  });

  it('says of a bill that a Kingdee workflow has taken over that it only has to be waited for', () => {
    const refused = refusal({ class: 'workflow', messages: ['已关联工作流实例，不支持通过 WebAPI 接口进行传统审批'] });
    const { sentence, nextStep } = refusalWords(refused, { step: 'audit', kingdeeNo: 'DD0001' });
    expect(sentence).toBe('已保存并提交，金蝶的审批流接管了它，等它审完即可。');
    expect(nextStep).toContain('交给金蝶处理');
  });

  it('speaks of 继续 once Kingdee holds the bill, and of changing it only after it was withdrawn', () => {
    const held = { step: 'submit', kingdeeNo: 'DD0001' } as const;
    const none = { step: 'save', kingdeeNo: null } as const;
    const permission = refusal({ class: 'permission', messages: ['没有权限'] });
    expect(refusalWords(permission, none).nextStep).toBe('请金蝶管理员授权后，再推送。');
    expect(refusalWords(permission, held).nextStep).toBe('请金蝶管理员授权后，再点“继续”。');
    expect(refusalWords(refusal({ class: 'data', messages: ['不合要求'] }), held).nextStep).toBe(
      '金蝶那边处理好了，点“继续”；要改内容，先撤回并删除，改好再推送。',
    );
  });

  it('tells a cashier module that is off from a closed period', () => {
    const words = refusalWords(refusal({ class: 'period', messages: ['当前组织未启用出纳，请启用后再进行操作！'] }), {
      step: 'save',
      kingdeeNo: null,
    });
    expect(words.nextStep).toBe('请金蝶管理员为付款组织启用出纳，再推送。');
  });
});
