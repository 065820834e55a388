import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt } from '../../database/columns.js';

/** A count with its sum, as SQL returns them. */
export interface Sums {
  n: unknown;
  fen: unknown;
  unknown_amounts: unknown;
}

/** Converts the row; zero if there is no row. */
export const summed = (sums: Sums | undefined): CountAndSum => ({
  count: readInt(sums?.n ?? 0),
  amount: fromFen(readFen(sums?.fen ?? null)),
  ...unknownIn(readInt(sums?.unknown_amounts ?? 0)),
});
