import { setTimeout as sleep } from 'node:timers/promises';

const DONE_MS = 60_000;
/** Below the two-person limit: one of the demo's people can push all of them. */
const SMALL_FEN = 2_000_000n;
const MOST = 13;

async function isOf(person, { id }) {
  const { originatorUserId } = await person.get(`/api/bills/${id}`);
  return originatorUserId === (await person.get('/api/session')).userId;
}

/** Calls the stand-ins' control endpoint. */
async function control(url, path, body) {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} → ${response.status} ${await response.text()}`);
}

async function pushed(pusher, bills) {
  const items = bills.map(({ id, version }) => ({ id, version }));
  const { token } = await pusher.post('/api/push-orders/preview', { items });
  let order = await pusher.post('/api/push-orders', { token });
  for (const end = Date.now() + DONE_MS; order.state !== 'done'; await sleep(300)) {
    if (Date.now() > end) throw new Error('推送在一分钟内没有完成');
    order = await pusher.get(`/api/push-orders/${order.id}`);
  }
}

/**
 * A month that is under way, so that every stage has something to look at: some bills booked, some waiting to be pushed,
 * one refused by Kingdee for an entry that was disabled for a moment, some held and one excluded.
 * @param people reviewer and pusher, logged in.
 * @param controlUrl where the stand-in of Kingdee can be told to disable an entry.
 */
export async function workAWhile({ reviewer, pusher }, controlUrl) {
  const page = await reviewer.get('/api/bills?stage=review&limit=100');
  const small = [];
  for (const bill of page.items) {
    const { amount, reason } = bill;
    if (reason !== null || amount === null || BigInt(amount.replace('.', '')) >= SMALL_FEN) continue;
    // Whoever applied decides nothing about it.
    if (await isOf(reviewer, bill)) continue;
    small.push(bill);
    if (small.length === MOST) break;
  }
  const toBook = small.slice(0, 6);
  const toRefuse = small.slice(6, 7);
  const toWait = small.slice(7, 10);
  const items = [...toBook, ...toRefuse, ...toWait].map(({ id, version }) => ({ id, version }));
  if (items.length > 0) await reviewer.post('/api/bills/approve', { items });
  for (const [bill, verb, reason] of [
    [small[10], 'hold', '等申请人补资料'],
    [small[11], 'hold', '金额有疑问'],
    [small[12], 'exclude', '已线下付款'],
  ])
    if (bill) await reviewer.post(`/api/bills/${bill.id}/${verb}`, { version: bill.version, reason });

  const approved = new Map((await pusher.get('/api/bills?stage=push&limit=100')).items.map((bill) => [bill.id, bill]));
  const now = (bills) => bills.flatMap(({ id }) => approved.get(id) ?? []);
  if (now(toBook).length > 0) await pushed(pusher, now(toBook));
  const [refused] = now(toRefuse);
  const number = refused && (await costItemOf(pusher, refused.id));
  if (!number) return;
  const entry = { form: 'BD_Expense', number };
  await control(controlUrl, '/kingdee/base-data', { ...entry, change: { forbid: true } });
  await pushed(pusher, [refused]);
  await control(controlUrl, '/kingdee/base-data', { ...entry, change: { forbid: false } });
}

async function costItemOf(person, id) {
  const { rows } = await person.get(`/api/bills/${id}`);
  return rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'))?.value ?? null;
}
