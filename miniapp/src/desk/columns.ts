import type { Stage } from '@dingdee/shared/bill-state';

/** What the columns of the grid show: where something is to be done the next action, elsewhere the state. */
export interface Columns {
  first: 'action' | 'state';
  second: 'steps' | 'number';
  last: 'waiting' | 'time';
  /** Beside the open push sheet: state, payee, purpose and amount only. */
  compact: boolean;
}

export function columnsOf(stage: Stage, compact: boolean): Columns {
  const done = stage === 'booked';
  return {
    compact,
    first: stage === 'mapping' || stage === 'review' || stage === 'trouble' ? 'action' : 'state',
    second: done ? 'number' : 'steps',
    last: done || stage === 'archived' ? 'time' : 'waiting',
  };
}

/** Widths in px; the fifth takes what is left. Bill numbers have up to 24 characters. */
export const templateOf = ({ second, last, compact }: Columns): string =>
  compact
    ? '38px 92px 134px minmax(0, 1fr) 104px'
    : `38px 112px ${second === 'number' ? '178px' : '76px'} 134px minmax(0, 1fr) 104px ${last === 'time' ? '96px' : '82px'}`;
