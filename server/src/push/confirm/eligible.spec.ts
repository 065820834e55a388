import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Actor } from '../../domain/actor.js';
import { inState } from '../../domain/bill/stored-state.js';
import { eligible, type FourEyes } from './eligible.js';
import { NOTHING_TODAY } from './own-pushes.js';

const me: Actor = { userId: 'u1', name: '许清和', roles: ['pusher'] };
const limits = { bill: '20000.00' as Amount, batch: '50000.00' as Amount, singlePerson: false };

type Columns = Omit<PushBill, 'kind' | 'state'>;
function bill(
  id: string,
  fen: bigint,
  { kind = 'approved', ...more }: Partial<Columns & Pick<PushBill, 'kind'>> = {},
): PushBill {
  const columns: Columns = {
    id,
    version: 3,
    reached: 'none',
    billNo: `DD${id}`,
    thirdBillNo: id,
    processInstanceId: id,
    part: '',
    businessId: id,
    originatorUserId: 'u9',
    originatorName: '周明远',
    payee: '周明远',
    department: '销售二部',
    purpose: '差旅',
    orgNumber: '101',
    currency: 'CNY',
    outcome: 'save+submit+audit',
    schemeId: 's1',
    schemeVersion: 1,
    baseFen: fen,
    contentHash: 'h',
    approvedHash: 'h',
    approvedBy: 'u2',
    kingdeeId: null,
    kingdeeNo: null,
    numbering: 'ours',
    keyField: '',
    targetForm: 'AP_PAYBILL',
    sentForm: null,
    formerKeyFields: [],
    businessDate: '2026-11-24',
    pushDay: null,
    attempt: 0,
    leaseUntil: null,
    action: 'push',
    reasonKey: '',
    payees: { hands: [], names: [] },
    createdAt: 0,
    finishedAt: 0,
    ...more,
  };
  return { ...columns, ...inState(kind, {}) };
}
const HAND = { field: 'contactUnit', form: 'YG00007 周明远', put: 'YG00009 高旻', rowId: null };
const held =
  (paused: ReadonlyMap<string, string>) =>
  ({ schemeId }: PushBill) => {
    const reason = paused.get(schemeId);
    return reason === undefined ? null : { reason, nextStep: '恢复推送后再推' };
  };
const run = (
  bills: PushBill[],
  change: Partial<FourEyes> = {},
  seen = new Map<string, number>(),
  paused = new Map<string, string>(),
  today = NOTHING_TODAY,
) => eligible(bills, seen, me, { ...limits, ...change }, held(paused), today);

