import './virtual-time.js';
import type { PushOrder } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { Switches } from '../sandbox/switches.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  mustBeOnce,
  newApprovals,
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  SHORT_WAITS,
  setNumbering,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { fits } from './offered.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Whatever docs/spec leaves UNCONFIRMED, either way: the money is booked once, or a person reads why not. */
let run: RunningOffice;
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});

const employee = (userid: string) => company.employees.find((person) => person.userid === userid);

/** Who is paid, onto which account, for which department: the parts of a bill that the encodings of dingtalk.md §5.1 decide. */
function payees(approvals: readonly SandboxApproval[]) {
  const ofKingdee = approvals.map((approval) => {
    const [bill] = billsOf(run, approval);
    const [row] = bill?.rows ?? [];
    return [
      bill?.header.FCONTACTUNIT,
      String(row?.FOPPOSITEBANKACCOUNT).replaceAll(' ', ''),
      row?.FOPPOSITECCOUNTNAME,
      row?.FOPPOSITEBANKNAME,
      row?.FEXPENSEDEPTID_E,
    ];
  });
  const ofApproval = approvals.map(({ originatorUserid, deptId }) => {
    const person = employee(originatorUserid);
    const { number, holder, bank } = person?.bankAccount ?? {};
    return [person?.staffNumber, number, holder, bank, deptId === '-1' ? 'BM000001' : person?.departmentNumber];
  });
  return { ofKingdee, ofApproval };
}

type DingTalkChange = Partial<Switches['dingtalk']>;
const SECOND: DingTalkChange = {
  successAsString: true,
  tokensInterchangeable: false,
  listOrder: 'asc',
  dateRangeThird: true,
  departmentExtValue: 'missing',
  contactJoin: '、',
  nestedCell: 'value',
  moneyExtValue: true,
  tableStatistics: true,
  invoiceShape: 'object',
  recipientShape: 'array',
};
/** Everything as the published live payloads have it (first-contact.md). */
const FIELD: DingTalkChange = {
  ...SECOND,
  cellTypes: false,
  titleWording: 'company',
  invoiceShape: 'ext-list',
  recipientShape: 'object',
};
const POSITIONS: [name: string, change: DingTalkChange, seed: number][] = [
  ['the first position', {}, 11],
  ['the second position', SECOND, 12],
  [
    'the second position, invoices and accounts as plain text',
    { ...SECOND, invoiceShape: 'text', recipientShape: 'text' },
    13,
  ],
  ['the position of the field: bare cells, titles that name nobody, invoices beside the value', FIELD, 38],
];

