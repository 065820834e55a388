import type { Assignments, AssignPreview } from '@dingdee/shared/assignment';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import { whoElse } from '../../access/member/who-else.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { ownAs } from '../action/own-bill.js';
import { BillHistory } from '../history/bill-history.js';
import { givenOf, IN_REVIEW } from '../ledger/assignment-rows.js';
import { BillClaims } from '../ledger/bill-claims.js';
import type { BillRef } from '../ledger/bill-ledger.js';
import type { BillSum } from '../ledger/bill-views.js';
import { UNKNOWN, unknownIn } from '../ledger/unknown-amounts.js';
import { BillSelections, type SeenBill } from '../selection/bill-selections.js';
import { CHANGED, GONE, notInReview } from './assign-words.js';

type Row = Record<string, unknown>;
interface Hold {
  count: number;
  fen: bigint;
  unknown: number;
  overdue: number;
}
const NOTHING: Hold = { count: 0, fen: 0n, unknown: 0, overdue: 0 };
const AT_ONCE = 200;

/** Sums up how much each person has in hand, by SQL, and how much it would be after an assignment. */
@Injectable()
export class AssignmentOverview {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly selections: BillSelections,
    private readonly history: BillHistory,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** Returns reviewers, and other people who still have bills in hand: most first. */
  async list(actor: Actor): Promise<Assignments> {
    const [holds, { approve }] = [await this.holds(), await whoElse(this.db.read)];
    const reviewers = new Map(approve.map(({ userId, name }) => [userId, name]));
    const former = [...holds.keys()].filter((userId) => !reviewers.has(userId));
    const nameOf = await this.history.names(former);
    const people = [...reviewers, ...former.map((userId) => [userId, nameOf(userId)] as const)].map(
      ([userId, name]) => ({ ...shown(userId, name, holds.get(userId), actor), reviews: reviewers.has(userId) }),
    );
    return { people: people.sort((a, b) => b.holds.count - a.holds.count || (a.name < b.name ? -1 : 1)) };
  }

  /** @throws the errors of a selection */
  async preview(refs: BillRefs, actor: Actor): Promise<AssignPreview> {
    const { approve } = await whoElse(this.db.read);
    const holds = await this.holds();
    const gains = new Map(approve.map(({ userId }) => [userId, { own: 0, gain: NOTHING }]));
    const leftOut = new Map<string, Hold>();
    let [fits, assigned] = [NOTHING, 0];
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const ids = chunk.map(({ id }) => id);
      const bills = new Map((await this.claims.load(this.db.read, ids)).map((bill) => [bill.id, bill]));
      const given = await givenOf(this.db.read, ids);
      for (const seen of chunk) {
        const bill = bills.get(seen.id);
        const why = whyNobody(bill, seen);
        if (why !== null || !bill) {
          leftOut.set(why ?? GONE.reason, plus(leftOut.get(why ?? GONE.reason), bill));
          continue;
        }
        fits = plus(fits, bill);
        const holder = given.get(seen.id)?.userId ?? '';
        if (holder !== '') assigned += 1;
        for (const person of approve) {
          const one = gains.get(person.userId);
          if (!one) continue;
          const own = !this.settings.SINGLE_PERSON_MODE && ownAs(bill, person) !== null;
          if (own) one.own += 1;
          else if (holder !== person.userId) one.gain = plus(one.gain, bill);
        }
      }
    }
    const people = approve.map(({ userId, name }) => {
      const { own, gain } = gains.get(userId) ?? { own: 0, gain: NOTHING };
      const held = holds.get(userId) ?? NOTHING;
      const after = {
        ...held,
        count: held.count + gain.count,
        fen: held.fen + gain.fen,
        unknown: held.unknown + gain.unknown,
      };
      return { ...shown(userId, name, held, actor), own, after: sum(after) };
    });
    return {
      people: people.sort((a, b) => a.holds.count - b.holds.count || (a.name < b.name ? -1 : 1)),
      fits: sum(fits),
      assigned,
      leftOut: [...leftOut].map(([reason, of]) => ({ reason, ...sum(of) })).sort((a, b) => b.count - a.count),
    };
  }

  async holdsOf(userId: string): Promise<CountAndSum> {
    return sum((await this.holds(userId)).get(userId) ?? NOTHING);
  }

  /** Yields all bills that a person has in hand, in chunks of at most 200, each in its current version. */
  async *inHand(userId: string): AsyncGenerator<SeenBill[]> {
    for (let after = ''; ; ) {
      const rows = await this.db.query<Row>(
        `SELECT b.id, b.version FROM bill_assignment a JOIN bill b ON b.id = a.bill_id
         WHERE a.user_id = ? AND a.bill_id > ? ORDER BY a.bill_id LIMIT ${AT_ONCE}`,
        [userId, after],
      );
      if (rows.length === 0) return;
      after = String(rows.at(-1)?.id);
      yield rows.map((row) => ({ id: String(row.id), version: readInt(row.version) }));
    }
  }

  private async holds(userId?: string): Promise<Map<string, Hold>> {
    const only =
      userId === undefined ? { sql: `a.user_id <> ''`, params: [] } : { sql: 'a.user_id = ?', params: [userId] };
    const rows = await this.db.query<Row>(
      `SELECT a.user_id AS user_id, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts,
         SUM(CASE WHEN a.due_at < ? THEN 1 ELSE 0 END) AS overdue
       FROM bill_assignment a JOIN bill ON bill.id = a.bill_id WHERE ${only.sql} GROUP BY a.user_id`,
      [Date.now(), ...only.params],
    );
    return new Map(
      rows.map((row) => [
        String(row.user_id),
        {
          count: readInt(row.n),
          fen: readFen(row.fen),
          unknown: readInt(row.unknown_amounts),
          overdue: readInt(row.overdue),
        },
      ]),
    );
  }
}

function whyNobody(bill: BillRef | undefined, { version }: SeenBill): string | null {
  if (!bill) return GONE.reason;
  if (bill.version !== version) return CHANGED.reason;
  return IN_REVIEW.includes(bill.kind) ? null : notInReview(bill.kind).reason;
}

const plus = (to: Hold = NOTHING, bill: BillSum | undefined): Hold => ({
  ...to,
  count: to.count + 1,
  fen: to.fen + (bill?.baseFen ?? 0n),
  unknown: to.unknown + (bill?.baseFen == null ? 1 : 0),
});
const sum = ({ count, fen, unknown }: Hold): CountAndSum => ({ count, amount: fromFen(fen), ...unknownIn(unknown) });
const shown = (userId: string, name: string, hold: Hold = NOTHING, actor: Actor) => ({
  userId,
  name,
  you: userId === actor.userId,
  holds: sum(hold),
  overdue: hold.overdue,
});
