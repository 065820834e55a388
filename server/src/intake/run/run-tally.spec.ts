import { fromFen } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { readLeftOut, readReasons } from './left-out.js';
import { RunTally } from './run-tally.js';

const one = (id: string, fen: bigint | null) => ({ id, total: fen === null ? null : fromFen(fen) });

describe('RunTally', () => {
  it('counts and sums reasons by their words, and counts what has no amount apart', () => {
    const tally = new RunTally();
    tally.skip('审批未通过', one('a', 12_345n));
    tally.skip('发起人已撤销', one('b', null));
    tally.skip('审批未通过', one('c', 655n));
    tally.skip('审批未通过', one('d', null));
    expect(tally.skipped).toEqual([
      { reason: '审批未通过', count: 3, amount: '130.00', unknown: 1, listed: 3 },
      { reason: '发起人已撤销', count: 1, amount: '0.00', unknown: 1, listed: 1 },
    ]);
    expect(readLeftOut(tally.leftOut).get('审批未通过')).toEqual([
      { id: 'a', total: '123.45' },
      { id: 'c', total: '6.55' },
      { id: 'd', total: null },
    ]);
  });

  it('goes on with the counts, the sums and the approvals of a run that is continued', () => {
    const first = new RunTally();
    first.skip('审批未通过', one('a', 100n));
    const stored = { ...first, skipped: readReasons(JSON.stringify(first.skipped), true), failed: [] };
    const later = RunTally.from(stored, first.leftOut);
    later.skip('审批未通过', one('b', 250n));
    expect(later.skipped).toEqual([{ reason: '审批未通过', count: 2, amount: '3.50', listed: 2 }]);
    expect([...readLeftOut(later.leftOut).values()].flat().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('keeps 500 approvals of a reason one by one, and counts and sums all', () => {
    const tally = new RunTally();
    for (let i = 0; i < 510; i++) tally.skip('审批未通过', one(`i-${i}`, 100n));
    expect(tally.skipped).toEqual([{ reason: '审批未通过', count: 510, amount: '510.00', listed: 500 }]);
  });

  it('says of a run of before that its amounts are unknown, and names no approval', () => {
    expect(readReasons('[{"reason":"审批未通过","count":3}]', false)).toEqual([
      { reason: '审批未通过', count: 3, amount: '0.00', unknown: 3, listed: 0 },
    ]);
    expect(readLeftOut(null).size).toBe(0);
  });

  it('tells very many failures as a number', () => {
    const tally = new RunTally();
    for (let i = 0; i < 510; i++) tally.fail(`i-${i}`, '没有应答');
    expect(tally.failed).toHaveLength(501);
    expect(tally.failed.at(-1)).toEqual({ processInstanceId: '', reason: '另有 10 张未能读取' });
  });
});
