import type { BillSummary, Selection } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { usePicks } from './usePicks.js';

const bill = (id: string, amount: string | null, version = 1) =>
  ({ id, version, amount: amount as Amount | null }) as BillSummary;
const frozen: Selection = { id: 'sel-1', count: 240, amount: '99.90' as Amount, expiresAt: 0, changed: [] };

describe('usePicks', () => {
  it('adds what is ticked to the cent and leaves unknown amounts out of the sum', () => {
    const picks = usePicks();
    for (const one of [bill('a', '0.10'), bill('b', '0.20'), bill('c', null)]) picks.toggle(one);
    expect([picks.count.value, picks.amount.value]).toEqual([3, '0.30']);
  });

  it('lets a bill go that left the list and keeps the newest version of one that stayed', () => {
    const picks = usePicks();
    picks.toggle(bill('a', '1.00'));
    picks.toggle(bill('b', '1.00'));
    picks.follow([bill('a', '1.00', 2)]);
    expect(picks.refs.value).toEqual({ items: [{ id: 'a', version: 2 }] });
  });

  it('takes all bills by version when the list is read to its end', async () => {
    const select = vi.fn();
    const picks = usePicks({ select });
    await picks.all([bill('a', '1.00'), bill('b', '2.00')], 2, { stage: 'push' });
    expect(picks.refs.value).toEqual({
      items: [
        { id: 'a', version: 1 },
        { id: 'b', version: 1 },
      ],
    });
    expect(select).not.toHaveBeenCalled();
  });

  it('freezes the whole filter on the server when there is more than was read; one tap thaws it', async () => {
    const picks = usePicks({ select: vi.fn(async () => frozen) });
    await picks.all([bill('a', '1.00')], 240, { stage: 'push' });
    expect(picks.refs.value).toEqual({ selectionId: 'sel-1' });
    expect([picks.count.value, picks.amount.value]).toEqual([240, '99.90']);
    picks.toggle(bill('a', '1.00'));
    expect(picks.refs.value).toEqual({ items: [{ id: 'a', version: 1 }] });
  });

  it('selects nothing when the server cannot freeze, and says why', async () => {
    const problem = new ApiProblem('client/offline', '没有连上服务器', '', 0);
    const picks = usePicks({ select: vi.fn(async () => Promise.reject(problem)) });
    await picks.all([], 5, {});
    expect([picks.refs.value, picks.problem.value]).toEqual([null, problem]);
  });
});
