import { BULK_ACTIONS, type BulkAction, type BulkOffer } from '@dingdee/shared/bill-action';
import type { BulkOffers as BulkOffersAnswer, SeenBills } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import { whoElse } from '../../access/member/who-else.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database, placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { noteNeeded, warningsOf } from '../action/approve-warnings.js';
import { type Cause, wordsOfCause } from '../action/cause-words.js';
import { whyNot } from '../action/offered-actions.js';
import { reviewPolicy } from '../action/review-policy.js';
import type { ReviewPolicy } from '../action/review-rules.js';
import type { WhyNot } from '../action/why-not.js';
import { offerParts, offerWords, type Told } from '../action/why-not-words.js';
import { unknownIn } from '../ledger/unknown-amounts.js';
import { type BillClass, billClasses, type Several } from './bill-classes.js';

/** Offer for a group, beside its count and sum. */
export interface GroupOffer {
  reason: string | null;
  action: string;
  actions: BulkOffer[];
}

const byRank = (a: BillClass, b: BillClass): number =>
  a.rank - b.rank || ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1);

/** Returns the actions that are possible with several bills at once, by the rules of one bill (offered-actions.ts), however many there are. */
@Injectable()
export class BulkOffers {
  private readonly policy: ReviewPolicy;

  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>,
  ) {
    this.policy = reviewPolicy(settings);
  }

  /** Returns the offers by group key, with the group's worst reason and the step that it asks for; a group without a bill is absent. */
  async byGroup(bills: Several, actor: Actor): Promise<Map<string, GroupOffer>> {
    const groups = new Map<string, BillClass[]>();
    for (const one of await billClasses(this.db, bills, actor, this.policy)) {
      const there = groups.get(one.group);
      if (there) there.push(one);
      else groups.set(one.group, [one]);
    }
    const told = await this.told(actor, [...groups.values()].flat());
    return new Map(
      [...groups].map(([key, classes]) => {
        const [worst] = classes.toSorted(byRank);
        return [
          key,
          { reason: worst?.reason ?? null, action: worst?.action ?? 'none', actions: this.offer(classes, told) },
        ];
      }),
    );
  }

  /** Returns the offers for a frozen selection. */
  async ofSelection(id: string, actor: Actor): Promise<BulkOffer[]> {
    const join = 'JOIN selection_item i ON i.bill_id = b.id';
    const where = { sql: 'i.selection_id = ?', params: [id] };
    return this.ofAll({ join, id: 'i.bill_id', where, stale: 'b.version <> i.bill_version' }, actor);
  }

  /** Returns the offers for bills that were ticked one by one. Unknown bills are not counted. */
  async ofSeen({ items }: SeenBills, actor: Actor): Promise<BulkOffersAnswer> {
    const seen = new Map(items.map(({ id, version }) => [id, version]));
    const ids = [...seen.keys()];
    const where = { sql: `b.id IN (${placeholders(ids)})`, params: ids };
    const now = await this.db.query<{ id: string; version: unknown }>(
      `SELECT b.id, b.version FROM bill b WHERE ${where.sql}`,
      ids,
    );
    const stale = now.filter(({ id, version }) => seen.get(id) !== Number(version)).map(({ id }) => id);
    const group =
      stale.length === 0 ? `'seen'` : `CASE WHEN b.id IN (${placeholders(stale)}) THEN 'stale' ELSE 'seen' END`;
    const classes = await billClasses(this.db, { where, group: { sql: group, params: stale } }, actor, this.policy);
    const judged = classes.map((one) => ({ ...one, stale: one.group === 'stale' }));
    return { actions: this.offer(judged, await this.told(actor, judged)), changed: stale };
  }

  private async ofAll(bills: Several, actor: Actor): Promise<BulkOffer[]> {
    const classes = await billClasses(this.db, bills, actor, this.policy);
    return this.offer(classes, await this.told(actor, classes));
  }

  /** Returns the person who asks, with the other people if one of them may have to act. */
  private async told(actor: Actor, classes: readonly BillClass[]): Promise<Asker> {
    const others = classes.some(
      ({ subject }) =>
        subject.originatorUserId !== '' || subject.approvedBy !== null || subject.payees.hands.length > 0,
    );
    return { actor, policy: others ? { ...this.policy, who: await whoElse(this.db.read) } : this.policy };
  }

  private offer(classes: readonly BillClass[], asker: Asker): BulkOffer[] {
    const { actor } = asker;
    return BULK_ACTIONS.map((action) => {
      const fitting: BillClass[] = [];
      const left = new Map<Exclude<Cause, 'access/refused'>, BillClass[]>();
      const ways = new Map<Cause, string>();
      for (const one of classes) {
        const why = whyNot(action, one.subject, actor, one.facts, this.policy);
        // A missing role is missing for every bill.
        if (why?.code === 'access/refused') return this.refused(action, why, one, asker);
        const cause = one.stale ? 'bill/stale' : (why?.code ?? stopsTogether(action, one));
        if (cause === null) fitting.push(one);
        else {
          left.set(cause, [...(left.get(cause) ?? []), one]);
          if (why && cause === why.code && BY_OTHERS.has(cause) && !ways.has(cause))
            ways.set(cause, offerParts(why, { action, bill: one.subject, ...asker }).next);
        }
      }
      const leftOut = [...left].map(([code, of]) => {
        const next = ways.get(code);
        return { code, words: wordsOfCause(code, action), ...(next ? { next } : {}), ...sumOf(of) };
      });
      return {
        action,
        fits: sumOf(fitting),
        leftOut: leftOut.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
        refused: null,
      };
    });
  }

  private refused(action: BulkAction, why: WhyNot, { subject: bill }: BillClass, asker: Asker): BulkOffer {
    const words = offerWords(why, { action, bill, ...asker });
    return { action, fits: sumOf([]), leftOut: [], refused: { code: why.code, words } };
  }
}

/** Causes that another person can act on: the words of the first such bill name that person. */
const BY_OTHERS: ReadonlySet<string> = new Set([
  'bill/own-bill',
  'bill/payee-hand',
  'bill/doubt-cleared',
  'bill/four-eyes',
]);
type Asker = Pick<Told, 'actor' | 'policy'>;

/** Returns why a bill is skipped in bulk although it could be approved alone; null if it is not. */
function stopsTogether(action: BulkAction, { subject, issues }: BillClass): `note-needed:${string}` | null {
  const [first] = action === 'approve' ? warningsOf(subject.payees.hands, issues) : [];
  return first === undefined ? null : noteNeeded(first.code);
}

const sumOf = (classes: readonly BillClass[]): CountAndSum => ({
  count: classes.reduce((n, one) => n + one.count, 0),
  amount: fromFen(classes.reduce((fen, one) => fen + one.fen, 0n)),
  ...unknownIn(classes.reduce((n, one) => n + one.unknown, 0)),
});
