import { describe, expect, it } from 'vitest';
import { type BillKey, KingdeeUnavailableError, type StoredBill } from '../target.js';
import { askEach, causesOf } from './ask-each.js';

const bills = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const keyOf = ({ id }: { id: string }): BillKey => ({ forms: ['AP_PAYBILL'], billNo: `NO-${id}`, thirdBillNo: id });
const stored = (key: BillKey) => ({ id: key.billNo }) as unknown as StoredBill;

/** Holds every bill but "e", and throws what it is told to. */
function kingdee(refuses: (asked: readonly string[]) => KingdeeUnavailableError | null) {
  const questions: string[] = [];
  return {
    questions,
    find: async (keys: readonly BillKey[]) => {
      const asked = keys.map(({ thirdBillNo }) => thirdBillNo);
      questions.push(asked.join(''));
      const error = refuses(asked);
      if (error) throw error;
      return new Map(keys.flatMap((key) => (key.thirdBillNo === 'e' ? [] : [[key.billNo, [stored(key)]] as const])));
    },
  };
}
const about = (...causes: [string, string][]) =>
  new KingdeeUnavailableError('看不到', false, { about: new Map(causes) });

describe('one question for many bills', () => {
  it('tells of each what Kingdee holds, none being an answer too', async () => {
    const other = kingdee(() => null);
    const answers = await askEach(other, bills, keyOf);
    expect([...answers.answered].map(([id, { stored }]) => [id, stored.length])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['d', 1],
      ['e', 0],
    ]);
    expect([answers.unanswered.size, answers.away, other.questions]).toEqual([0, null, ['abcde']]);
  });

  it('is put again without those that cannot be asked about, each with its own cause', async () => {
    const other = kingdee((asked) => {
      if (asked.includes('b')) return about(['NO-b', '看不到 b'], ['NO-d', '看不到 d']);
      return asked.includes('e') ? about(['NO-e', '看不到 e']) : null;
    });
    const answers = await askEach(other, bills, keyOf);
    expect(other.questions).toEqual(['abcde', 'ace', 'ac']);
    expect([...answers.answered.keys()]).toEqual(['a', 'c']);
    expect([...answers.unanswered].map(([id, { sentence }]) => [id, sentence])).toEqual([
      ['b', '看不到 b'],
      ['d', '看不到 d'],
      ['e', '看不到 e'],
    ]);
    expect(causesOf(answers)).toEqual(['看不到 b', '看不到 d', '看不到 e']);
    expect(answers.away).toBeNull();
  });

  it.each([
    ['the network is away', new KingdeeUnavailableError('连不上金蝶', true)],
    ['a right is missing', new KingdeeUnavailableError('没有权限', false, { errorClass: 'permission' })],
    ['the cause lies with a bill that was not asked about', about(['NO-z', '看不到 z'])],
  ])('is put once where %s: nobody has an answer then', async (_, error) => {
    const other = kingdee(() => error);
    const answers = await askEach(other, bills, keyOf);
    expect(other.questions).toEqual(['abcde']);
    expect(answers).toMatchObject({ answered: new Map(), away: error });
    expect([...answers.unanswered.keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is not put about nothing', async () => {
    const other = kingdee(() => null);
    expect(await askEach(other, [], keyOf)).toEqual({ answered: new Map(), unanswered: new Map(), away: null });
    expect(other.questions).toEqual([]);
  });
});
