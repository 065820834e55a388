import type { RemapResult } from '@dingdee/shared/mapping';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { NO_FACTS, whyNot } from '../../bill/action/offered-actions.js';
import { refusalOf } from '../../bill/action/refuse-action.js';
import { reviewPolicy } from '../../bill/action/review-policy.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { writeLocks } from '../../bill/ledger/bill-locks.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { StaleBillError } from '../../domain/bill/bill.errors.js';
import { rowOf } from '../../engine/field/held-locks.js';
import { type Twins, twinsOf, withTwins } from '../../engine/rule/twins.js';
import type { BillToMap } from '../run/bills-to-map.js';
import { type MappingBasis, mapBill } from '../run/map-one.js';
import { MappingBooks } from '../run/mapping-books.js';
import { RemapTally } from '../run/remap-tally.js';

/** Values to set on one bill: path → value, for twin fields too; undefined removes a value. */
interface Relocked {
  bill: BillToMap;
  basis: MappingBasis;
  values: ReadonlyMap<string, string | undefined>;
}

/** Sets or removes values of a person on one bill, and writes them with the content that follows. */
@Injectable()
export class RelockBill {
  constructor(
    private readonly db: Database,
    private readonly books: MappingBooks,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>,
  ) {}

  /** @throws BillRefusedError if the action is not offered. Closed bills were refused when the bill was opened. */
  async mustFit({ ref, ...known }: BillToMap, actor: Actor): Promise<void> {
    const { id, kind, reached } = ref;
    const bill = { ...known, id, kind, reached, approvedBy: null, baseFen: null, part: '' };
    const policy = reviewPolicy(this.settings);
    const why = whyNot('fix', bill, actor, NO_FACTS, policy);
    if (why !== null) throw await refusalOf(this.db.read, why, { action: 'fix', bill, actor, policy });
  }

  /**
   * Writes locks and new content in one transaction; a table that changed meanwhile makes the person check again.
   * @throws StaleBillError
   */
  async run(
    { bill, basis, values: given }: Relocked,
    by: Actor,
    { action, why, detail }: { action: string; why: string; detail?: object },
  ): Promise<RemapResult> {
    const values = withTwinValues(given, twinsOn(basis));
    const locks = new Map(Object.entries(bill.locks));
    const lockedBy = { ...bill.lockedBy };
    for (const [path, value] of values)
      if (value === undefined) locks.delete(path);
      else {
        locks.set(path, value);
        lockedBy[path] = by.userId;
      }
    const lockedOn = linesUnder(bill, mapBill(bill, basis).rowLines(), values);
    const { result } = mapBill({ ...bill, lockedBy, lockedOn: inOrder(lockedOn), locks: inOrder(locks) }, basis);
    const done = await this.db.inTransaction(async (tx) => {
      if (!(await this.books.isCurrent(tx, basis.book))) throw new StaleBillError(bill.ref.id);
      for (const [value, paths] of byValue(values)) await writeLocks(tx, bill.ref.id, paths, value, by, lockedOn);
      const applied = { bill: bill.ref, approvedHash: bill.approvedHash, result, why };
      const done = await this.ledger.applyMapping(tx, [applied], by);
      if (done.stale.length > 0) throw new StaleBillError(bill.ref.id);
      await this.audit.append(tx, by, [
        { action, subjectKind: 'bill', subjectId: bill.ref.id, detail: { paths: [...values.keys()], ...detail } },
      ]);
      return done;
    });
    const tally = new RemapTally();
    tally.add(result, bill.ref);
    tally.voided = done.voided.length;
    return tally.answer(null, null);
  }
}

/** Returns the twins of a bill's header: fields that hold one value, by the scheme that it is mapped with. */
export const twinsOn = ({ scheme: { content } }: Pick<MappingBasis, 'scheme'>): readonly Twins[] =>
  twinsOf(formNamed(content.target), content);

/**
 * Adds the twins of set values: a value that is set on one twin is set on both, whatever the other had (decision 119). A removed value
 * has no twin here: the other may have been set by somebody else.
 */
function withTwinValues(values: Relocked['values'], twins: readonly Twins[]): Relocked['values'] {
  const set = [...values].filter(([, value]) => value !== undefined);
  return new Map([...values, ...Object.entries(withTwins(twins, Object.fromEntries(set)))]);
}

/** Returns the lines of the form behind the rows with locks: for values set now, the lines of the present rows. */
function linesUnder(
  { lockedOn }: Pick<BillToMap, 'lockedOn'>,
  rows: readonly string[],
  values: Relocked['values'],
): Map<string, string> {
  const lines = new Map(Object.entries(lockedOn));
  for (const [path, value] of values) {
    const own = rows[rowOf(path) ?? -1];
    if (value === undefined || own === undefined) lines.delete(path);
    else lines.set(path, own);
  }
  return lines;
}

/** Sorts locks as they are read back, so that the citations are the same text at every mapping. */
const inOrder = (locks: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...locks].sort(([a], [b]) => (a < b ? -1 : 1)));

function byValue(values: Relocked['values']): Map<string | undefined, string[]> {
  const paths = new Map<string | undefined, string[]>();
  for (const [path, value] of values) paths.set(value, [...(paths.get(value) ?? []), path]);
  return paths;
}
