import type { BillStateKind } from '@dingdee/shared/bill-state';
import { expect, it } from 'vitest';
import { readNotes } from '../../domain/bill/stored-state.js';
import { troubleOf } from './bill-trouble.js';

const shown = (state: object, kind: BillStateKind = 'failed') =>
  troubleOf({
    kind,
    notes: readNotes(kind, JSON.stringify(state)),
    reason: null,
    since: 1,
    nextProbeAt: null,
    pairs: [],
    ours: { billNo: 'DD1', thirdBillNo: 'inst-1', orgNumber: '101', currency: 'PRE001', amount: null },
  });
const trouble = {
  class: 'workflow',
  step: 'submit',
  sentence: '单据 DD1 在金蝶里被退回，现在是“重新审核”。',
  nextStep: '在金蝶里改好再提交，审完自动变为已入账；也可以点“继续”，或撤回并删除。',
  since: 1,
};

it('a halted bill says its own next step while its approval stands', () => {
  expect(shown({ trouble })).toMatchObject({ class: 'workflow', nextStep: trouble.nextStep });
});

it('a halted bill whose approval was changed never names a way on, whatever was said of it last', () => {
  const found = shown({ trouble, amendedBy: ['inst-2'] });
  expect(found).toMatchObject({ class: 'amended', sentence: trouble.sentence });
  expect(found?.nextStep).toBe('审批改过或撤销了，不能再继续：先撤回并删除金蝶里的单据，这张随后自动作废。');
});

it('one whose withdrawal Kingdee refused is told to mend that first, and still nothing else', () => {
  const refused = { ...trouble, step: 'unsubmit', nextStep: '处理好后再点“撤回并删除”，或点“继续”把它做完。' };
  const found = shown({ trouble: refused, amendedBy: ['inst-2'] });
  expect(found?.nextStep).toContain('先在金蝶按上面的原因处理好，再撤回并删除');
  expect(found?.nextStep).not.toContain('点“继续”');
});

it('a bill in doubt keeps its own next step: what became of it has to be known first', () => {
  const doubt = { ...trouble, class: 'in-doubt', nextStep: '等核对结果，或点“现在去查”。' };
  expect(shown({ trouble: doubt, amendedBy: ['inst-2'] }, 'in-doubt')).toMatchObject({
    class: 'in-doubt',
    nextStep: doubt.nextStep,
  });
});