describe('who may push what', () => {
  it('lets a bill through that somebody else approved, whatever its size', async () => {
    expect((await run([bill('a', 9_000_000n)])).eligible).toHaveLength(1);
  });

  it('leaves out a large bill that the pusher approved alone, with the reason', async () => {
    const { eligible: passed, refused } = await run([
      bill('a', 2_000_000n, { approvedBy: 'u1' }),
      bill('b', 1_999_999n, { approvedBy: 'u1' }),
    ]);
    expect(passed.map(({ id }) => id)).toEqual(['b']);
    expect(refused[0]?.reason).toBe('审核人与推送人都是你，且达到 ¥20,000.00');
  });

  it('leaves out all own small bills when together they reach the limit of a batch', async () => {
    const own = [1, 2, 3].map((n) => bill(String(n), 1_900_000n, { approvedBy: 'u1' }));
    expect((await run([...own, bill('z', 1n)])).eligible.map(({ id }) => id)).toEqual(['z']);
  });

  it('counts what the person approved and pushed today in other orders, each bill once, and says the sum, the limit and who else can push', async () => {
    const own = bill('n', 1_500_000n, { approvedBy: 'u1' });
    const pushed = new Map([
      ['a', 1_900_000n],
      ['b', 1_600_000n],
    ]);
    const person = (userId: string, name: string) => ({ userId, name });
    const push = [person('u1', '许清和'), person('u3', '李娜'), person('u4', '王强')];
    const who = { approve: [], push, admins: [] };
    const { eligible: passed, refused } = await run([own, bill('z', 1n)], { who }, undefined, undefined, { pushed });
    expect(passed.map(({ id }) => id)).toEqual(['z']);
    expect(refused).toMatchObject([
      {
        reason: '你自己审核又推送的，今天已有 ¥35,000.00，加上这里的 1 笔是 ¥50,000.00，达到一天 ¥50,000.00 的上限',
        nextStep: '请 李娜、王强 推送',
      },
    ]);
    const again = bill('b', 1_600_000n, { approvedBy: 'u1' });
    expect((await run([again], {}, undefined, undefined, { pushed })).eligible).toHaveLength(1);
  });

  it('a bill that is refused for its own size does not count towards the day, so the small one beside it passes', async () => {
    const own = [2_500_000n, 2_600_000n, 10_000n].map((fen, at) => bill(String(at), fen, { approvedBy: 'u1' }));
    const { eligible: passed, refused } = await run(own);
    expect(passed.map(({ id }) => id)).toEqual(['2']);
    expect(refused.map(({ reason }) => reason)).toEqual(Array(2).fill('审核人与推送人都是你，且达到 ¥20,000.00'));
  });

  it('over the day’s limit nobody is named who put the payee of that bill, and choosing fewer is offered where it helps', async () => {
    const person = (userId: string, name: string) => ({ userId, name });
    const who = { approve: [], push: [person('u1', '许清和'), person('u3', '李娜'), person('u4', '王强')], admins: [] };
    const own = [1, 2, 3].map((n) => bill(String(n), 1_900_000n, { approvedBy: 'u1' }));
    const payees = { hands: [{ ...HAND, by: 'u3' }], names: [] };
    const steps = async (already: bigint) => {
      const today = { pushed: new Map([['x', already]]) };
      const bills = [{ ...own[0], payees } as PushBill, ...own.slice(1)];
      return (await run(bills, { who }, undefined, undefined, today)).refused.map(({ nextStep }) => nextStep);
    };
    expect(await steps(0n)).toEqual([
      '请 王强 推送，或少选几笔',
      '请 李娜、王强 推送，或少选几笔',
      '请 李娜、王强 推送，或少选几笔',
    ]);
    expect((await steps(4_900_000n))[1]).toBe('请 李娜、王强 推送');
  });

  it('lets everything through in 单人模式', async () => {
    expect((await run([bill('a', 9_000_000n, { approvedBy: 'u1' })], { singlePerson: true })).eligible).toHaveLength(1);
  });

  it('leaves out a bill that changed after it was approved or after it was chosen, and one of a paused scheme', async () => {
    const { eligible: passed, refused } = await run(
      [
        bill('a', 1n, { contentHash: 'other' }),
        bill('b', 1n),
        bill('c', 1n, { schemeId: 's2' }),
        bill('d', 1n, { kind: 'ready' }),
      ],
      {},
      new Map([['b', 2]]),
      new Map([['s2', '方案已暂停：编码规则不同']]),
    );
    expect(passed).toEqual([]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      '审核之后内容有变化',
      '选中之后被人更新过',
      '方案已暂停：编码规则不同',
      '现在是“待审核”，不在待推送',
    ]);
  });
});

it('leaves out what this person put as the payee, whatever the amount and whoever approved it', async () => {
  const mine = bill('b1', 100n, { payees: { hands: [{ ...HAND, by: 'u1' }], names: [] } });
  const theirs = bill('b2', 100n, { payees: { hands: [{ ...HAND, by: 'u3' }], names: [] } });
  const { eligible: passed, refused } = await run([mine, theirs]);
  expect(passed.map(({ id }) => id)).toEqual(['b2']);
  expect(refused).toMatchObject([{ reason: '这张单据的收款信息是你改的，不论金额都不能由你推送' }]);
});

it('names who else could push it, three at most, or who can give the right', async () => {
  const mine = bill('b1', 100n, {
    payees: {
      hands: [
        { ...HAND, by: 'u1' },
        { ...HAND, by: 'u4' },
      ],
      names: [],
    },
  });
  const person = (userId: string, name: string) => ({ userId, name });
  const us = [person('u1', '许清和'), person('u4', '冯赟')];
  const told = async (push: ReturnType<typeof person>[]) =>
    (await run([mine], { who: { approve: [], push, admins: [person('u8', '郑毅')] } })).refused[0]?.nextStep;
  expect(await told([...us, person('u2', '李娜'), person('u3', '王强')])).toBe('请 李娜、王强 推送');
  const many = ['李娜', '王强', '高旻', '陈晨'].map((name, at) => person(`m${at}`, name));
  expect(await told([...us, ...many])).toBe('请 李娜、王强、高旻 等 4 人 推送');
  expect(await told(us)).toBe('现在没有别人能推送它：请管理员（郑毅）给另一位同事加上“推送”角色');
});

it('looks at fifty thousand bills without holding anybody else up', async () => {
  const many = Array.from({ length: 50_000 }, (_, at) =>
    bill(String(at), 1n, at % 3 === 0 ? { approvedBy: 'u1' } : {}),
  );
  let turns = 0;
  let beat = setImmediate(function turn() {
    turns += 1;
    beat = setImmediate(turn);
  });
  const { eligible: passed } = await run(many);
  clearImmediate(beat);
  expect(passed).toHaveLength(50_000);
  expect(turns).toBeGreaterThan(100);
});
