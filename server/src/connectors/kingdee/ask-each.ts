import { clock } from '../../database/clock.js';
import { type BillKey, type KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../target.js';

export interface Answer {
  /** Empty where Kingdee holds none. */
  stored: readonly StoredBill[];
  /** When the question left, ms since the epoch. */
  askedAt: number;
}

/** What Kingdee said, by bill id; every bill asked about is in one of the first two. */
export interface Answers {
  answered: ReadonlyMap<string, Answer>;
  /** No answer, which is no "not there". */
  unanswered: ReadonlyMap<string, KingdeeUnavailableError>;
  /** Why nothing could be asked, where the cause lies with no bill. */
  away: KingdeeUnavailableError | null;
}

/**
 * One question for all bills. Those that cannot be asked about or read, such as one with hidden amounts, do not keep the others from
 * their answer: the question is put again without them.
 * @param keyOf what a bill is asked by; no two share a billNo. @param custom as of `KingdeeClient.find`.
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

/** The causes, each once, for the log. */
export const causesOf = ({ unanswered }: Answers): string[] => [
  ...new Set([...unanswered.values()].map(({ sentence }) => sentence)),
];
