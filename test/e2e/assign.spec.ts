import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import * as company from '../sandbox/company.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

let desk: CompanyDesk;
let other: { userid: string; name: string };
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 14, clean: true } });
  await collect(desk.office);
  const bills = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
  const busy = [desk.office.admin, desk.office.reviewer, desk.office.pusher].map(({ userId }) => userId);
  const found = company.employees.find(
    ({ userid, name }) => !busy.includes(userid) && !bills.some(({ payee }) => payee.includes(name)),
  );
  if (!found) throw new Error('everybody has a bill');
  other = found;
  await desk.office.admin.put(`/api/roles/${found.userid}`, { roles: ['viewer', 'reviewer'] });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('指派', () => {
  it('gives what is ticked to a reviewer who is seen with what they have, is on the rows, and is taken back within ten seconds', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/?stage=review&group=off' });
    const rows = page.getByRole('grid').getByRole('row');
    const boxes = page.getByRole('grid').getByRole('checkbox', { name: /^选择 / });
    await seen(boxes.nth(3));
    for (const n of [0, 1, 2]) await boxes.nth(n).click();
    await page.getByRole('button', { name: '指派', exact: true }).click();
    const pop = page.getByRole('dialog', { name: '指派' });
    await pop.getByRole('radio', { name: new RegExp(other.name) }).check();
    await pop.getByLabel(/期限/).fill('2031-11-30T18:00');
    await pop.getByLabel('带一句话').fill('月底前要付');
    await seen(pop.getByText(`${other.name} 会从 0 笔变成 3 笔。`));
    await app.mustBeSound();
    await app.picture('desk-assign-1440');
    await pop.getByRole('button', { name: `指派给 ${other.name}` }).click();
    await seen(page.getByText(/已把 3 笔 ¥[\d,.]+ 指派给/));
    await seen(rows.getByTitle(new RegExp(`指派给 ${other.name}，11-30 18:00 前：月底前要付`)).nth(2));
    await page.getByRole('button', { name: /^撤销/ }).click();
    await seen(page.getByText('已撤销，3 笔和原来一样'));
    await rows
      .getByTitle(/ 指派给 /)
      .first()
      .waitFor({ state: 'detached' });
  });

  it('whoever was given bills has them as a view and a group, and on a narrow desk nothing is cut', async () => {
    const bills = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
    const name = company.employees.find(({ userid }) => userid === desk.office.reviewer.userId)?.name ?? '';
    const others = bills.filter(({ payee }) => !payee.includes(name));
    const items = others.slice(0, 4).map(({ id, version }) => ({ id, version }));
    const body = { refs: { items }, userId: desk.office.reviewer.userId, dueAt: null, note: '' };
    await desk.office.admin.post('/api/bills/assign', body);
    const { page, ...app } = await desk.open({ part: '审核', ...NARROW, path: '/?stage=review&group=person' });
    const group = page.getByRole('grid').getByRole('row', { name: /指派给你/ });
    await seen(group);
    await expect.poll(() => textOf(group)).toMatch(/4 笔/);
    await page
      .getByRole('grid')
      .getByRole('checkbox', { name: /选择这一组：指派给你/ })
      .click();
    await page.getByRole('button', { name: '指派', exact: true }).click();
    await seen(page.getByRole('dialog', { name: '指派' }).getByText(other.name));
    await app.mustBeSound();
    await app.picture('desk-assign-900');
    await page.getByRole('button', { name: /交接一个人手里的全部/ }).click();
    const dialog = page.getByRole('dialog', { name: '交接' });
    await dialog.getByLabel('从谁手里').selectOption({ index: 1 });
    await dialog.getByLabel('交给谁').selectOption(other.userid);
    await dialog.getByRole('button', { name: /^交接 4 笔/ }).click();
    await seen(page.getByText(/已把 4 笔 ¥[\d,.]+ 交给/));
  });
});
