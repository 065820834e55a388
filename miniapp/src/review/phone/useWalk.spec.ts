import type { BillSummary } from '@dingdee/shared/bill';
import { describe, expect, it } from 'vitest';
import { nextTick, shallowRef } from 'vue';
import { useWalk } from './useWalk.js';

const bill = (id: string, version = 1) => ({ id, version }) as BillSummary;

describe('useWalk', () => {
  it('begins at the bill of the address, else at the first', () => {
    expect(useWalk(shallowRef([bill('a'), bill('b')]), 'b').current.value?.id).toBe('b');
    expect(useWalk(shallowRef([bill('a'), bill('b')]), 'gone').current.value?.id).toBe('a');
  });

  it('keeps the bill on the card when a colleague took it out of the list', async () => {
    const bills = shallowRef([bill('a'), bill('b')]);
    const walk = useWalk(bills, null);
    bills.value = [bill('b')];
    await nextTick();
    expect([walk.current.value?.id, walk.left.value, walk.next.value?.id]).toEqual(['a', true, 'b']);
    walk.goOn();
    expect([walk.current.value?.id, walk.left.value]).toEqual(['b', false]);
  });

  it('stays with its bill, in its newest version, when others come before it', async () => {
    const bills = shallowRef([bill('a'), bill('b')]);
    const walk = useWalk(bills, 'b');
    bills.value = [bill('new'), bill('a'), bill('b', 2)];
    await nextTick();
    expect([walk.current.value, walk.at.value]).toEqual([bill('b', 2), 2]);
  });

  it('goes to the one before when the last of the list was treated, and to none when all are', async () => {
    const bills = shallowRef([bill('a'), bill('b')]);
    const walk = useWalk(bills, 'b');
    bills.value = [bill('a')];
    await nextTick();
    walk.goOn();
    expect(walk.current.value?.id).toBe('a');
    bills.value = [];
    await nextTick();
    walk.goOn();
    expect(walk.current.value).toBeNull();
  });
});