describe.each(['v1', 'topapi'] as const)('approvals that %s writes', (family) => {
  beforeAll(async () => {
    run = await startOffice({ settings: { ...SHORT_WAITS, DINGTALK_API_FAMILY: family } });
  });
  afterAll(() => closeSound(run));

  it.each(POSITIONS)(
    'with every switch in %s become the right bills, onto the right accounts',
    async (_, change, seed) => {
      setSwitches(run, { dingtalk: change });
      const batch = newApprovals(run, { count: 30, seed });
      await wholeWay(run);
      mustBeOnce(run, batch);
      const { ofKingdee, ofApproval } = payees(batch);
      expect(ofKingdee).toEqual(ofApproval);
    },
  );

  it.each([
    ['plain, without a hint', { retryAfter: false, oldLimitsWrapped: false }, 14],
    ['wrapped, with a time to wait', { retryAfter: true, oldLimitsWrapped: true }, 15],
  ] as const)('arrive whole although calls are throttled, the refusal %s', async (_, change, seed) => {
    setSwitches(run, { dingtalk: change });
    const { faults } = run.stack.sandbox.state.ctx;
    const detail = family === 'v1' ? '/v1.0/workflow/processInstances' : '/processinstance/get';
    faults.add({ system: 'dingtalk', kind: 'rate-limit', api: detail, times: 3 });
    faults.add({ system: 'dingtalk', kind: 'rate-limit', api: 'comment', times: 2 });
    const batch = newApprovals(run, { count: 20, seed });
    await wholeWay(run);
    expect(faults.fired).toBe(5);
    mustBeOnce(run, batch);
  });

  it('stay booked where DingTalk takes no comment on a finished one, and each bill says why it was not written back', async () => {
    setSwitches(run, { dingtalk: { commentsOnFinished: 'refuse' } });
    const batch = newApprovals(run, { count: 8, seed: 16 });
    await collectAndApprove(run);
    const order = await orderSettled(run, await confirmPush(run));
    expect(order.booked.count).toBe(batch.length);
    for (const approval of batch) {
      await expect
        .poll(async () => (await detailOf(run, approval)).writebacks.map(({ state }) => state), { timeout: 10_000 })
        .toEqual(['refused']);
      const bill = await detailOf(run, approval);
      expect(bill).toMatchObject({ state: 'booked', reached: 'audited', trouble: null });
      expect(bill.writebacks[0]?.message).toMatch(/[\u4e00-\u9fff]/);
      expect(billsOf(run, approval).map(({ status, total }) => [status, total])).toEqual([
        ['C', approval.expected.total],
      ]);
      expect(approval.comments).toEqual([]);
    }
  });

  it('stay booked where DingTalk hears a comment and does not write it, and each says that it was not written and who should', async () => {
    setSwitches(run, { dingtalk: { unseenCommentFails: true } });
    const batch = newApprovals(run, { count: 4, seed: 39 });
    await collectAndApprove(run);
    const order = await orderSettled(run, await confirmPush(run));
    expect(order.booked.count).toBe(batch.length);
    for (const approval of batch) {
      const writebacks = async () => (await detailOf(run, approval)).writebacks;
      await expect
        .poll(async () => (await writebacks()).map(({ state }) => state), { timeout: 10_000 })
        .toEqual(['refused']);
      expect((await writebacks())[0]?.message).toContain('评论人看不到这条审批');
      expect(approval.comments).toEqual([]);
    }
  });

  it('with a DingTalk account and no number wait for a person, who is told so', async () => {
    setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' } });
    const batch = newApprovals(run, { count: 4, seed: 40 });
    await collect(run.office);
    for (const approval of batch) {
      const { issues } = await detailOf(run, approval);
      expect(issues.map(({ code }) => code)).toContain('payee-without-number');
      expect(issues[0]?.message).toContain('没有银行账号');
      expect(billsOf(run, approval)).toEqual([]);
    }
  });
});

/** A cost item that some of a batch use and others do not. */
function partlyUsed(batch: readonly SandboxApproval[]): { label: string; number: string; users: Set<string> } {
  for (const { label, costItemNumber } of company.expenseTypes) {
    const users = batch.filter(({ expected }) => expected.rows.some((row) => row.costItemNumber === costItemNumber));
    if (users.length >= 2 && users.length <= batch.length / 2)
      return { label: label.trim(), number: costItemNumber, users: new Set(users.map(({ instanceId }) => instanceId)) };
  }
  throw new Error('no cost item is used by a part of the batch only');
}

const forbid = (number: string, forbidden: boolean) =>
  run.stack.sandbox.state.kingdee.baseData.change('BD_Expense', number, { forbid: forbidden });

/** The accountant chooses another cost item and then the first again: the refused bills are mapped anew. */
async function mapAnew(label: string, number: string): Promise<void> {
  for (const targetNumber of ['CI0048', number])
    await run.office.admin.put('/api/mapping/tables/costItem/rows', { rows: [{ key: label, targetNumber }] });
}

type KingdeeChange = Partial<Switches['kingdee']>;
const PARTIAL: [name: string, change: KingdeeChange, seed: number][] = [
  ['IsSuccess false for the whole call', { partialIsSuccess: false }, 17],
  ['IsSuccess true', { partialIsSuccess: true }, 18],
  [
    'IsSuccess false, no MsgCode, Ids as text',
    { partialIsSuccess: false, msgCodePresent: false, idAsString: true },
    19,
  ],
  ['IsSuccess true, no MsgCode, Ids as text', { partialIsSuccess: true, msgCodePresent: false, idAsString: true }, 20],
  ['everything rolled back', { batchRollback: 'all' }, 21],
];

