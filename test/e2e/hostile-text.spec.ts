import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { REIMBURSEMENT } from '../sandbox/dingtalk/form.js';
import { gone, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, startCompany } from './company-desk.js';
import { currentRow, detail, rows } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
/** Nothing of this is on the page, in no text and no attribute. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2065\ufeff]/u;
/** Turned, hidden and foreign: what a payee could call themselves, and how it must stand on the page. */
const HOSTILE = [
  ['\u202e伟王\u200b 62\u2066 17\u0007\u009b2J', '⟪U+202E⟫伟王⟪U+200B⟫ 62⟪U+2066⟫ 17⟪U+0007⟫⟪U+009B⟫2J'],
  ['محمد 88', '\u2068محمد 88\u2069'],
] as const;

let desk: CompanyDesk;
let bill: BillSummary;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
  const [first] = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
  if (!first) throw new Error('nothing to review');
  bill = first;
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** Opens a page for whose answers the payee is called so. */
async function openAs(name: string, screen: typeof WIDE | typeof IPHONE, path: string) {
  const app = await desk.open({ part: '审核', ...screen, path: '/me' });
  await seen(app.page.getByRole('heading', { name: '我的审批' }));
  await app.page.route(/\/api\/bills/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    try {
      const answer = await route.fetch();
      const body = (await answer.text()).replaceAll(JSON.stringify(bill.payee), JSON.stringify(name));
      await route.fulfill({ response: answer, body });
    } catch {
      // The page has gone on meanwhile.
    }
  });
  await app.page.goto(new URL(path, app.page.url()).toString());
  return app;
}
/** What a payee could be called so that a page that put texts together as HTML would run it. */
const MARKUP = [
  '<img src=x onerror="document.title=1">周明远',
  '<script>document.title=1</script>周明远',
  '"><svg onload=document.title=1>周明远',
] as const;

/** The cause under which the reviewer meets the bill. */
async function groupOf(id: string): Promise<string> {
  const { reviewer } = desk.office;
  for (const { key } of (await reviewer.get<ReasonGroups>('/api/bills/groups?stage=review')).items)
    if (
      (await reviewer.all<BillSummary>(`/api/bills?stage=review&reason=${encodeURIComponent(key)}`)).some(
        (each) => each.id === id,
      )
    )
      return key;
  throw new Error(`bill ${id} is under no cause`);
}
/** The page as it is, texts and attributes. */
const whole = (page: Page) => page.evaluate<string>('document.documentElement.outerHTML');

it.each(MARKUP)(
  'a payee %j stands on the desk and on the phone letter by letter, and nothing of it is an element',
  async (name) => {
    for (const screen of [WIDE, IPHONE]) {
      const { page, errors } = await openAs(name, screen, `/bills/${bill.id}`);
      await seen(screen === WIDE ? rows(page).filter({ hasText: name }) : page.locator('.head').getByText(name));
      if (screen === WIDE) await seen(detail(page).getByText(name).first());
      expect(await page.locator('[onerror], [onload], script:not([src]), img[src="x"]').count()).toBe(0);
      expect(await page.title()).not.toBe('1');
      expect(errors).toEqual([]);
    }
  },
);

it.each(HOSTILE)('a payee %j is read as what it is on the desk and on the phone', async (name, shown) => {
  const { page, ...app } = await openAs(name, WIDE, `/bills/${bill.id}`);
  await seen(rows(page).filter({ hasText: shown }));
  await seen(detail(page).getByText(shown).first());
  await expect.poll(() => textOf(currentRow(page))).toContain(shown);
  expect(await whole(page)).not.toMatch(UNSEEN);
  expect((await detail(page).getByText('文字里有看不见的字符').count()) > 0).toBe(shown.includes('⟪'));
  await app.mustBeSound();

  const phone = await openAs(name, IPHONE, `/bills/${bill.id}`);
  await seen(phone.page.locator('.head').getByText(shown));
  expect(await whole(phone.page)).not.toMatch(UNSEEN);
  await phone.mustBeSound();
  const unseen = phone.page.getByText('文字里有看不见的字符');
  await expect.poll(() => unseen.count()).toBe(shown.includes('⟪') ? 1 : 0);
  // Where it can be approved without being opened it is said too.
  await phone.page.goto(
    new URL(
      `/review?reason=${encodeURIComponent(await groupOf(bill.id))}&bill=${bill.id}`,
      phone.page.url(),
    ).toString(),
  );
  await seen(phone.page.getByRole('article').getByText(shown));
  await seen(phone.page.getByRole('article').getByText('表单总金额'));
  await expect.poll(() => unseen.count()).toBe(shown.includes('⟪') ? 1 : 0);
  await phone.mustBeSound();
  await phone.page.goBack();
  await phone.page.getByRole('link', { name: '看“待审核”里的全部' }).click();
  await seen(phone.page.getByRole('article'));
  expect(await whole(phone.page)).not.toMatch(UNSEEN);
});

