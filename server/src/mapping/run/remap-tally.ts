import type { RemapResult } from '@dingdee/shared/mapping';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { baseTotal } from '../../domain/draft/base-total.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import type { BillToMap } from './bills-to-map.js';

/** Counts of one run over many bills, or of several runs for one change. */
export class RemapTally {
  remapped = 0;
  /** Bills that were mapped for keys of a table. A change of several tables is stored before the first run: each bill is mapped once. */
  readonly mapped = new Set<string>();
  ready = { count: 0, fen: 0n, unknown: 0 };
  missing = { count: 0, fen: 0n, unknown: 0 };
  voided = 0;
  /** Bills that waited for a value and no longer do, as the mapping left them. */
  readonly released: { id: string; version: number }[] = [];

  /** @param kind state before the mapping: a held bill stays held and is not counted as ready or missing. */
  add(result: MappingResult, { kind }: Pick<BillToMap['ref'], 'kind'>): void {
    const total = baseTotal(result.facts);
    this.remapped += 1;
    if (kind === 'held') return;
    const place = result.draft === null ? this.missing : this.ready;
    place.count += 1;
    if (total === null) place.unknown += 1;
    else place.fen += toFen(total);
  }

  answer(table: string | null, revision: number | null): RemapResult {
    return {
      table,
      revision,
      remapped: this.remapped,
      becameReady: sumOf(this.ready),
      stillMissing: sumOf(this.missing),
      voidedApprovals: this.voided,
    };
  }
}

const sumOf = ({ count, fen, unknown }: RemapTally['ready']): CountAndSum => ({
  count,
  amount: fromFen(fen),
  ...unknownIn(unknown),
});
