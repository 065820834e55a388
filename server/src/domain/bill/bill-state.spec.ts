import { BILL_STATES, type BillStateKind, STAGE_OF, STAGES, statesOf } from '@dingdee/shared/bill-state';
import { describe, expect, it } from 'vitest';
import { checkTransition, NEXT } from './bill-state.js';

const TERMINAL: readonly BillStateKind[] = ['excluded', 'handled-outside', 'superseded', 'no-payment'];

function reachableFrom(start: BillStateKind): Set<BillStateKind> {
  const seen = new Set<BillStateKind>([start]);
  for (const kind of seen) for (const next of NEXT[kind]) seen.add(next);
  return seen;
}

describe('the life of a bill', () => {
  it('reaches every state from collected', () => {
    expect([...reachableFrom('collected')].sort()).toEqual([...BILL_STATES].sort());
  });

  it('has no trap: every state is terminal or leads on to one, or to written-back', () => {
    for (const kind of BILL_STATES) {
      const ends = [...reachableFrom(kind)].filter((end) => TERMINAL.includes(end) || end === 'written-back');
      expect(ends, kind).not.toEqual([]);
    }
  });

  it('never leads from booked back to pushing', () => {
    for (const kind of ['booked', 'written-back', 'reversal-needed'] as const)
      expect(reachableFrom(kind)).not.toContain('pushing');
  });

  it('leads from 待冲销 back to a halt only where the bill was never booked', () => {
    const open = { kind: 'reversal-needed', reached: 'audited' } as const;
    expect(() => checkTransition(open, 'failed')).toThrow('不能变为');
    expect(() => checkTransition({ ...open, unbooked: true }, 'failed')).not.toThrow();
    expect(() => checkTransition({ ...open, unbooked: true }, 'pushing')).toThrow('不能变为');
  });

  it('leads out of a closed bill only where a person closed it, and there only to be mapped anew', () => {
    for (const kind of ['excluded', 'handled-outside'] as const) {
      expect(() => checkTransition({ kind, reached: 'none' }, 'collected')).toThrow('不能变为');
      expect(() => checkTransition({ kind, reached: 'none', closedAt: 1 }, 'collected')).not.toThrow();
      expect(() => checkTransition({ kind, reached: 'none', closedAt: 1 }, 'ready')).toThrow('不能变为');
    }
    expect(() => checkTransition({ kind: 'superseded', reached: 'none', closedAt: 1 }, 'collected')).toThrow(
      '不能变为',
    );
  });

  it('keeps a failed bill frozen while Kingdee holds it', () => {
    expect(() => checkTransition({ kind: 'failed', reached: 'saved' }, 'ready')).toThrow('不能变为');
    expect(() => checkTransition({ kind: 'failed', reached: 'none' }, 'ready')).not.toThrow();
    expect(() => checkTransition({ kind: 'failed', reached: 'saved' }, 'pushing')).not.toThrow();
  });

  it('puts every state on exactly one tab', () => {
    expect(STAGES.flatMap((stage) => statesOf(stage)).sort()).toEqual(Object.keys(STAGE_OF).sort());
  });
});