it('a mapping key with a turning character is marked, and changed and removed as what it is', async () => {
  const key = '\u202e通交内市';
  const rowsOf = async () =>
    (
      await desk.office.admin.get<MappingRowPage>(
        `/api/mapping/tables/costItem/rows?q=${encodeURIComponent('通交内市')}`,
      )
    ).items;
  await desk.office.admin.put('/api/mapping/tables/costItem/rows', { rows: [{ key, targetNumber: 'CI0005' }] });
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/mapping/costItem' });
  await page.getByRole('searchbox', { name: '搜索' }).fill('通交内市');
  await page.getByRole('button', { name: '改 ⟪U+202E⟫通交内市' }).click();
  const dialog = page.getByRole('dialog', { name: '“⟪U+202E⟫通交内市”对应到' });
  await dialog.getByRole('combobox').fill('CI0006');
  await dialog.getByRole('combobox').press('Enter');
  await dialog.getByRole('button', { name: '保存并重新映射' }).click();
  await gone(dialog);
  await seen(page.getByRole('row').filter({ hasText: '⟪U+202E⟫通交内市' }).filter({ hasText: 'CI0006' }));
  expect((await rowsOf()).map((row) => [row.key, row.targetNumber])).toEqual([[key, 'CI0006']]);
  expect(await whole(page)).not.toMatch(UNSEEN);
  await app.mustBeSound();
});

/** Twelve ways to write what a page that put texts together as HTML, script, style or address would carry out. */
const ATTACKS = [
  '<img src=x onerror="window.ran=1">',
  '<script>window.ran=1</script>',
  '"><svg onload=window.ran=1>',
  `'-(window.ran=1)-'`,
  '{{constructor.constructor("window.ran=1")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the attack
  '${window.ran=1}',
  '<iframe srcdoc="<script>parent.ran=1</script>">',
  '<a href="javascript:window.ran=1">点这里</a>',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example/">',
  '&lt;img src=x onerror=window.ran=1&gt;<img/src/onerror=window.ran=1>',
  '</textarea></title><math><mtext><img src=x onerror=window.ran=1>',
] as const;

it('sixty hostile texts of twelve approvals, in title, project, cost item, bank and file name, are letters and nothing else on every screen that shows them', async () => {
  const { dingtalk } = desk.stack.sandbox.state;
  const known = new Set(agreedApprovals(desk));
  dingtalk.generate({ clean: true, count: 20, seed: 4711 });
  const hostile = agreedApprovals(desk)
    .filter((each) => !known.has(each))
    .slice(0, ATTACKS.length);
  expect(hostile).toHaveLength(ATTACKS.length);
  for (const [index, approval] of hostile.entries()) {
    const attack = ATTACKS[index] ?? '';
    const values = new Map(approval.values);
    approval.title = `题${attack}`;
    values.set(REIMBURSEMENT.project, { kind: 'text', text: `项${attack}` });
    const account = values.get(REIMBURSEMENT.recipient);
    if (account?.kind === 'recipient')
      values.set(REIMBURSEMENT.recipient, { kind: 'recipient', account: { ...account.account, bank: `行${attack}` } });
    const file = { spaceId: '1', fileName: `件${attack}.pdf`, fileSize: 10, fileType: 'pdf', fileId: `h${index}` };
    values.set(REIMBURSEMENT.attachments, { kind: 'attachments', files: [file] });
    const table = values.get(REIMBURSEMENT.table);
    if (table?.kind === 'table') {
      const label = `费${attack}`;
      const renamed = (cell: (typeof table.rows)[number]['cells'][number]) =>
        cell.controlId === REIMBURSEMENT.expense || cell.controlId === REIMBURSEMENT.projectExpense
          ? {
              ...cell,
              value: cell.value.kind === 'select' ? { kind: 'select' as const, label, key: label } : cell.value,
            }
          : cell;
      values.set(REIMBURSEMENT.table, {
        kind: 'table',
        rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(renamed) })),
      });
    }
    approval.values = values;
  }
  await collect(desk.office);
  const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=mapping');
  const mine = bills.filter(({ businessId }) => hostile.some((each) => each.businessId === businessId));
  expect(mine).toHaveLength(ATTACKS.length);
  for (const screen of [WIDE, IPHONE]) {
    const app = await desk.open({ part: '管理员', ...screen, path: '/mapping/costItem' });
    const { page } = app;
    const isText = async (shown: readonly string[]) => {
      const missing = async () => {
        const text = await page.evaluate<string>('document.body.innerText');
        return shown.filter((each) => !text.includes(each));
      };
      await expect.poll(missing).toEqual([]);
      expect(await page.evaluate('window.ran')).toBeUndefined();
      expect(
        await page.locator('[onerror], [onload], iframe, base, img[src="x"], a[href^="javascript:"]').count(),
      ).toBe(0);
      expect(app.errors).toEqual([]);
    };
    if (screen === WIDE) {
      await seen(page.getByRole('article').filter({ hasText: '费<script>' }));
      await isText(ATTACKS.map((attack) => `费${attack}`));
    }
    for (const one of mine) {
      const attack = ATTACKS[hostile.findIndex(({ businessId }) => businessId === one.businessId)] ?? '';
      await page.goto(new URL(`/bills/${one.id}`, page.url()).toString());
      await seen(page.getByText(`项${attack}`));
      await isText([`费${attack}`, `项${attack}`]);
    }
  }
});
