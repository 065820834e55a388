import type { Amount } from '@dingdee/shared/money';
import type { Role } from '@dingdee/shared/session';
import { describe, expect, it } from 'vitest';
import { approveRefusal, permissions, type ReviewSubject } from './review-rules.js';

const policy = { singlePerson: false, fourEyesBill: '20000.00' as Amount };
const single = { ...policy, singlePerson: true };
const person = (...roles: Role[]) => ({ userId: 'u-1', name: '祝清和', roles });
const ready: ReviewSubject = {
  kind: 'ready',
  reached: 'none',
  originatorUserId: 'u-9',
  contentHash: 'h',
  approvedHash: null,
  approvedBy: null,
  baseFen: 1_000_000n,
  payees: { hands: [], names: [] },
};
const approved: ReviewSubject = { ...ready, kind: 'approved', approvedBy: 'u-1' };

describe('who may approve', () => {
  it('is a reviewer or an admin, and only while the bill waits for review', () => {
    expect(approveRefusal(ready, person('reviewer'), policy)).toBeNull();
    expect(approveRefusal(ready, person('admin'), policy)).toBeNull();
    expect(approveRefusal(ready, person('mapper', 'pusher'), policy)?.code).toBe('bill/no-review-role');
    expect(approveRefusal(approved, person('reviewer'), policy)?.sentence).toContain('“待推送”');
    expect(approveRefusal({ ...ready, contentHash: null }, person('reviewer'), policy)?.code).toBe('bill/incomplete');
  });

  it('is never the applicant, unless one person does everything', () => {
    const own = { ...ready, originatorUserId: 'u-1' };
    expect(approveRefusal(own, person('admin', 'reviewer'), policy)?.sentence).toBe(
      '这张是你自己的报销，要由别人审核。',
    );
    expect(approveRefusal(own, person('reviewer'), single)).toBeNull();
    expect(permissions(own, person('reviewer'), policy).why).toBe('这张是你自己的报销，要由别人审核。');
  });
});

const put = { field: 'oppositeAccount', form: '尾号 8811', put: '尾号 0023', rowId: null };
const changedBy = (by: string): ReviewSubject['payees'] => ({ hands: [{ ...put, by }], names: [] });

describe('a payee that somebody put there by hand', () => {
  it('is approved by anybody but who put it, whatever the amount', () => {
    const small = { ...ready, baseFen: 100n, payees: changedBy('u-1') };
    expect(approveRefusal(small, person('reviewer', 'admin'), policy)?.code).toBe('bill/payee-hand');
    expect(approveRefusal({ ...small, payees: changedBy('u-2') }, person('reviewer'), policy)).toBeNull();
    expect(permissions(small, person('reviewer'), policy)).toMatchObject({ approve: false });
  });

  it('is pushed by anybody but who put it, whatever the amount and whoever approved it', () => {
    const small = { ...approved, approvedBy: 'u-2', baseFen: 100n, payees: changedBy('u-1') };
    expect(permissions(small, person('pusher'), policy)).toMatchObject({
      push: false,
      why: '这张单据的收款信息是你改的，不论金额都不能由你推送。请另一位有“推送”角色的同事推送。',
    });
    expect(permissions({ ...small, payees: changedBy('u-3') }, person('pusher'), policy).push).toBe(true);
  });

  it('who applied, and who is paid, changes and approves nothing of their own', () => {
    const own = { ...ready, originatorUserId: 'u-1' };
    const paid = { ...ready, payees: { hands: [], names: ['祝清和'] } };
    for (const bill of [own, paid]) {
      expect(permissions(bill, person('reviewer', 'mapper', 'admin'), policy)).toMatchObject({
        approve: false,
        fix: false,
      });
      expect(approveRefusal(bill, person('reviewer'), policy)?.code).toBe('bill/own-bill');
    }
    expect(permissions(paid, person('reviewer'), policy).why).toBe('这张是付给你的，要由别人审核。');
  });
});

describe('who may push', () => {
  it('is a pusher, but not the reviewer of a large bill', () => {
    const large = { ...approved, baseFen: 2_000_000n };
    expect(permissions(approved, person('pusher'), policy)).toMatchObject({ push: true, why: null });
    expect(permissions(large, person('pusher'), policy)).toMatchObject({
      push: false,
      why: '审核人与推送人都是你，且达到 ¥20,000.00。请另一位有“推送”角色的同事推送。',
    });
    expect(permissions({ ...large, approvedBy: 'u-2' }, person('pusher'), policy).push).toBe(true);
    expect(permissions(large, person('pusher'), single).push).toBe(true);
    expect(permissions(approved, person('reviewer'), policy)).toMatchObject({ push: false });
  });

  it('includes a bill that Kingdee already holds, and no other failed one', () => {
    expect(permissions({ ...approved, kind: 'failed', reached: 'saved' }, person('pusher'), policy).push).toBe(true);
    expect(permissions({ ...approved, kind: 'failed' }, person('pusher'), policy).push).toBe(false);
  });

  it('ends for a halted bill whose approval was changed or cancelled: it can only be withdrawn', () => {
    const halted = { ...approved, kind: 'failed' as const, reached: 'submitted' as const };
    const trouble = { class: 'workflow', step: 'audit', sentence: '', nextStep: '', since: 1, messages: [] } as const;
    const state = { trouble, amendedBy: ['inst-2'] };
    expect(permissions({ ...halted, state: { trouble: state.trouble } }, person('pusher'), policy)).toMatchObject({
      push: true,
      handOver: true,
      withdraw: true,
    });
    expect(permissions({ ...halted, state }, person('pusher'), policy)).toMatchObject({
      push: false,
      handOver: false,
      withdraw: true,
    });
  });
});

it('nothing may be changed once anything was sent', () => {
  const admin = person('admin', 'pusher');
  for (const kind of ['pushing', 'in-doubt', 'booked', 'written-back', 'excluded'] as const)
    expect(permissions({ ...approved, kind }, admin, policy)).toMatchObject({
      fix: false,
      hold: false,
      exclude: false,
    });
  expect(permissions({ ...approved, kind: 'failed', reached: 'saved' }, admin, policy)).toMatchObject({
    fix: false,
    hold: false,
  });
  expect(permissions(approved, admin, policy)).toMatchObject({ fix: true, hold: true, exclude: true });
});
