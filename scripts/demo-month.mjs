import { setTimeout as sleep } from 'node:timers/promises';
import { acceptSuggestions } from './demo-company.mjs';

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;
const HISTORY_DAYS = 30;
/** Number of last working days whose approvals wait for the person at the demo. */
const LEFT_DAYS = 3;
/** Amount in fen below the two-person limit, so that one person of the demo can push all of these bills. */
const SMALL_FEN = 2_000_000n;
/** Indexes of the working days on which Kingdee's answer is lost, and on which Kingdee refuses a bill. */
const LOST_ANSWER = 5;
const REFUSED = 9;
const DONE_MS = 60_000;
const LOOK_MS = 40;

/** Returns the day in Beijing, such as "2026-11-30". */
export const beijingDay = (at) => new Date(at + BEIJING_MS).toISOString().slice(0, 10);
const fenOf = (amount) => BigInt(amount.replace('.', ''));
const items = (bills) => bills.map(({ id, version }) => ({ id, version }));

/** Calls `look` until `isSo` accepts the value. @returns the value. @throws Error after one minute. */
export async function until(look, isSo, what) {
  for (const end = Date.now() + DONE_MS; ; await sleep(LOOK_MS)) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}在一分钟内没有完成`);
  }
}

/** Returns the midnight of each Monday to Friday in Beijing among the last days before `now`, oldest first. */
export function workingDays(now, count = HISTORY_DAYS) {
  const today = Math.floor((now + BEIJING_MS) / DAY_MS);
  return Array.from({ length: count }, (_, index) => today - count + index)
    .filter((day) => ![0, 6].includes(new Date(day * DAY_MS).getUTCDay()))
    .map((day) => day * DAY_MS - BEIJING_MS);
}

/** Waits until every received event is processed, pulls, and waits until every collected approval is mapped. */
export async function pull(admin) {
  await until(
    () => admin.get('/api/runs/budget'),
    ({ events }) => events.waiting === 0,
    '事件',
  );
  await admin.post('/api/runs');
  await until(
    async () => {
      const runs = await admin.get('/api/runs?limit=20');
      const { states } = await admin.get('/api/bills/stages');
      return { runs: runs.items, left: states.find(({ state }) => state === 'collected')?.count ?? 0 };
    },
    ({ runs, left }) => left === 0 && runs.length > 0 && runs.every(({ state }) => state !== 'running'),
    '采集',
  );
}

/** Pushes bills and waits until each has an answer and its comment. @param asked called after the push was ordered. */
async function push({ pusher, control }, bills, asked = async () => undefined) {
  if (bills.length === 0) return;
  const { token } = await pusher.post('/api/push-orders/preview', { items: items(bills) });
  const { id } = await pusher.post('/api/push-orders', { token });
  await asked();
  await until(
    () => pusher.get(`/api/push-orders/${id}`),
    ({ state }) => state === 'done',
    '推送',
  );
  await until(
    async () => {
      const { comments } = await control.get('/ledger/dingtalk');
      const { states } = await pusher.get('/api/bills/stages');
      return { comments: comments.length, booked: states.find(({ state }) => state === 'audited')?.count ?? 0 };
    },
    ({ comments, booked }) => comments >= booked,
    '回写',
  );
}

const stage = async (person, name, schemeId) =>
  (await person.get(`/api/bills?stage=${name}&limit=500${schemeId ? `&schemeId=${schemeId}` : ''}`)).items;

/** Returns the bills that these two people may review and push: complete ones, and not their own. */
const clear = (bills, own) => bills.filter(({ reason, payee, amount }) => !reason && amount && !own.includes(payee));

/**
 * Works through the last 30 days, one working day after another: collected at 9:30, reviewed at 11:00, pushed at 15:00. The approvals of
 * the last three days are left.
 * @param office sets the clock of the stand-ins and the server, and logs people in.
 */
export async function liveAMonth(office, now) {
  const days = workingDays(now);
  const places = new Map(days.map((day, index) => [day, index]));
  for (const day of days) {
    const place = places.get(day);
    await office.setClock(day + 9.5 * 3_600_000);
    const people = await office.people();
    await pull(people.admin);
    await acceptSuggestions(people.admin);
    if (place >= days.length - LEFT_DAYS) continue;
    await office.setClock(day + 11 * 3_600_000);
    const ready = clear(await stage(people.reviewer, 'review'), office.ownNames);
    // Every seventh working day one bill is excluded.
    const out = place % 7 === 3 ? ready.splice(0, 1) : [];
    for (const { id, version } of out)
      await people.reviewer.post(`/api/bills/${id}/exclude`, { version, reason: '已线下付款' });
    if (ready.length > 0) await people.reviewer.post('/api/bills/approve', { items: items(ready) });
    await office.setClock(day + 15 * 3_600_000);
    const stopped = await stage(people.pusher, 'trouble');
    if (stopped.length > 0) {
      await people.admin.post('/api/base-data/refresh');
      await people.pusher.post('/api/push-orders/retry', { items: items(stopped) });
    }
    const toPush = await stage(people.pusher, 'push');
    if (place === LOST_ANSWER) await loseAnAnswer(office, people, toPush);
    else if (place === REFUSED) await pushRefused(people, toPush);
    else await push(people, toPush);
  }
}

/** Loses an answer after Kingdee has booked: the bill is in doubt until Kingdee is asked ten minutes later. */
async function loseAnAnswer(office, people, bills) {
  await people.control.post('/faults', { system: 'kingdee', api: 'Audit', kind: 'lose-answer', times: 1 });
  const inDoubt = async () => {
    await until(
      () => people.pusher.get('/api/bills/stages'),
      ({ states }) => states.some(({ state, count }) => state === 'in-doubt' && count > 0),
      '存疑',
    );
    await office.setClock(office.now() + 600_000);
  };
  await push(people, bills, bills.length > 0 ? inDoubt : undefined);
  await people.control.delete('/faults');
}

/** Makes Kingdee refuse the bills with a cost item that is disabled during the push. */
async function pushRefused(people, bills) {
  const [first] = bills;
  const number = first && (await costItemOf(people.pusher, first.id));
  const entry = { form: 'BD_Expense', number };
  if (number) await people.control.post('/kingdee/base-data', { ...entry, change: { forbid: true } });
  await push(people, bills);
  if (number) await people.control.post('/kingdee/base-data', { ...entry, change: { forbid: false } });
}

/**
 * Decides which bills of one form are approved and held today. At least one stays for the person at the demo: how many bills the last
 * days bring depends on the weekday.
 */
export function shareOfToday(ready) {
  const small = ready.filter(({ amount }) => fenOf(amount) < SMALL_FEN);
  const free = small.slice(0, ready.length > small.length ? small.length : small.length - 1);
  const approved = free.slice(0, Math.max(1, Math.min(3, free.length - 1)));
  return { approved, held: free.slice(approved.length, approved.length + 2) };
}

/** Works on the present day: of each form some bills are approved, pushed or held, and one waits to be pushed; Kingdee refuses one. */
export async function workToday(office) {
  const people = await office.people();
  const { admin, reviewer, pusher, control } = people;
  // Approvals that were running until now are finished, and their events are sent.
  await control.post('/approvals/finish', { events: true });
  await pull(admin);
  await acceptSuggestions(admin);
  const approved = [];
  const held = [];
  for (const { id } of (await admin.get('/api/schemes')).items) {
    const ready = clear(await stage(reviewer, 'review', id), office.ownNames);
    const work = shareOfToday(ready);
    if (work.approved.length > 0) approved.push(work.approved);
    held.push(...work.held);
  }
  if (approved.length > 0) await reviewer.post('/api/bills/approve', { items: items(approved.flat()) });
  for (const [index, { id, version }] of held.entries())
    await reviewer.post(`/api/bills/${id}/hold`, { version, reason: ['等申请人补资料', '金额有疑问'][index % 2] });
  const waiting = new Map((await stage(pusher, 'push')).map((bill) => [bill.id, bill]));
  // The last bill of each form waits for the person at the demo.
  const [refused, ...toBook] = approved
    .flatMap((bills) => bills.slice(0, -1))
    .flatMap(({ id }) => waiting.get(id) ?? []);
  await pushRefused(people, [refused].filter(Boolean));
  await push(people, toBook);
}

async function costItemOf(person, id) {
  const { rows } = await person.get(`/api/bills/${id}`);
  return rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'))?.value ?? null;
}

/** Makes the statement of every day since the beginning of last month, as a reviewer does. */
export async function balanceDays({ reviewer }, now) {
  const today = Math.floor((now + BEIJING_MS) / DAY_MS);
  const beijing = new Date(now + BEIJING_MS);
  const first = Date.UTC(beijing.getUTCFullYear(), beijing.getUTCMonth() - 1, 1) / DAY_MS;
  const days = [];
  for (let day = first; day < today; day += 1) days.push(beijingDay(day * DAY_MS));
  for (const day of days)
    await reviewer.post('/api/statements', { day }).catch((error) => {
      // The program also makes statements by itself.
      if (!/statement\/running/.test(error.message)) throw error;
    });
  await until(
    () => reviewer.get('/api/statements?days=62'),
    ({ items: made }) => days.every((day) => made.some((each) => each.day === day)),
    '对账',
  );
}
