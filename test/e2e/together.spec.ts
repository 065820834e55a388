import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import type { Person } from '../flow/person.js';
import { until } from '../flow/person.js';
import { seededRandom } from '../sandbox/faults.js';
import { fenOf, money, type OpenApp, sums } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { approveSheet, confirmApproval, detail, rows, selectionBar, tab } from './desk-page.js';

/**
 * Several people on one queue, in an order that a seed draws: what each of them approved or pushed stood on their own screen at that
 * moment, in that version. TOGETHER_RUNS rounds (1) of TOGETHER_SECONDS (20), TOGETHER_SEED.
 */
const ROUNDS = Number(process.env.TOGETHER_RUNS || '1');
const SECONDS = Number(process.env.TOGETHER_SECONDS || '20');
const SEED = Number(process.env.TOGETHER_SEED || '7');
const PEOPLE = ['审核', '管理员', '推送（另一人）', '推送'] as const;
const WIDE = { width: 1440, height: 900 } as const;
/** Decisions that a round has at least. */
const ENOUGH = 6;
const LONGER_MS = 120_000;
const DECIDES = /^\/api\/(bills\/(.+\/)?approve|push-orders)$/;
/** A press that finds the screen changed is no failure: the person looks again. */
const PRESS_MS = 2_500;

/** Keeps what stood on the screen at the last press, and says it with each decision that was sent after it. */
const RECORDER = `(function () {
  var screen = '';
  window.__acts = [];
  window.__out = 0;
  function look(event) { if (event.key !== 'Escape') screen = document.body ? document.body.innerText : ''; }
  ['pointerdown', 'keydown'].forEach(function (kind) { window.addEventListener(kind, look, true); });
  var real = window.fetch;
  window.fetch = function (url, init) {
    var path = new URL(url, location.href).pathname;
    var decides = init && init.method === 'POST' && /^\\/api\\/(bills\\/(.+\\/)?approve|push-orders)$/.test(path);
    var sent = real.apply(window, arguments);
    if (!decides) return sent;
    var act = { path: path, body: JSON.parse(init.body), ok: false, answer: '', screen: screen };
    window.__out += 1;
    function told() { window.__out -= 1; window.__acts.push(act); }
    return sent.then(function (response) {
      act.ok = response.ok;
      return response.clone().text().then(function (text) { act.answer = text; told(); return response; });
    }, function (error) { told(); throw error; });
  };
})()`;

interface Act {
  path: string;
  body: { version?: number; items?: { id: string; version: number }[] };
  ok: boolean;
  answer: string;
  screen: string;
}

let desk: CompanyDesk;
/** What each bill said from which version on: this file's own colleague is the only one who changes it. */
const said = new Map<string, { version: number; item: string }[]>();
let known: BillSummary[] = [];

beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 0 },
    settings: { FOUR_EYES_BILL: '900000.00', FOUR_EYES_BATCH: '9000000.00' },
  });
});
afterAll(() => desk?.close());

const itemOf = ({ rows: lines }: BillDetail): string =>
  lines[0]?.fields.find(({ path }) => path.endsWith('.costItem'))?.value ?? '';
