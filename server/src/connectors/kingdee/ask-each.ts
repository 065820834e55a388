import { clock } from '../../database/clock.js';
import { type BillKey, type KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../target.js';

export interface Answer {
  /** Empty if Kingdee holds none. */
  stored: readonly StoredBill[];
  /** Time at which the question was sent, in Unix ms. */
  askedAt: number;
}

/** Answers of Kingdee by bill id; every asked bill is in one of the first two maps. */
export interface Answers {
  answered: ReadonlyMap<string, Answer>;
  /** Bills without an answer; this does not mean "not there". */
  unanswered: ReadonlyMap<string, KingdeeUnavailableError>;
  /** Error if nothing could be asked and no single bill is the cause; null otherwise. */
  away: KingdeeUnavailableError | null;
}

/**
 * Asks one question for all bills. A bill that cannot be asked about or read, for example with hidden amounts, does not block the others:
 * the question is repeated without it.
 * @param keyOf returns the key of a bill; no two share a billNo. @param custom as in `KingdeeClient.find`.
 */
export async function askEach<B extends { id: string }>(
  kingdee: Pick<KingdeeClient, 'find'>,
  bills: readonly B[],
  keyOf: (bill: B) => BillKey,
  custom: readonly string[] = [],
): Promise<Answers> {
  const answered = new Map<string, Answer>();
  const unanswered = new Map<string, KingdeeUnavailableError>();
  let rest = bills;
  while (rest.length > 0) {
    const askedAt = clock.now();
    try {
      const found = await kingdee.find(rest.map(keyOf), custom);
      for (const bill of rest) answered.set(bill.id, { stored: found.get(keyOf(bill).billNo) ?? [], askedAt });
      break;
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      const causeOf = (bill: B) => error.about.get(keyOf(bill).billNo);
      const others = rest.filter((bill) => causeOf(bill) === undefined);
      if (others.length === rest.length) {
        for (const { id } of rest) unanswered.set(id, error);
        return { answered, unanswered, away: error };
      }
      for (const bill of rest) {
        const cause = causeOf(bill);
        if (cause !== undefined) unanswered.set(bill.id, new KingdeeUnavailableError(cause, false, error));
      }
      rest = others;
    }
  }
  return { answered, unanswered, away: null };
}

/** Returns each cause once, for the log. */
export const causesOf = ({ unanswered }: Answers): string[] => [
  ...new Set([...unanswered.values()].map(({ sentence }) => sentence)),
];
