import { describe, expect, it } from 'vitest';
import { FaultBoard, seededRandom } from './faults.js';

describe('FaultBoard', () => {
  it('fires once on the first call whose path contains the text, whatever the case', () => {
    const board = new FaultBoard();
    board.add({ system: 'kingdee', api: 'BatchSave', kind: 'hang' });
    expect(board.take('kingdee', '/k3cloud/x.View.common.kdsvc')).toBeUndefined();
    expect(board.take('dingtalk', '/batchsave')).toBeUndefined();
    expect(board.take('kingdee', '/k3cloud/x.batchsave.common.kdsvc')?.kind).toBe('hang');
    expect(board.take('kingdee', '/k3cloud/x.batchsave.common.kdsvc')).toBeUndefined();
    expect(board.fired).toBe(1);
  });

  it('lets the first calls pass that it is told to skip', () => {
    const board = new FaultBoard();
    board.add({ system: 'dingtalk', kind: 'reset', skip: 2, times: 2 });
    const fired = [1, 2, 3, 4, 5].map(() => board.take('dingtalk', '/gettoken') !== undefined);
    expect(fired).toEqual([false, false, true, true, false]);
  });

  it('fires until it is cleared when times is 0', () => {
    const board = new FaultBoard();
    const { id } = board.add({ system: 'dingtalk', kind: 'http-500', times: 0 });
    expect([1, 2, 3].every(() => board.take('dingtalk', '/a'))).toBe(true);
    board.clear(id);
    expect(board.take('dingtalk', '/a')).toBeUndefined();
    expect(board.list()).toEqual([]);
  });

  it('hits the same calls for the same seed and probability', () => {
    const hits = (): boolean[] => {
      const board = new FaultBoard();
      board.add({ system: 'kingdee', kind: 'truncate', times: 0, probability: 0.3, seed: 7 });
      return Array.from({ length: 200 }, () => board.take('kingdee', '/a') !== undefined);
    };
    const first = hits();
    expect(hits()).toEqual(first);
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });
});

it('draws the same numbers for the same seed', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return [random(), random(), random()];
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
});
