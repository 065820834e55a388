import type { BaseDataItem } from '@dingdee/shared/base-data';
import { type MappingFix, type MappingImpact, NOTHING, type RemapResult } from '@dingdee/shared/mapping';
import type { Amount } from '@dingdee/shared/money';
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type FixTarget, useMappingFix } from './useMappingFix.js';

const item = (number: string, usable = true): BaseDataItem => ({
  kind: 'costItem',
  number,
  name: '差旅费-市内交通',
  orgNumber: '',
  usable,
  reason: usable ? null : '金蝶已禁用',
});
const counts = { bill: 1, applicant: 3, department: 6, form: 21, company: 21 };
const impactOf = (fix: MappingFix): MappingImpact => ({
  scopes: Object.entries(counts).map(([scope, count]) => ({
    scope: scope as MappingFix['scope'],
    count,
    amount: '0.00' as Amount,
  })),
  becomesReady: { count: counts[fix.scope], amount: '0.00' as Amount },
  stillMissing: NOTHING,
  untouchedApproved: NOTHING,
  otherReasons: { count: 0, amount: '0.00' as Amount },
  untouchedBooked: NOTHING,
});
const result: RemapResult = {
  table: 'costItem',
  revision: 4,
  remapped: 21,
  becameReady: NOTHING,
  stillMissing: NOTHING,
  voidedApprovals: 0,
};

function given(options: { hold?: boolean } = {}) {
  const saved: MappingFix[] = [];
  const waiting: (() => void)[] = [];
  const world = { problem: null as ApiProblem | null };
  const api = {
    previewFix: async (fix: MappingFix) => {
      if (options.hold) await new Promise<void>((resolve) => waiting.push(resolve));
      return impactOf(fix);
    },
    saveFix: async (fix: MappingFix) => {
      if (world.problem) throw world.problem;
      saved.push(fix);
      return result;
    },
  };
  const target = ref<FixTarget | null>({ billId: 'b1', version: 3, path: 'rows[1].costItem' });
  return { saved, waiting, world, target, fix: useMappingFix(target, api) };
}

describe('修一次，记住', () => {
  it('reaches only this bill unless a wider scope is chosen', async () => {
    const { fix, saved } = given();
    fix.choose(item('CI0001'));
    await flushPromises();
    await fix.save();
    expect(saved).toEqual([
      { billId: 'b1', version: 3, path: 'rows[1].costItem', targetNumber: 'CI0001', scope: 'bill' },
    ]);
  });

  it('says how many bills the chosen scope touches before it is saved', async () => {
    const { fix } = given();
    fix.choose(item('CI0001'));
    fix.scope.value = 'form';
    await flushPromises();
    expect(fix.touched.value?.count).toBe(21);
    expect(fix.impact.value?.becomesReady.count).toBe(21);
  });

  it('cannot be saved while the impact on screen is not that of the choice', async () => {
    const { fix, waiting, saved } = given({ hold: true });
    fix.choose(item('CI0001'));
    await flushPromises();
    expect(fix.canSave.value).toBe(false);
    expect(await fix.save()).toBeNull();
    waiting.shift()?.();
    await flushPromises();
    expect(fix.canSave.value).toBe(true);
    fix.scope.value = 'company';
    await flushPromises();
    expect([fix.canSave.value, saved.length]).toEqual([false, 0]);
  });

  it('an answer that comes too late does not replace the newer one', async () => {
    const { fix, waiting } = given({ hold: true });
    fix.choose(item('CI0001'));
    await flushPromises();
    fix.scope.value = 'department';
    await flushPromises();
    waiting[1]?.();
    await flushPromises();
    waiting[0]?.();
    await flushPromises();
    expect(fix.impact.value?.becomesReady.count).toBe(6);
  });

  it('refuses what Kingdee cannot use', async () => {
    const { fix } = given();
    fix.choose(item('CI0009', false));
    await flushPromises();
    expect([fix.chosen.value, fix.canSave.value]).toEqual([null, false]);
  });

  it('只改此单 saves for this bill whatever scope is shown', async () => {
    const { fix, saved } = given();
    fix.choose(item('CI0001'));
    fix.scope.value = 'form';
    await flushPromises();
    await fix.save('bill');
    expect(saved[0]?.scope).toBe('bill');
  });

  it('a refused save keeps the choice and says why', async () => {
    const { fix, world } = given();
    fix.choose(item('CI0001'));
    await flushPromises();
    world.problem = new ApiProblem('bill/stale', '单据已变更', '单据已被他人更新，请刷新后重试', 409);
    expect(await fix.save()).toBeNull();
    expect([fix.problem.value?.code, fix.chosen.value?.number, fix.saving.value]).toEqual([
      'bill/stale',
      'CI0001',
      false,
    ]);
  });

  it('starts empty at the next field', async () => {
    const { fix, target } = given();
    fix.choose(item('CI0001'));
    fix.scope.value = 'form';
    await flushPromises();
    target.value = { billId: 'b2', version: 1, path: 'rows[0].costItem' };
    await flushPromises();
    expect([fix.chosen.value, fix.scope.value, fix.impact.value]).toEqual([null, 'bill', null]);
  });
});
