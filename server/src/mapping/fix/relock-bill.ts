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
import { RemapTally } from '../run/map-bills.js';
import { type MappingBasis, mapBill } from '../run/map-one.js';
import { MappingBooks } from '../run/mapping-books.js';

/** What a person sets on one bill: path → value, also of the field that holds the same; undefined where a value that was set goes. */
interface Relocked {
  bill: BillToMap;
  basis: MappingBasis;
  values: ReadonlyMap<string, string | undefined>;
}

/** Values that a person sets on one bill, or takes back: written with the content that comes of them. */
@Injectable()
export class RelockBill {
  constructor(
    private readonly db: Database,
    private readonly books: MappingBooks,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>,
  ) {}

  /** @throws BillRefusedError as it is not offered. That it is closed was said when it was opened. */
  async mustFit({ ref, ...known }: BillToMap, actor: Actor): Promise<void> {
    const { id, kind, reached } = ref;
    const bill = { ...known, id, kind, reached, approvedBy: null, baseFen: null, part: '' };
    const policy = reviewPolicy(this.settings);
    const why = whyNot('fix', bill, actor, NO_FACTS, policy);
    if (why !== null) throw await refusalOf(this.db.read, why, { action: 'fix', bill, actor, policy });
  }

  /**
   * Locks and new content in one transaction; a table that changed meanwhile makes the person look again.
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

/** Fields of a bill's header that are one value, by the scheme that it is mapped with. */
export const twinsOn = ({ scheme: { content } }: Pick<MappingBasis, 'scheme'>): readonly Twins[] =>
  twinsOf(formNamed(content.target), content);

/**
 * What is set on one of two fields that are one value is set on both, whatever stood on the other (decision 119). A value that goes is named
 * by itself: the other may be somebody else's.
 */
function withTwinValues(values: Relocked['values'], twins: readonly Twins[]): Relocked['values'] {
  const set = [...values].filter(([, value]) => value !== undefined);
  return new Map([...values, ...Object.entries(withTwins(twins, Object.fromEntries(set)))]);
}

/** Which lines of the form stand behind the rows on which values are set: those set now as the rows are now. */
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

/** As they are read back, so that the citations are the same text at every mapping. */
const inOrder = (locks: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...locks].sort(([a], [b]) => (a < b ? -1 : 1)));

function byValue(values: Relocked['values']): Map<string | undefined, string[]> {
  const paths = new Map<string | undefined, string[]>();
  for (const [path, value] of values) paths.set(value, [...(paths.get(value) ?? []), path]);
  return paths;
}
