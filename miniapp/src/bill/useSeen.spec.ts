import type { BillDetail } from '@dingdee/shared/bill-detail';
import { describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { ownHand } from './own-hand.js';
import { useSeen } from './useSeen.js';

const bill = (version: number, more: Partial<BillDetail> = {}) =>
  ({
    id: 'a',
    version,
    state: 'ready',
    payee: '周明远',
    amount: '100.00',
    currency: 'CNY',
    orgNumber: '101',
    department: '',
    purpose: '',
    costItems: [],
    attachments: 0,
    contentHash: 'h1',
    header: [],
    rows: [],
    issues: [],
    timeline: [],
    ...more,
  }) as unknown as BillDetail;

describe('useSeen', () => {
  it('keeps what was looked at when somebody changes it, until the person has looked', () => {
    const latest = shallowRef<BillDetail | null>(bill(1));
    const { seen, change, look } = useSeen(latest);
    latest.value = bill(2, { payee: '李四', contentHash: 'h2' });
    expect([seen.value?.version, change.value?.now.payee]).toEqual([1, '李四']);
    look();
    expect([seen.value?.version, change.value]).toEqual([2, null]);
  });

  it('takes a change that no list shows for one, by the hash of what would be paid', () => {
    const latest = shallowRef<BillDetail | null>(bill(1));
    const { seen } = useSeen(latest);
    latest.value = bill(2, { contentHash: 'h2' });
    expect(seen.value?.version).toBe(1);
  });

  it('goes on with the same content under another count of changes, and with another bill', () => {
    const latest = shallowRef<BillDetail | null>(bill(1));
    const { seen, change } = useSeen(latest);
    latest.value = bill(2);
    expect([seen.value?.version, change.value]).toEqual([2, null]);
    latest.value = bill(7, { id: 'b', payee: '李四', contentHash: 'h9' });
    expect([seen.value?.id, change.value]).toEqual(['b', null]);
  });

  it('does not ask again for what this person changed, and does for the change after it', () => {
    const latest = shallowRef<BillDetail | null>(bill(1));
    const { seen, mine } = useSeen(latest);
    mine();
    latest.value = bill(2, { contentHash: 'h2' });
    expect(seen.value?.version).toBe(2);
    latest.value = bill(3, { contentHash: 'h3' });
    expect(seen.value?.version).toBe(2);
  });

  it('takes a colleague putting it on hold for news, and what this page did itself for none', () => {
    const latest = shallowRef<BillDetail | null>(bill(1));
    const { seen, change } = useSeen(latest);
    ownHand.begin('a');
    latest.value = bill(2, { state: 'approved' });
    ownHand.end('a', 2);
    expect([seen.value?.version, change.value]).toEqual([2, null]);
    latest.value = bill(3, { state: 'held' });
    expect([seen.value?.version, change.value?.now.state]).toEqual([2, 'held']);
  });

  it('takes steps of the push for no news: nobody decides on them', () => {
    const latest = shallowRef<BillDetail | null>(bill(1, { state: 'pushing' }));
    const { seen, change } = useSeen(latest);
    latest.value = bill(2, { state: 'booked' });
    expect([seen.value?.state, change.value]).toEqual(['booked', null]);
  });
});
