import type { PushPauses } from '@dingdee/shared/push-pause';
import type { NumberingMode } from '@dingdee/shared/scheme';
import { beforeAll, describe, expect, it } from 'vitest';
import { billsOf, commentsSettled, confirmPush, mustBeOnce, orderSettled, putBack } from './batch.js';
import { copyDatabase } from './database-copy.js';
import {
  approved,
  changeRemark,
  detail,
  done,
  faults,
  GAP_MS,
  halted,
  kingdeeIs,
  ledger,
  numberedBy,
  numberOf,
  press,
  pushed,
  reaches,
  refusal,
  resend,
  restart,
  run,
  savesSent,
  scheme,
  sleep,
  statusOf,
  told,
  watched,
  withdrawn,
} from './interplay-office.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

/** Declares the same stories for one numbering mode. */
export function lifeStories(mode: NumberingMode): void {
  describe(`where bills are numbered by: ${mode},`, () => {
    beforeAll(() => numberedBy(mode));

    it.each(['saved', 'submitted', 'workflow'] as const)(
      'a bill halted %s is withdrawn by its key, changed, approved and pushed again: one bill, one comment, whose number it names',
      async (at) => {
        const one = await halted(at);
        const first = numberOf(one);
        const bill = await withdrawn(one);
        expect(bill).toMatchObject({ reached: 'none', kingdeeId: null, kingdeeNo: null });
        await changeRemark(one, '撤回后改过');
        await pushed(one);
        expect(billsOf(run, one)[0]?.header.FREMARK).toBe('撤回后改过');
        expect(numberOf(one) === first).toBe(mode === 'ours');
        expect(done(one)).toEqual(['BatchSave Submit Audit']);
      },
    );

    it('a bill withdrawn twice, with a restart before each push, ends as one bill with one comment', async () => {
      const one = await halted('saved');
      await withdrawn(one);
      await restart();
      ledger().questions.push({ operation: 'Audit', flag: 'AP_FundPlan', message: '是否继续？', times: 1 });
      await approveAll(run.office);
      await orderSettled(run, await confirmPush(run));
      expect(await detail(one)).toMatchObject({ state: 'failed', reached: 'submitted' });
      await restart();
      await withdrawn(one);
      await pushed(one);
    });

    it('a bill on its way out is never taken for deleted by the watch, nor is it while it is back on the desk or booked anew', async () => {
      const one = await halted('submitted');
      // Lets the watch take over the bill and look between all the steps.
      await sleep(700);
      kingdeeIs({ latencyMs: 250 });
      await withdrawn(one);
      kingdeeIs();
      await sleep(GAP_MS + 700);
      expect(await detail(one)).toMatchObject({ state: 'ready', reversal: null, trouble: null });
      await pushed(one);
      await sleep(GAP_MS + 700);
      const bill = await detail(one);
      expect(bill).toMatchObject({ state: 'written-back', reversal: null, trouble: null });
      expect(told(bill).filter((what) => /待冲销|查不到/.test(what))).toEqual([]);
      // The watch still follows the bill.
      ledger().change(numberOf(one), 'unaudit');
      await reaches(one, 'reversal-needed');
      ledger().change(numberOf(one), 'audit');
      await reaches(one, 'written-back');
      mustBeOnce(run, [one]);
    });

    it('a bill handed over to Kingdee is booked when its workflow is through, with one comment, and can be withdrawn no more', async () => {
      const one = await halted('workflow');
      await press(one, 'hand-over');
      ledger().change(numberOf(one), 'finish-workflow');
      await reaches(one, 'written-back');
      mustBeOnce(run, [one]);
      expect(await refusal(one, 'withdraw')).toBe('bill/not-withdrawable');
      expect(await refusal(one, 'continue')).toBe('bill/not-halted');
      expect(statusOf(one)).toEqual(['C']);
    });

    it('a bill that was audited in Kingdee while a person withdrew it waits for that person, whatever the watch sees', async () => {
      const one = await halted('workflow');
      // The watch gets no answer until the person has been notified.
      faults().add({ system: 'kingdee', kind: 'hang', api: '.ExecuteBillQuery.' });
      await until(
        async () => faults().list(),
        (armed) => armed.length === 0,
      );
      ledger().change(numberOf(one), 'finish-workflow');
      await press(one, 'withdraw');
      const asked = await until(
        () => detail(one),
        ({ trouble }) => trouble?.class === 'audited',
      );
      expect(asked).toMatchObject({ state: 'failed', reached: 'audited' });
      await watched(4);
      expect(await detail(one)).toMatchObject({ state: 'failed', trouble: { class: 'audited' } });
      expect(one.comments).toEqual([]);
      await withdrawn(one);
      await pushed(one);
    });

    it('a halted bill goes on after a restart with its missing steps only, and is commented once', async () => {
      const one = await halted('submitted');
      await restart();
      await press(one, 'continue');
      await reaches(one, 'written-back');
      expect(done(one)).toEqual(['BatchSave Submit Audit']);
      mustBeOnce(run, [one]);
    });

    it('a halted bill whose approval was cancelled goes no further, and is void by itself once it is withdrawn', async () => {
      const one = await halted('submitted');
      run.stack.sandbox.state.dingtalk.amend(one, 'REVOKE');
      await collect(run.office);
      expect(await refusal(one, 'continue')).toBe('bill/amended');
      await press(one, 'withdraw');
      const bill = await reaches(one, 'superseded');
      expect(bill.reason).toMatch(/^审批已被 .+ 撤销$/);
      expect(billsOf(run, one)).toEqual([]);
      expect(one.comments).toEqual([]);
    });

    it('a halted bill whose approval was changed goes no further; the changed one is pushed once Kingdee holds nothing of the first', async () => {
      const one = await halted('saved');
      const changed = run.stack.sandbox.state.dingtalk.amend(one, 'MODIFY');
      await collect(run.office);
      expect(await refusal(one, 'continue')).toBe('bill/amended');
      const held = await detail(changed);
      expect([held.state, held.reason]).toEqual(['held', expect.stringContaining('先撤回并删除它')]);
      const release = { version: held.version, reason: '现在就要' };
      const refused = await run.office.reviewer.refused('POST', `/api/bills/${held.id}/release`, release);
      expect(refused.code).toBe('bill/original-stands');
      // While the bill is being withdrawn and the deletion is in doubt, the changed approval still waits.
      faults().add({ system: 'kingdee', kind: 'lose-answer', api: '.Delete.' });
      await press(one, 'withdraw');
      await reaches(one, 'in-doubt');
      expect((await detail(changed)).state).toBe('held');
      await reaches(one, 'superseded');
      await reaches(changed, 'ready');
      await pushed(changed);
      expect([billsOf(run, one).length, billsOf(run, changed).length]).toEqual([0, 1]);
    });

    it('an approval that is cancelled while its bill is on its way out is void when that is through, and never pushed again', async () => {
      const one = await halted('submitted');
      kingdeeIs({ latencyMs: 400 });
      await press(one, 'withdraw');
      run.stack.sandbox.state.dingtalk.amend(one, 'REVOKE');
      await collect(run.office);
      await reaches(one, 'superseded');
      kingdeeIs();
      expect(billsOf(run, one)).toEqual([]);
    });

    it('a paused scheme lets bills out of Kingdee and asks about those in doubt, but sends nothing until it is resumed', async () => {
      const out = await halted('submitted');
      const doubtful = await approved();
      faults().add({ system: 'kingdee', kind: 'slow-commit', api: '.BatchSave.', delayMs: 1_900 });
      const order = await confirmPush(run);
      await until(
        async () => faults().fired,
        (fired) => fired === 1,
      );
      await run.office.pusher.post('/api/push-pauses', {
        kind: 'scheme',
        id: run.office.schemeId,
        reason: '银行在维护',
      });
      const before = savesSent();
      await press(out, 'withdraw');
      const [shown] = (await run.office.pusher.get<PushPauses>('/api/push-pauses')).items;
      // A withdrawal does not wait for the pause to end.
      expect(shown?.waiting.count).toBe(0);
      await reaches(out, 'ready');
      expect(billsOf(run, out)).toEqual([]);
      await until(
        () => detail(doubtful),
        ({ state, reached }) => state === 'pushing' && reached === 'saved',
      );
      await sleep(800);
      expect([statusOf(doubtful), savesSent() - before]).toEqual([['A'], 0]);
      await run.office.pusher.post('/api/push-pauses/resume', { kind: 'scheme', id: run.office.schemeId });
      await orderSettled(run, order);
      await pushed(out);
      mustBeOnce(run, [out, doubtful]);
    });

    it('one call for all three steps books each once; a lost answer is found by the key, and a withdrawn one goes step by step', async () => {
      await scheme({ callMode: 'single' });
      const plain = await approved();
      await orderSettled(run, await confirmPush(run));
      const lost = await approved();
      faults().add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      mustBeOnce(run, [plain, lost]);
      // The call is undone as a whole: the new attempt shows which step Kingdee refuses.
      const held = await approved();
      kingdeeIs({ workflowHolds: true });
      const order = await confirmPush(run);
      if (mode === 'kingdee') await resend(held);
      await orderSettled(run, order);
      kingdeeIs();
      expect(await detail(held)).toMatchObject({
        state: 'failed',
        reached: 'submitted',
        trouble: { class: 'workflow' },
      });
      await withdrawn(held);
      await pushed(held);
      expect(done(held)).toEqual(['BatchSave Submit Audit']);
    });

    it('one call for all three steps, after a restart, is preceded by a look and still one call', async () => {
      await scheme({ callMode: 'single' });
      const one = await approved();
      await restart();
      run.stack.sandbox.state.ctx.calls.reset();
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      mustBeOnce(run, [one]);
      const calls = run.stack.sandbox.state.ctx.calls.report().kingdee.map(({ api }) => api);
      expect([calls.includes('Submit'), calls.includes('Audit')]).toEqual([false, false]);
      const steps = (await detail(one)).receipts.map(({ step, outcome }) => `${step} ${outcome}`);
      expect(steps).toEqual(['probe done', 'save done']);
      expect(savesSent()).toBe(1);
    });

    it.each(['Save', 'Submit', 'Audit'])(
      'a question at %s that the allow-list answers is answered once, and one bill comes of it',
      async (operation) => {
        await scheme({ interactions: ['AP_FundPlan'] });
        ledger().questions.push({ operation, flag: 'AP_FundPlan', message: '超出资金计划，是否继续？', times: 99 });
        const one = await approved();
        await orderSettled(run, await confirmPush(run));
        await commentsSettled(run);
        mustBeOnce(run, [one]);
        expect(done(one)).toEqual(['BatchSave Submit Audit']);
      },
    );
  });
}

