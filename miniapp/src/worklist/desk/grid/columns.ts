import type { Stage } from '@dingdee/shared/bill-state';

/** Columns that a person may add or remove; tick, first word, payee, purpose and amount are always shown. */
export const OPTIONAL_COLUMNS = [
  'steps',
  'number',
  'businessId',
  'org',
  'reason',
  'attachments',
  'finished',
  'waiting',
] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];
const BEFORE = ['steps', 'number'] as const satisfies readonly OptionalColumn[];
type BeforeColumn = (typeof BEFORE)[number];
type MiddleColumn = Exclude<OptionalColumn, BeforeColumn | 'waiting'>;

/** Columns of the grid: the next action in stages with work to do, the state elsewhere. */
export interface Columns {
  first: 'action' | 'state';
  /** Columns between the first word and the payee. */
  before: readonly BeforeColumn[];
  /** Columns between the purpose and the amount. */
  middle: readonly MiddleColumn[];
  /** Column after the amount. */
  last: 'waiting' | 'time' | null;
  /** The push sheet is open: payee, purpose, amount and state only. */
  compact: boolean;
}

/** Returns the columns that are shown before a person chooses. */
export const usualColumns = (stage: Stage): readonly OptionalColumn[] => [
  stage === 'booked' ? 'number' : 'steps',
  'waiting',
];

const isBefore = (column: OptionalColumn): column is BeforeColumn => BEFORE.some((one) => one === column);
const isMiddle = (column: OptionalColumn): column is MiddleColumn => !isBefore(column) && column !== 'waiting';

export function columnsOf(stage: Stage, compact: boolean, chosen: readonly OptionalColumn[]): Columns {
  const shown = OPTIONAL_COLUMNS.filter((column) => chosen.includes(column));
  const passed = stage === 'booked' || stage === 'archived';
  return {
    compact,
    first: stage === 'mapping' || stage === 'review' || stage === 'trouble' ? 'action' : 'state',
    before: shown.filter(isBefore),
    middle: shown.filter(isMiddle),
    last: shown.includes('waiting') ? (passed ? 'time' : 'waiting') : null,
  };
}

/** Widths in px. Bill numbers have up to 24 characters. */
const WIDTH: Readonly<Record<OptionalColumn, number>> = {
  steps: 76,
  number: 178,
  businessId: 84,
  org: 150,
  reason: 190,
  attachments: 64,
  finished: 104,
  waiting: 82,
};
const TICK = 38;
const FIRST = 112;
const PAYEE = 134;
const PURPOSE = 132;
const AMOUNT = 108;
const TIME = 104;

/** Returns the grid template and the minimum width. The purpose takes the remaining width; below the minimum the list scrolls sideways. */
export function templateOf({ before, middle, last, compact }: Columns): { columns: string; least: number } {
  if (compact)
    return { columns: `${TICK}px ${PAYEE}px minmax(0, 1fr) ${AMOUNT}px 96px`, least: TICK + PAYEE + AMOUNT + 176 };
  const px = (columns: readonly OptionalColumn[]) => columns.map((column) => `${WIDTH[column]}px`);
  const end = last === null ? 0 : last === 'time' ? TIME : WIDTH.waiting;
  const parts = [
    `${TICK}px`,
    `${FIRST}px`,
    ...px(before),
    `${PAYEE}px`,
    `minmax(${PURPOSE}px, 1fr)`,
    ...px(middle),
    `${AMOUNT}px`,
    ...(end === 0 ? [] : [`${end}px`]),
  ];
  const extra = [...before, ...middle].reduce((sum, column) => sum + WIDTH[column], 0);
  return { columns: parts.join(' '), least: TICK + FIRST + PAYEE + PURPOSE + AMOUNT + end + extra };
}
