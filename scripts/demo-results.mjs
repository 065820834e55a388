import { setTimeout as sleep } from 'node:timers/promises';
import { beijingDay } from './demo-month.mjs';

const DONE_MS = 30_000;
const TOKEN_DAYS = 300;
const EVENTS = ['bill.booked', 'bill.failed', 'bill.in-doubt', 'statement.done'];

/** Sets up a webhook to another system of the company, before the month, so that it gets every booking. */
export async function tellAnotherSystem({ admin, control }) {
  // The control endpoint of the stand-ins accepts everything sent there.
  await admin.post('/api/webhooks', { name: '资金系统', url: control.url('/received'), events: EVENTS });
}

/** Uses the data: a report to a person each morning, a file, a token for reading, a simulation of each scheme. */
export async function useTheData({ admin }, { readerId, today, from, schemes }) {
  const report = { name: '每日单据合计', source: 'bills', period: 'seven-days', filter: {} };
  const target = { kind: 'person', userId: readerId };
  const { id, version } = await admin.post('/api/reports', { ...report, days: [1, 2, 3, 4, 5], time: '08:30', target });
  const { at, digest } = await admin.post('/api/reports/preview', report);
  await admin.post(`/api/reports/${id}/try`, { version, at, digest });

  const { id: file } = await admin.post('/api/exports', { dataset: 'bills', format: 'xlsx', filter: {} });
  await admin.post('/api/tokens', {
    name: '经营分析报表',
    datasets: ['bills', 'lines'],
    orgs: [],
    until: beijingDay(Date.parse(today) + TOKEN_DAYS * 86_400_000),
  });
  for (const scheme of schemes) {
    const { id: run } = await admin.post(`/api/schemes/${scheme}/simulations`, { tables: 'now', from, to: today });
    await ended(admin, `/api/simulations/${run}`);
  }
  await ended(admin, `/api/exports/${file}`);
}

/** Disables a supplier of the mapping table in Kingdee, so that 映射体检 finds the row. */
export async function disableASupplier({ admin, control }, number) {
  await control.post('/kingdee/base-data', { form: 'BD_Supplier', number, change: { forbid: true } });
  await admin.post('/api/base-data/refresh');
}

/** Waits until a job is neither queued nor running. */
async function ended(admin, path) {
  for (const end = Date.now() + DONE_MS; Date.now() < end; await sleep(50)) {
    const { state } = await admin.get(path);
    if (!['waiting', 'running'].includes(state)) return;
  }
  throw new Error(`${path} 在半分钟内没有完成`);
}