/** Declares the stories in which the server is killed and another database is put in place. */
export function killedStories(mode: NumberingMode): void {
  describe(`where bills are numbered by: ${mode},`, () => {
    beforeAll(() => numberedBy(mode));

    it('a halted bill that a restored copy shows as halted, booked and commented since, is not commented twice', async () => {
      const one = await halted('saved');
      const copy = await copyDatabase(run.stack.databaseUrl);
      await press(one, 'continue');
      await reaches(one, 'written-back');
      await putBack(run, copy);
      await copy.drop();
      await reaches(one, 'written-back');
      expect(done(one)).toEqual(['BatchSave Submit Audit']);
      mustBeOnce(run, [one]);
    });

    it('a copy of yesterday is looked up before anything is sent, also where its scheme was paused meanwhile and is resumed', async () => {
      const one = await approved();
      await run.office.pusher.post('/api/push-pauses', { kind: 'organisation', id: '101', reason: '账户被冻结' });
      await run.office.pusher.post('/api/push-pauses', { kind: 'organisation', id: '102', reason: '账户被冻结' });
      const copy = await copyDatabase(run.stack.databaseUrl);
      for (const id of ['101', '102'])
        await run.office.pusher.post('/api/push-pauses/resume', { kind: 'organisation', id });
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      await putBack(run, copy);
      await copy.drop();
      const { items } = await run.office.pusher.get<PushPauses>('/api/push-pauses');
      expect(items.map(({ id }) => id)).toEqual(['101', '102']);
      for (const id of ['101', '102'])
        await run.office.pusher.post('/api/push-pauses/resume', { kind: 'organisation', id });
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      expect(done(one)).toEqual(['BatchSave Submit Audit']);
      mustBeOnce(run, [one]);
    });

    it('a restart while a bill is on its way out ends the withdrawal, and nothing is sent again by it', async () => {
      const one = await halted('submitted');
      faults().add({ system: 'kingdee', kind: 'slow', api: '.Delete.', delayMs: 1_000 });
      await press(one, 'withdraw');
      await until(
        async () => faults().fired,
        (fired) => fired === 1,
      );
      await run.stack.kill();
      await restart();
      await reaches(one, 'ready');
      expect(billsOf(run, one)).toEqual([]);
      await pushed(one);
    });
  });
}
