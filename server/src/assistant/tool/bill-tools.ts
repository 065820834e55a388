import { ASSISTANT_ROWS } from '@dingdee/shared/assistant';
import type { BillIssue } from '@dingdee/shared/bill';
import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import { bookedWord, STAGE_WORDS, STAGES, STATE_WORDS } from '@dingdee/shared/bill-state';
import { datasetFilter } from '@dingdee/shared/data-export';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import type { TokenScope } from '../../access/role/token-scope.js';
import { Database } from '../../database/database.js';
import { toldRow } from '../../dataset/read/cells.js';
import { afterCursor, cursorOf, Datasets } from '../../dataset/read/datasets.js';
import { ShowBill } from '../../read/bill/show-bill.js';
import { NoSuchBillError } from '../assistant.errors.js';
import { contentMark } from '../proposal/content-mark.js';
import { type Tool, type ToolAnswer, toolOf } from './tool.js';

const DETAIL_ROWS = 20;
const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const money = z.string().check(z.regex(/^\d{1,13}\.\d{2}$/));
export const billNo = text(80);

const search = z.strictObject({
  q: z.optional(text(60)),
  stage: z.optional(z.enum(STAGES)),
  org: z.optional(text(40)),
  from: z.optional(day),
  to: z.optional(day),
  minAmount: z.optional(money),
  maxAmount: z.optional(money),
  cursor: z.optional(text(300)),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(ASSISTANT_ROWS)), 20),
});

/** Tools that read bills within the token's scope; they always show only the last four digits of accounts. */
@Injectable()
export class BillTools {
  constructor(
    private readonly db: Database,
    private readonly datasets: Datasets,
    private readonly details: ShowBill,
  ) {}

  readonly tools: readonly Tool[] = [
    toolOf(
      {
        name: 'search_bills',
        about: '查付款单。q 搜收款人、事由、编号、金额；from/to 是审批完成日；金额写成 "1234.50"。翻页用 next。',
        scope: 'read',
      },
      search,
      (args, token) => this.search(args, token),
    ),
    toolOf(
      {
        name: 'get_bill',
        about: '一张付款单：状态、各字段的值、停在哪里、contentHash。明细多时用 fromRow 接着看。',
        scope: 'read',
      },
      z.strictObject({ billNo, fromRow: z.optional(z.int().check(z.minimum(0))) }),
      (args, token) => this.one(args, token),
    ),
    toolOf(
      { name: 'queue_summary', about: '各阶段有多少张、合计多少元。', scope: 'read' },
      z.strictObject({}),
      (_, token) => this.queue(token),
    ),
  ];

  /**
   * Returns the bill as a person sees it. Its `contentHash` binds proposals, also for an incomplete bill. @throws NoSuchBillError if it is missing,
   * or outside the token's scope
   */
  async detail(no: string, { id, name, orgs }: TokenScope): Promise<BillDetail> {
    const [row] = await this.db.query<{ id: string; org_number: string | null }>(
      'SELECT id, org_number FROM bill WHERE bill_no = ?',
      [no],
    );
    if (!row || (orgs !== null && !orgs.includes(String(row.org_number ?? '')))) throw new NoSuchBillError();
    const bill = await this.details.show(row.id, { userId: `token:${id}`, name, roles: [] });
    return { ...bill, contentHash: await contentMark(this.db.read, row.id) };
  }

  private async search(
    { cursor, limit, ...filter }: z.output<typeof search>,
    { orgs }: TokenScope,
  ): Promise<ToolAnswer> {
    // Whatever the token may read elsewhere, a tool never shows a full account number.
    const scope = { filter: datasetFilter.parse(filter), orgs, fullAccounts: false };
    const { rows, last } = await this.datasets.page('bills', scope, afterCursor('bills', cursor), limit);
    return {
      bills: rows.map((row) => {
        const told = toldRow('bills', row);
        const { payee, department, purpose, originator, reason, businessId } = told;
        const { billNo: no, state, amount, org, finishedAt, bookedAt } = told;
        return {
          ...{ billNo: no, state, amount, org, finishedAt, bookedAt },
          quoted: { payee, department, purpose, originator, businessId, stopsAt: reason },
        };
      }),
      next: cursorOf('bills', last),
    };
  }

  private async one({ billNo: no, fromRow = 0 }: { billNo: string; fromRow?: number }, token: TokenScope) {
    const bill = await this.detail(no, token);
    const rows = bill.rows.slice(fromRow, fromRow + DETAIL_ROWS);
    const end = fromRow + rows.length;
    return {
      billNo: bill.billNo,
      state: stateOf(bill),
      amount: bill.amount,
      org: bill.orgNumber,
      contentHash: bill.contentHash,
      fields: bill.header.map(fieldOf),
      rows: rows.map(({ index, amount, fields, sourceTitle, sourceNote }) => ({
        index,
        amount,
        fields: fields.map(fieldOf),
        quoted: { title: sourceTitle, note: sourceNote },
      })),
      nextRow: end < bill.rows.length ? end : null,
      issues: bill.issues.map(issueOf),
      quoted: {
        title: bill.title,
        payee: bill.payee,
        department: bill.department,
        purpose: bill.purpose,
        originator: bill.originatorName,
        others: bill.others,
      },
    };
  }

  private async queue({ orgs }: TokenScope): Promise<ToolAnswer> {
    const stages = [];
    for (const stage of STAGES) {
      const { rows, amount, unknown } = await this.datasets.totals('bills', {
        filter: { stage },
        orgs,
        fullAccounts: false,
      });
      stages.push({
        stage,
        name: STAGE_WORDS[stage],
        count: rows,
        amount,
        ...(unknown ? { withoutAmount: unknown } : {}),
      });
    }
    return { stages };
  }
}

const stateOf = ({ state, reached, outcome }: BillDetail): string =>
  state === 'booked' || state === 'written-back' ? bookedWord(reached, outcome) : STATE_WORDS[state];

const fieldOf = ({ path, label, value, valueName, sourceLabel, source }: PairValue) => ({
  path,
  label,
  value,
  name: valueName,
  quoted: { label: sourceLabel, text: source },
});

/** The sentence contains text of the form, so it is quoted, too. */
const issueOf = ({ level, path, table, message, key }: BillIssue) => ({ level, path, table, quoted: { message, key } });
