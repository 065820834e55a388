import type { ReasonGroups } from '@dingdee/shared/bill';
import Database from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { fenOf, money, seen, sums, textOf } from './browser.js';
import { type CompanyDesk, stageNow, startCompany } from './company-desk.js';
import { detail, grid, rows, selectionBar, shownOn } from './desk-page.js';

const COUNT = 20_000;

let desk: CompanyDesk;
beforeAll(async () => {
  // No bill is a large one or lacks files: all of them are one group.
  desk = await startCompany({ sandbox: { approvals: 4, clean: true }, settings: { FOUR_EYES_BILL: '99999999.00' } });
  await collect(desk.office);
  const there = (await stageNow(desk, 'review')).count;
  // One process has a SQLite file at a time.
  await desk.stack.kill();
  copyBills(desk.stack.databaseUrl, COUNT - there);
  await desk.stack.restart();
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** Copies of one bill that waits for review, each with its own number, sum and hour: rows that only a list reads. */
function copyBills(url: string, copies: number): void {
  const db = new Database(url.replace(/^sqlite:/, ''));
  // Rows that a failed test can lose.
  db.pragma('synchronous = OFF');
  try {
    const columns = (table: string): string[] =>
      (db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[]).map(
        ({ name }) => name,
      );
    const copy = (table: string, from: string, values: Readonly<Record<string, string>>) => {
      const names = columns(table);
      db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies})
        INSERT INTO ${table} (${names.join(', ')})
        SELECT ${names.map((name) => values[name] ?? `one.${name}`).join(', ')} FROM n, (SELECT * FROM ${from} LIMIT 1) AS one`);
    };
    db.exec('BEGIN IMMEDIATE');
    copy('bill_content', "bill_content WHERE bill_id = (SELECT MIN(id) FROM bill WHERE state_kind = 'ready')", {
      bill_id: "printf('copy-%06d', i)",
    });
    copy('bill', "bill WHERE id = (SELECT MIN(id) FROM bill WHERE state_kind = 'ready')", {
      id: "printf('copy-%06d', i)",
      process_instance_id: "printf('copied-%d', i)",
      third_bill_no: "printf('copied-%d', i)",
      bill_no: "printf('DDC%015d', i)",
      business_id: "printf('2026110108%011d', i)",
      payee: "printf('员工%d', i)",
      amount_minor: '1000 + i * 7',
      base_fen: '1000 + i * 7',
      state_since: 'one.state_since - i * 60000',
    });
    // What the program writes with a bill so that it is found by its payee.
    db.exec(`INSERT INTO search_text (id, words)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies}) SELECT printf('w%d', i), printf('员工%d', i) FROM n`);
    db.exec(`INSERT INTO bill_search_text (text_id, bill_id)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies}) SELECT printf('w%d', i), printf('copy-%06d', i) FROM n`);
    db.exec(`UPDATE bill SET attachments = 1 WHERE state_kind = 'ready'`);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

describe('20,000 bills', () => {
  it('are counted and summed at once, and the list scrolls from the first to the last', async () => {
    const { page, ...app } = await desk.open({ part: '审核', width: 1440, height: 900 });
    await seen(rows(page));
    const { count, amount } = await shownOn(page, '待审核');
    expect(count).toBe(COUNT);
    expect(await stageNow(desk, 'review')).toEqual({ count, amount: money(amount).replace(/,/g, '') });
    // A row for the headings of the columns, and one above each group.
    const { items: groups } = await desk.office.reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
    const lines = COUNT + 1 + groups.length;
    expect(Number(await grid(page).getAttribute('aria-rowcount'))).toBe(lines);

    const scroll = grid(page).locator('.scroll');
    const height = await scroll.evaluate((element) => element.scrollHeight);
    let before = '';
    for (let step = 1; step <= 10; step++) {
      await scroll.evaluate(
        (element, top) => {
          element.scrollTop = top;
        },
        (height * step) / 10,
      );
      // Rows come where the scroll ends; only those in view are in the page.
      before = await until(
        async () => {
          const waiting = await grid(page).locator('[role=row][aria-busy=true]').count();
          return waiting === 0 ? textOf(rows(page).first()) : before;
        },
        (first) => first !== before,
        30_000,
      );
      await expect.poll(() => rows(page).count()).toBeLessThan(80);
    }
    expect(Number(await rows(page).last().getAttribute('aria-rowindex'))).toBe(lines);
    await rows(page).last().click();
    await seen(detail(page).getByText('三方一致'));
    await app.mustBeSound();
  });

  it('are sorted and found by the server, and one selection takes in all that fit', async () => {
    const { page, ...app } = await desk.open({ part: '审核', width: 1440, height: 900 });
    await seen(rows(page));
    await page.getByRole('button', { name: /^金额（元）/ }).click();
    const shown = async () =>
      (await rows(page).allInnerTexts()).map((text) => Number(fenOf(/[\d,]+\.\d{2}/.exec(text)?.[0] ?? '0')));
    const sorted = await until(
      shown,
      (fen) => fen.length > 10 && fen.every((each, i) => i === 0 || each <= (fen[i - 1] ?? 0)),
      30_000,
    );
    expect(sorted[0]).toBeGreaterThanOrEqual(1000 + (COUNT - 10) * 7);
    await page.getByRole('searchbox', { name: '筛选' }).fill('员工1999');
    await until(
      async () => textOf(page.getByRole('heading', { level: 1 }).locator('+ *')),
      (words) => words.startsWith('8 笔'),
      30_000,
    );
    await page.getByRole('searchbox', { name: '筛选' }).fill('');
    await until(
      async () => textOf(page.getByRole('heading', { level: 1 }).locator('+ *')),
      (words) => words.startsWith('20,000 笔'),
      30_000,
    );
    await page.getByRole('checkbox', { name: '选择全部' }).click();
    await seen(selectionBar(page).getByText('已选 20,000 笔'));
    const { amount } = await shownOn(page, '待审核');
    expect(sums(await textOf(selectionBar(page)))[0]).toBe(amount);
    await expect.poll(() => textOf(selectionBar(page))).toContain('已固定这些单据');
    await app.mustBeSound();
  });

  it('are walked on the phone card by card, and its list says how many more there are', async () => {
    const { page, ...app } = await desk.open({ part: '审核', width: 390, height: 844, platform: 'ios' });
    const { items } = await desk.office.reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
    expect(items.map(({ count }) => count)).toEqual([COUNT]);
    const most = COUNT.toLocaleString('en');
    await page.getByRole('link', { name: '开始审核 20,000 笔' }).click();
    await seen(page.getByRole('article').getByText('表单总金额'));
    await seen(page.getByRole('article').getByText(`1 / ${most}`));
    await page.getByRole('button', { name: '多选' }).click();
    await page.getByRole('button', { name: `全选 ${most} 笔` }).click();
    await seen(page.getByText(`已全选 ${most} 笔`));
    await app.mustBeSound();
  });
});
