import type { BillPage } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import type { BillFilter, BillPageRequest } from '../api/bill-api.js';
import type { BillSort } from './bill-pages.js';
import { useBillList } from './useBillList.js';

function given(first: BillFilter) {
  const asked: BillPageRequest[] = [];
  const api = {
    list: async (request: BillPageRequest): Promise<BillPage> => {
      asked.push(request);
      return { items: [], next: null, total: request.stage === 'review' ? 41 : 7, sum: '0.00' as Amount };
    },
  };
  const filter = ref<BillFilter>(first);
  const sort = ref<BillSort>('waiting');
  const scope = effectScope();
  const list = scope.run(() => useBillList(filter, sort, api));
  if (!list) throw new Error('no list');
  return { asked, filter, sort, list, end: () => scope.stop() };
}

describe('the list that a person looks at', () => {
  it('starts again when the filter changes, and shows the new count', async () => {
    const { asked, filter, list, end } = given({ stage: 'review' });
    await flushPromises();
    expect(list.value.total).toBe(41);
    filter.value = { stage: 'push' };
    await nextTick();
    await flushPromises();
    expect([list.value.total, asked.map((r) => r.stage)]).toEqual([7, ['review', 'push']]);
    end();
  });

  it('stays as it is when the same filter is set again', async () => {
    const { asked, filter, end } = given({ stage: 'review', q: undefined });
    await flushPromises();
    filter.value = { stage: 'review' };
    await nextTick();
    await flushPromises();
    expect(asked).toHaveLength(1);
    end();
  });

  it('is sorted by the server, not here', async () => {
    const { asked, sort, end } = given({ stage: 'review' });
    sort.value = 'amount';
    await nextTick();
    await flushPromises();
    expect(asked.map((r) => r.sort)).toEqual(['waiting', 'amount']);
    end();
  });
});