describe('Kingdee', () => {
  beforeAll(async () => {
    run = await startOffice({ settings: SHORT_WAITS });
  });
  afterAll(() => closeSound(run));

  describe('bills that it takes', () => {
    it.each(PARTIAL)(
      'in part, %s: the good ones are booked once, the bad ones say why and follow once mended',
      async (_, change, seed) => {
        setSwitches(run, { kingdee: change });
        const batch = newApprovals(run, { count: 30, seed });
        const { label, number, users } = partlyUsed(batch);
        await collectAndApprove(run);
        forbid(number, true);
        const order = await orderSettled(run, await confirmPush(run));
        await commentsSettled(run);
        const good = batch.filter(({ instanceId }) => !users.has(instanceId));
        expect([order.booked.count, order.failed.count]).toEqual([good.length, users.size]);
        mustBeOnce(run, good);
        for (const approval of batch.filter(({ instanceId }) => users.has(instanceId))) {
          expect(billsOf(run, approval)).toEqual([]);
          const { state, reached, reason } = await detailOf(run, approval);
          expect([state, reached]).toEqual(['failed', 'none']);
          expect(reason).toContain('金蝶里没有生成单据');
        }
        forbid(number, false);
        await mapAnew(label, number);
        await wholeWay(run);
        mustBeOnce(run, batch);
      },
    );

    it('but leaves out of its answer are looked for, and found as the one bill they are', async () => {
      setSwitches(run, { kingdee: { answerOmits: 4 } });
      const batch = newApprovals(run, { count: 30, seed: 23 });
      const order = await wholeWay(run);
      expect(order.booked.count).toBe(batch.length);
      mustBeOnce(run, batch);
      const probed = await Promise.all(batch.map((approval) => detailOf(run, approval)));
      // Two workers may share the batch between them: then each of their answers leaves four out.
      const asked = probed.filter(({ receipts }) => receipts.some(({ step }) => step === 'probe'));
      expect(asked.length).toBeGreaterThanOrEqual(4);
    });

    it('and a workflow holds stay submitted in a sentence, and are booked once the workflow has passed them', async () => {
      setSwitches(run, { kingdee: { workflowHolds: true } });
      const { ledger } = run.stack.sandbox.state.kingdee;
      const batch = newApprovals(run, { count: 6, seed: 24 });
      await collectAndApprove(run);
      const order = await orderSettled(run, await confirmPush(run));
      expect(order.failed.count).toBe(batch.length);
      for (const approval of batch) {
        const bill = await detailOf(run, approval);
        expect(bill).toMatchObject({ state: 'failed', reached: 'submitted', trouble: { class: 'workflow' } });
        expect(bill.trouble?.sentence).toBe('已保存并提交，金蝶的审批流接管了它，等它审完即可。');
        expect(bill).toMatchObject({ action: 'hand-over', kingdeeNo: billsOf(run, approval)[0]?.number });
        expect(approval.comments).toEqual([]);
        ledger.change(bill.kingdeeNo ?? '', 'finish-workflow');
        await run.office.pusher.post(`/api/bills/${bill.id}/continue`, { version: bill.version });
      }
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, batch);
    });

    it('are read back although its queries are strict about quotes, numbers, case and page size', async () => {
      const strict: KingdeeChange = {
        queryQuoteDoubling: false,
        quotedNumbersAccepted: false,
        fieldKeysIgnoreCase: false,
        unorderedPagesStable: false,
        queryLimitMax: 2000,
        gatewayHeadersVerified: false,
        executeSpellingAccepted: false,
        amountsAsStringsAccepted: false,
        answerOmits: 3,
      };
      setSwitches(run, { kingdee: strict });
      const batch = newApprovals(run, { count: 20, seed: 25 });
      await wholeWay(run);
      mustBeOnce(run, batch);
      const bills = await Promise.all(batch.map((approval) => detailOf(run, approval)));
      expect(bills.map(({ reason }) => reason)).toEqual(batch.map(() => null));
    });

    it('are never sent again while it hides the amounts from us, and settled when it shows them', async () => {
      setSwitches(run, { kingdee: { amountRights: false } });
      // However many calls the six are sent by.
      run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: 'BatchSave', times: 0 });
      const batch = newApprovals(run, { count: 6, seed: 26 });
      await collectAndApprove(run);
      const order = await confirmPush(run);
      const during = () => run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
      await until(during, ({ inDoubt }) => inDoubt.count === batch.length);
      // Asked again and again meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect((await during()).inDoubt.count).toBe(batch.length);
      setSwitches(run);
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, batch);
    });

    it.each([
      ['an organisation without a cashier module', { cashierDisabledOrgs: '101,102' }, '启用出纳', 27],
      ['a closed period', { closedThrough: '2099-12-31' }, '期间', 28],
    ] as const)(
      'not for %s are refused in words that name the cause, and pushed again as approved once it is gone',
      async (_, change, word, seed) => {
        setSwitches(run, { kingdee: change });
        const batch = newApprovals(run, { count: 5, seed });
        await collectAndApprove(run);
        const order = await orderSettled(run, await confirmPush(run));
        expect(order.failed.count).toBe(batch.length);
        for (const approval of batch) {
          const bill = await detailOf(run, approval);
          expect(bill.trouble).toMatchObject({ class: 'period' });
          expect(bill.trouble?.sentence).toContain(word);
          expect(billsOf(run, approval)).toEqual([]);
        }
        setSwitches(run);
        for (const approval of batch) {
          const bill = await detailOf(run, approval);
          expect(fits(bill, 'continue')).toBe(true);
          await run.office.pusher.post(`/api/bills/${bill.id}/continue`, { version: bill.version });
        }
        await orderSettled(run, order);
        await commentsSettled(run);
        mustBeOnce(run, batch);
      },
    );
  });

  describe('a session', () => {
    it.each([
      ['appsecret', { sessionIdInBody: false, loginResultType: -5 }, 29],
      ['password', { sessionIdInBody: false, passwordPolicyNotice: true }, 32],
      ['password', { sessionIdInBody: true, loginResultType: -4 }, 33],
    ] as const)('by %s that Kingdee opens with %j carries the whole way', async (auth, change, seed) => {
      setSwitches(run, { kingdee: change });
      await run.stack.restart({ KINGDEE_AUTH: auth });
      const batch = newApprovals(run, { count: 20, seed });
      await wholeWay(run);
      mustBeOnce(run, batch);
      expect(run.stack.sandbox.state.ctx.calls.report().kingdee.map(({ api }) => api)).toContain(
        auth === 'password' ? 'ValidateUser' : 'LoginByAppSecret',
      );
    });
  });

  describe('the department of a bill', () => {
    it.each([
      ['header', 34],
      ['entry', 35],
      ['both', 36],
    ] as const)('goes to where the customer’s form has it: %s', async (departmentLevel, seed) => {
      setSwitches(run, { kingdee: { departmentLevel } });
      await run.stack.restart();
      const batch = newApprovals(run, { count: 12, seed });
      await wholeWay(run);
      mustBeOnce(run, batch);
      for (const approval of batch) {
        const [bill] = billsOf(run, approval);
        const { departmentNumber } = employee(approval.originatorUserid) ?? {};
        expect(bill?.header.FDepartment).toBe(departmentLevel === 'entry' ? undefined : departmentNumber);
        const ofRows = new Set(bill?.rows.map(({ FDepartment }) => FDepartment));
        expect([...ofRows]).toEqual([departmentLevel === 'header' ? undefined : departmentNumber]);
        expect((await detailOf(run, approval)).reason).toBeNull();
      }
    });
  });

  describe('a coding rule that overrides our number', () => {
    it('finishes the bills it met by Id under Kingdee’s number; the others keep their place until an administrator has chosen, and go on then', async () => {
      setSwitches(run, { kingdee: { renumber: true } });
      await run.stack.restart({ KINGDEE_BATCH: '10', KINGDEE_CONCURRENCY: '1' });
      const batch = newApprovals(run, { count: 30, seed: 37 });
      await collectAndApprove(run);
      const order = await confirmPush(run);
      const now = () => run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
      await until(now, ({ booked }) => booked.count === 10);
      await until(now, ({ items }) => items.filter(({ sentence }) => sentence === '已暂停，保持排队').length === 20);
      const met = batch.filter((approval) => billsOf(run, approval).length > 0);
      await expect.poll(() => outcomes(run, met), { timeout: 20_000 }).toEqual(once(met));
      expect(met).toHaveLength(10);
      for (const approval of met) {
        const bill = await detailOf(run, approval);
        expect(bill.kingdeeNo).toMatch(/^FKD\d{8}$/);
        expect(billsOf(run, approval)[0]?.number).toBe(bill.kingdeeNo);
        expect(approval.comments[0]?.text).toContain(bill.kingdeeNo);
      }

      const path = `/api/schemes/${run.office.schemeId}`;
      const scheme = await run.office.admin.get<SchemeDetail>(path);
      expect([scheme.programPausedReason?.includes('金蝶的编码规则'), scheme.pausedReason]).toEqual([true, null]);
      // What the program paused is the administrator's to decide.
      const resume = { kind: 'scheme', id: run.office.schemeId };
      expect(await run.office.pusher.refused('POST', '/api/push-pauses/resume', resume)).toMatchObject({
        status: 403,
        code: 'push/paused-by-program',
      });
      await run.stack.restart();
      await collect(run.office);
      expect(batch.filter((approval) => billsOf(run, approval).length > 0)).toHaveLength(10);

      // Chosen and resumed: what waited goes on, under Kingdee's numbers.
      await setNumbering(run, 'kingdee');
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, batch);
      await setNumbering(run, 'ours');
    });
  });
});