const now = (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
const contentAt = (id: string, version: number): string =>
  said.get(id)?.findLast((each) => each.version <= version)?.item ?? '';
const amountOf = (id: string): string => money(fenOf(known.find((bill) => bill.id === id)?.amount ?? '0.00'));

async function note(id: string): Promise<BillDetail> {
  const bill = await now(id);
  const there = said.get(id) ?? [];
  if (there.at(-1)?.item !== itemOf(bill)) said.set(id, [...there, { version: bill.version, item: itemOf(bill) }]);
  return bill;
}

/** Somebody in another session: changes a value, holds and releases, takes an approval back. */
async function colleague(person: Person, random: () => number, evening: () => boolean): Promise<void> {
  while (!evening()) {
    const bill = known[Math.floor(random() * known.length)];
    if (!bill) return;
    const { id, version, state } = await note(bill.id);
    const draw = random();
    const says = { version, reason: '请部门再核对一遍' };
    if (state === 'held') await person.raw('POST', `/api/bills/${id}/release`, says);
    else if (state === 'ready' && draw < 0.25) await person.raw('POST', `/api/bills/${id}/hold`, says);
    else if (state === 'approved' && draw < 0.4) await person.raw('POST', `/api/bills/${id}/unapprove`, says);
    else if (state === 'ready' || state === 'approved') {
      const targetNumber = contentAt(id, version) === 'CI0001' ? 'CI0002' : 'CI0001';
      const fix = { billId: id, version, path: 'rows[0].costItem', targetNumber, scope: 'bill' };
      await person.raw('POST', '/api/mapping/fixes', fix);
      await note(id);
    }
    await new Promise((resolve) => setTimeout(resolve, 200 + random() * 500));
  }
}

/** One of the people at a desk: opens and presses A, ticks some and approves or pushes them, goes to and fro. */
async function clerk({ page }: OpenApp, random: () => number, evening: () => boolean): Promise<void> {
  const some = async (): Promise<number> => Math.floor(random() * Math.max(1, await rows(page).count()));
  const moves: (() => Promise<unknown>)[] = [
    async () => {
      await tab(page, '待审核').click();
      await rows(page)
        .nth(await some())
        .click();
      await detail(page).getByText('三方一致').waitFor();
      if (random() < 0.5) await page.keyboard.press('a');
      else await detail(page).getByRole('button', { name: /^通过/ }).click();
    },
    async () => {
      await tab(page, '待审核').click();
      for (let i = 0; i < 2; i++)
        await rows(page)
          .nth(await some())
          .getByRole('checkbox')
          .click();
      await selectionBar(page)
        .getByRole('button', { name: /^通过 \d+ 笔 ¥/ })
        .click();
      await confirmApproval(page, PRESS_MS);
    },
    async () => {
      await tab(page, '待推送').click();
      if (random() < 0.5) await page.getByRole('checkbox', { name: '选择全部' }).click();
      else
        await rows(page)
          .nth(await some())
          .getByRole('checkbox')
          .click();
      await selectionBar(page)
        .getByRole('button', { name: /^推送 \d+ 笔/ })
        .click();
      await page
        .getByRole('dialog', { name: '确认推送' })
        .getByRole('button', { name: /^推送 \d+ 笔 ¥/ })
        .click();
    },
  ];
  while (!evening()) {
    await moves[Math.floor(random() * moves.length)]?.().catch(() => undefined);
    for (let i = 0; i < 3 && (await approveSheet(page).or(page.getByRole('dialog')).count()) > 0; i++)
      await page.keyboard.press('Escape');
    // What was pressed is on its way before anything else is: the screen that is kept is that of the press.
    await page.waitForTimeout(150);
    await until(
      () => page.evaluate<number>('window.__out'),
      (out) => out === 0,
      PRESS_MS,
    ).catch(() => undefined);
    await selectionBar(page)
      .getByRole('button', { name: '取消选择' })
      .click({ timeout: 300 })
      .catch(() => undefined);
  }
}

/** The button that was pressed, as it stood there: "通过 3 笔 ¥1,234.00". */
const buttons = (screen: string, verb: string): { count: number; fen: bigint }[] =>
  [...screen.matchAll(new RegExp(`${verb} (\\d+) 笔\\s*(¥[\\d,.]+)`, 'g'))].map(([, count, sum = '']) => ({
    count: Number(count),
    fen: sums(sum)[0] ?? -1n,
  }));

it.each(Array.from({ length: ROUNDS }, (_, i) => SEED + i))(
  'nothing is approved or pushed that did not stand on that person’s screen in that version, whoever else is at it (seed %i)',
  async (seed) => {
    desk.stack.sandbox.state.dingtalk.generate({ count: 16, seed: 7600 + seed, clean: true });
    await collect(desk.office);
    known = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    for (const { id } of known) await note(id);
    expect(known.length).toBeGreaterThan(6);
    let decided = 0;
    const apps = await Promise.all(
      PEOPLE.map(async (part) => {
        const app = await desk.open({ part, ...WIDE });
        app.allow(/status of 4\d\d/);
        app.page.on('response', (answer) => {
          if (answer.ok() && answer.request().method() === 'POST' && DECIDES.test(new URL(answer.url()).pathname))
            decided += 1;
        });
        await app.context.addInitScript(RECORDER);
        await app.page.reload();
        await tab(app.page, '待审核').waitFor();
        app.context.setDefaultTimeout(PRESS_MS);
        return app;
      }),
    );
    const end = Date.now() + SECONDS * 1000;
    // A busy machine gets more time, until there is something to judge.
    const evening = () => Date.now() > end + (decided < ENOUGH ? LONGER_MS : 0);
    await Promise.all([
      ...apps.map((app, i) => clerk(app, seededRandom(seed * 100 + i), evening)),
      colleague(desk.office.admin, seededRandom(seed * 100 + 99), evening),
    ]);
    for (const { page } of apps)
      await until(
        () => page.evaluate<number>('window.__out'),
        (out) => out === 0,
        30_000,
      );
    const acts = (await Promise.all(apps.map((app) => app.page.evaluate<Act[]>('window.__acts')))).flat();
    await desk.closeApps();

    const done = acts.filter(({ ok }) => ok);
    /** Bill → what was approved of it, as the approver's screen had it. */
    const approved = new Map<string, string[]>();
    const approve = (id: string, version: number) =>
      approved.set(id, [...(approved.get(id) ?? []), contentAt(id, version)]);
    for (const { path, body, screen, answer } of done) {
      const single = /^\/api\/bills\/(.+)\/approve$/.exec(path)?.[1];
      if (single !== undefined) {
        expect(screen, 'the amount').toContain(amountOf(single));
        expect(screen, 'the value in that version').toContain(contentAt(single, body.version ?? 0));
        approve(single, body.version ?? 0);
      } else if (path === '/api/bills/approve') {
        const { done: passed, skipped } = JSON.parse(answer) as BatchResult;
        const left = new Set(skipped.map(({ id }) => id));
        const items = (body.items ?? []).filter(({ id }) => !left.has(id));
        // The button names what fits; what does not, and what has changed meanwhile, is left out and said.
        const named = buttons(screen, '通过').map(({ count }) => count);
        const fits = named.filter((count) => count >= passed.count && count <= passed.count + skipped.length);
        expect(fits, `${named} for ${passed.count} and ${skipped.length}`).not.toEqual([]);
        for (const { id, version } of items) {
          expect(screen, 'the amount').toContain(amountOf(id));
          approve(id, version);
        }
      } else {
        const order = JSON.parse(answer) as PushOrder;
        expect(buttons(screen, '推送')).toContainEqual({ count: order.count, fen: fenOf(order.amount) });
      }
    }
    await until(
      () => desk.office.admin.all<BillSummary>('/api/bills?stage=pushing'),
      (left) => left.length === 0,
      60_000,
    );
    const held = kingdeeBills(desk);
    for (const bill of known) {
      const { processInstanceId } = await now(bill.id);
      const paid = held.filter(({ thirdBillNo }) => thirdBillNo === processInstanceId);
      expect(paid.length, bill.id).toBeLessThanOrEqual(1);
      for (const { total, rows: lines } of paid) {
        expect(fenOf(total)).toBe(fenOf(bill.amount ?? ''));
        expect(approved.get(bill.id) ?? [], 'what Kingdee holds was on the approver’s screen').toContain(
          String(lines[0]?.FCOSTID),
        );
      }
    }
    const told = done.map(({ path }) =>
      path.endsWith('push-orders') ? 'push' : path === '/api/bills/approve' ? 'sheet' : 'one',
    );
    const counts = Object.fromEntries(
      [...new Set(told)].map((kind) => [kind, told.filter((each) => each === kind).length]),
    );
    console.log(
      `seed ${seed}: ${JSON.stringify(counts)} done, ${acts.length - done.length} refused, ${held.length} bills in Kingdee`,
    );
    expect(done.length).toBeGreaterThanOrEqual(ENOUGH);
  },
  SECONDS * 1000 + LONGER_MS + 180_000,
);
