import { describe, expect, it } from 'vitest';
import { RunTally } from './run-tally.js';

describe('RunTally', () => {
  it('counts reasons by their words and leaves out those without a case', () => {
    const tally = new RunTally();
    tally.skip('审批未通过', 3);
    tally.skip('发起人已撤销');
    tally.skip('审批未通过');
    tally.skip('还在审批中', 0);
    expect(tally.skipped).toEqual([
      { reason: '审批未通过', count: 4 },
      { reason: '发起人已撤销', count: 1 },
    ]);
  });

  it('tells very many failures as a number', () => {
    const tally = new RunTally();
    for (let i = 0; i < 510; i++) tally.fail(`i-${i}`, '没有应答');
    expect(tally.failed).toHaveLength(501);
    expect(tally.failed.at(-1)).toEqual({ processInstanceId: '', reason: '另有 10 张未能读取' });
  });
});
