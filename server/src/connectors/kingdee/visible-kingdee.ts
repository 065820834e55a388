import { USUAL_TARGET } from '@dingdee/shared/scheme';
import type { Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { type BillKey, KingdeeUnavailableError, type StoredBill } from '../target.js';
import type { KingdeeForm } from './forms/kingdee-form.js';
import { K3CloudClient } from './k3cloud.client.js';
import { type Expected, KnownBills } from './known-bills.js';
import { CallSlots } from './transport/call-slots.js';
import { KingdeeHealth } from './transport/kingdee-health.js';

type Found = ReadonlyMap<string, readonly StoredBill[]>;

/** Number of bills that must be missing before the right to see them is doubted, if no other bill can serve as witness. */
const MISSING_AT_ONCE = 3;

/**
 * Detects a user without the right to see bills. A user who has lost this right, or whose licence lacks the module, gets empty lists
 * without an error (first-contact.md): "not found" then says nothing, neither about a watched bill nor about one that we want to send
 * again. Each query also asks for a few bills that Kingdee must hold (witnesses). If an organisation shows none of them and no other
 * payment bill, its bills are unanswered, not missing (decision 0017).
 */
export class VisibleKingdee extends K3CloudClient {
  private readonly known: KnownBills;

  constructor(
    settings: Settings,
    private readonly status: KingdeeHealth,
    slots: CallSlots,
    db: Database,
  ) {
    super(settings, status, slots);
    this.known = new KnownBills(db);
  }

  /**
   * Does what `find` does, for one form. @throws KingdeeUnavailableError as in KingdeeClient, also if the bills of the organisation are not
   * shown to us.
   */
  protected override async findIn(
    form: KingdeeForm,
    keys: readonly BillKey[],
    custom: readonly string[] = [],
  ): Promise<Found> {
    if (keys.length === 0) return new Map();
    const expected = await this.known.expected(form.id, keys);
    let found = await this.beside(form, keys, expected, custom);
    const doubted = unseen(keys, expected, found);
    const blind: string[] = [];
    for (const org of doubted) if (!(await this.showsAny(org, form.id))) blind.push(org);
    // The right exists after all: bills that the first answer left out are asked once more.
    if (blind.length < doubted.length) found = await this.beside(form, keys, expected, custom);
    for (const org of new Set(expected.orgs.values()))
      if (blind.includes(org)) this.status.blind(org, form.label);
      else if (doubted.includes(org) || isSeen(org, keys, expected, found)) this.status.sighted(org, form.label);
    if (blind.length === 0) return own(keys, found);
    const lost = keys.filter(({ billNo }) => blind.includes(expected.orgs.get(billNo) ?? '') && !found.has(billNo));
    const sentence = this.status.blindness ?? '';
    throw new KingdeeUnavailableError(sentence, true, {
      errorClass: 'permission',
      about: new Map(lost.length === keys.length ? [] : lost.map(({ billNo }) => [billNo, sentence])),
    });
  }

  /** Throws if the organisation shows no payment bill at all: it may have none, or hide them, so nothing can be concluded. */
  override async paymentsOf(orgNumber: string, days: { from: string; to: string }): Promise<readonly StoredBill[]> {
    const found = await super.paymentsOf(orgNumber, days);
    if (found.length > 0 || (await this.showsAny(orgNumber, USUAL_TARGET))) return found;
    throw new KingdeeUnavailableError(
      `付款组织 ${orgNumber} 的付款单在金蝶里一张也查不到，可能是集成用户没有查看权限，不能当作没有付过。`,
      true,
      { errorClass: 'permission' },
    );
  }

  /** Asks for the bills and their witnesses; repeats the query without witnesses that cannot be read. */
  private async beside(
    form: KingdeeForm,
    keys: readonly BillKey[],
    { witnesses }: Expected,
    custom: readonly string[],
  ): Promise<Found> {
    const others = [...witnesses.values()].flat();
    try {
      return await super.findIn(form, [...keys, ...others], custom);
    } catch (error) {
      const about = error instanceof KingdeeUnavailableError ? error.about : new Map<string, string>();
      if (about.size === 0 || keys.some(({ billNo }) => about.has(billNo))) throw error;
      return super.findIn(form, [...keys, ...others.filter(({ billNo }) => !about.has(billNo))], custom);
    }
  }
}

/** Removes the witnesses from the result. */
const own = (keys: readonly BillKey[], found: Found): Found =>
  new Map(keys.flatMap(({ billNo }) => (found.has(billNo) ? [[billNo, found.get(billNo) ?? []] as const] : [])));

const isSeen = (org: string, keys: readonly BillKey[], { orgs, witnesses }: Expected, found: Found): boolean =>
  keys.some(({ billNo }) => orgs.get(billNo) === org && found.has(billNo)) ||
  (witnesses.get(org) ?? []).some(({ billNo }) => found.has(billNo));

/** Returns the organisations with missing bills that show no bill that must be there. */
function unseen(keys: readonly BillKey[], expected: Expected, found: Found): string[] {
  const { orgs, held, witnesses } = expected;
  return [...witnesses].flatMap(([org, others]) => {
    const missing = keys.filter(({ billNo }) => orgs.get(billNo) === org && !found.has(billNo));
    if (missing.length === 0 || isSeen(org, keys, expected, found)) return [];
    const heldHere = missing.filter(({ billNo }) => held.has(billNo)).length;
    return others.length > 0 || heldHere >= MISSING_AT_ONCE ? [org] : [];
  });
}
