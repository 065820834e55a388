import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { csvText } from '@dingdee/shared/csv';
import type { PushItem, PushOrder } from '@dingdee/shared/push';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { pushApi } from '../api/push-api.js';
import { saveAs } from '../mapping/excel-file.js';
import { itemWord, pushWords as words } from './words.js';

const HEAD = ['收款人', '部门', '事由', '金额（元）', '状态', '说明', TERM_WORDS.billNo, '金蝶单据编号'];

/** Returns a CSV cell. Our own sums stay numbers, even negative ones. */
export const cell = (text: string): string => csvText(text, /^-?\d+(\.\d+)?$/.test(text));

/** Returns one line of the file. */
export function lineOf(item: PushItem, now: number): string {
  const { payee, department, purpose, amount, state, billNo, kingdeeNo } = item;
  return [payee, department, purpose, amount ?? '', STATE_WORDS[state], itemWord(item, now), billNo, kingdeeNo ?? '']
    .map(cell)
    .join(',');
}

/** Returns all bills of an order as a CSV file. @param told called with the number of bills read so far @throws ApiProblem */
export async function exportOrder(order: PushOrder, told: (done: number) => void): Promise<void> {
  const now = Date.now();
  const lines = [HEAD.join(','), ...order.items.map((item) => lineOf(item, now))];
  const seen = new Set(order.items.map(({ billId }) => billId));
  for (let { next } = order; next !== null; ) {
    told(seen.size);
    const page = await pushApi.items(order.id, next);
    for (const item of page.items)
      if (!seen.has(item.billId)) {
        seen.add(item.billId);
        lines.push(lineOf(item, now));
      }
    next = page.next;
  }
  // The byte order mark tells Excel that the file is UTF-8.
  const name = new Date(order.createdAt + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ').replace(':', '');
  saveAs(
    new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' }),
    `${words.exported(name)}.csv`,
  );
}
