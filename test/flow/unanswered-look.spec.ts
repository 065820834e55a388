import { describe, expect, it, vi } from 'vitest';
import { KingdeeUnavailableError } from '../../server/src/connectors/target.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

type Parts = Awaited<ReturnType<typeof inDoubt>>;

const opened = pushDatabase();

/** Bills whose saves arrived and lost their answer. */
async function inDoubt(names: readonly string[], numbers: 'shown' | 'unseen' = 'unseen') {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const bills: Awaited<ReturnType<typeof putPushing>>[] = [];
  for (const name of names) bills.push(await putPushing(db, name));
  // Else one of them goes alone.
  if (numbers === 'shown') await numbersShown(db, parts);
  kingdee.instead = async (call) => {
    if (call !== 'save') return null;
    for (const { draft } of bills) kingdee.take(draft);
    return { outcomes: bills.map(() => ({ kind: 'unknown', cause: '没有回答' })), answer: null, lost: true };
  };
  await parts.push.run();
  kingdee.instead = async () => null;
  return { ...parts, kingdee, bills };
}

describe('a question about bills in doubt that is not answered', () => {
  it.each([
    ['a limit on calls', '金蝶服务器说请求太频繁（429）', true],
    ['a missing right', '金蝶没有回答对单据的查询：没有权限', false],
  ])('is asked again at ever longer intervals: %s', async (_, sentence, transient) => {
    const { doubt, push, kingdee, bills } = await inDoubt(['one', 'two']);
    kingdee.asked = () => {
      throw new KingdeeUnavailableError(sentence, transient);
    };
    kingdee.calls.length = 0;
    for (let sweep = 0; sweep < 300; sweep++) {
      vi.advanceTimersByTime(2_000);
      await doubt.run();
    }
    // Ten minutes: more would be refused for their number alone.
    expect(kingdee.calls.length).toBeGreaterThan(5);
    expect(kingdee.calls.length).toBeLessThan(25);
    kingdee.asked = () => undefined;
    for (let sweep = 0; sweep < 60; sweep++) {
      vi.advanceTimersByTime(2_000);
      await doubt.run();
      await push.run();
    }
    for (const { id } of bills) expect(await billNow(opened.db, id)).toMatchObject({ state_kind: 'booked' });
  });
});

it('a clock that is set back while a save is out does not make the questions come without a pause', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { push, doubt } = parts;
  await numbersShown(db, parts);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call) => {
    if (call !== 'save') return null;
    vi.setSystemTime(Date.now() - 3_600_000);
    return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
  };
  await push.run();
  kingdee.instead = async () => null;
  let asked = 0;
  kingdee.asked = () => {
    asked += 1;
    if (asked > 50) throw new Error('asked without a pause');
  };
  for (let sweep = 0; sweep < 30; sweep++) {
    vi.advanceTimersByTime(30_000);
    await doubt.run();
  }
  expect(asked).toBeLessThan(5);
  // By the clock as it is now the save has been sent only later; then it is asked about as ever.
  for (let sweep = 0; sweep < 200; sweep++) {
    vi.advanceTimersByTime(30_000);
    await doubt.run();
    await push.run();
  }
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  expect(kingdee.bills).toHaveLength(1);
});

it('Kingdee is not called before the time that its gateway asks to wait, by a push or a question', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { push, doubt } = pushParts(db, kingdee);
  const busy = () => new KingdeeUnavailableError('请求太频繁', true, { waitMs: 300_000 });
  const { id } = await putPushing(db, 'one');
  const calls = (name: string) => kingdee.calls.filter((call) => call === name).length;
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      vi.advanceTimersByTime(10_000);
      await push.run();
      await doubt.run();
    }
  };
  kingdee.instead = async (call) => {
    if (call === 'submit') throw busy();
    return null;
  };
  await push.run();
  await pass(290_000);
  expect(calls('submit')).toBe(1);
  kingdee.instead = async (call) =>
    call === 'submit' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true } : null;
  kingdee.asked = () => {
    throw busy();
  };
  const before = calls('find');
  await pass(290_000);
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt' });
  expect(calls('find') - before).toBe(1);
  kingdee.instead = async () => null;
  kingdee.asked = () => undefined;
  await pass(300_000);
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
});

describe('one bill that Kingdee cannot be asked about, such as one whose amount our user may not see', () => {
  const HIDDEN = '看不到金蝶单据的金额（“***”），集成用户可能没有该字段的权限。请管理员处理后再核对。';
  const hide = (kingdee: NotedKingdee, hidden: string) => {
    kingdee.asked = (keys) => {
      const own = keys.filter(({ thirdBillNo }) => thirdBillNo === hidden);
      if (own.length === 0) return;
      const about = new Map(own.map(({ billNo }) => [billNo, HIDDEN]));
      throw new KingdeeUnavailableError(HIDDEN, false, { about });
    };
  };
  const sweep = async ({ doubt, push }: Parts, times: number) => {
    for (let time = 0; time < times; time++) {
      vi.advanceTimersByTime(30_000);
      await doubt.run();
      await push.run();
    }
  };

  it('does not keep the others in doubt, and is asked about again until it can be', async () => {
    const parts = await inDoubt(['one', 'two', 'three', 'four', 'five'], 'shown');
    hide(parts.kingdee, 'three');
    await sweep(parts, 1);
    const states = async () =>
      Promise.all(parts.bills.map(async ({ id }) => (await billNow(opened.db, id)).state_kind));
    expect(await states()).toEqual(['booked', 'booked', 'in-doubt', 'booked', 'booked']);
    parts.kingdee.asked = () => undefined;
    await sweep(parts, 5);
    expect(await states()).toEqual(['booked', 'booked', 'booked', 'booked', 'booked']);
    expect(parts.kingdee.bills).toHaveLength(5);
  });

  it('does not keep the others from being sent: it alone goes back, unsent, with the cause', async () => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const parts = pushParts(db, kingdee);
    const [one, hidden, three] = [
      await putPushing(db, 'one'),
      await putPushing(db, 'hidden'),
      await putPushing(db, 'three'),
    ];
    hide(kingdee, 'hidden');
    await parts.push.run();
    for (const { id } of [one, three]) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
    expect(await billNow(db, hidden.id)).toMatchObject({ state_kind: 'approved', reason: HIDDEN, lease_token: null });
    expect(kingdee.bills.map(({ thirdBillNo }) => thirdBillNo)).toEqual(['one', 'three']);
    const receipts = await db.query('SELECT bill_id, outcome FROM push_receipt WHERE bill_id = ?', [hidden.id]);
    expect(receipts).toEqual([{ bill_id: hidden.id, outcome: 'not-sent' }]);
    const [order] = await db.query('SELECT state FROM push_order');
    expect(order).toEqual({ state: 'done' });
  });

  it('leaves nothing to send where it is alone, and the call is closed', async () => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const { push } = pushParts(db, kingdee);
    const { id } = await putPushing(db, 'hidden');
    hide(kingdee, 'hidden');
    await push.run();
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'approved', reason: HIDDEN });
    expect(kingdee.calls).not.toContain('save');
    expect(await db.query('SELECT id FROM push_call WHERE settled_at IS NULL')).toEqual([]);
  });
});
