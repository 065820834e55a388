import type { DatasetFilter, DatasetTotals } from '@dingdee/shared/data-export';
import { DATASET, DATASET_FILTERS, type DatasetCode } from '@dingdee/shared/dataset';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { Database } from '../../database/database.js';
import { isDay } from '../../domain/beijing-time.js';
import { ApprovalRows } from './approval-rows.js';
import { AuditRows } from './audit-rows.js';
import { BillRows } from './bill-rows.js';
import type { Row } from './cells.js';
import { badCursor, DatasetFilterError } from './dataset.errors.js';
import { LineRows } from './line-rows.js';
import { MappingRows } from './mapping-rows.js';
import { type OrganisationSum, organisationSums } from './organisation-sums.js';
import { QuotaRows } from './quota-rows.js';
import { ReceiptRows } from './receipt-rows.js';
import type { RowSource, Scope } from './scope.js';

const FILTER_WORDS: Readonly<Record<(typeof DATASET_FILTERS)[number], string>> = {
  from: '开始日期',
  to: '结束日期',
  stage: '状态',
  schemeId: '方案',
  org: '付款组织',
  minAmount: '最小金额',
  maxAmount: '最大金额',
  q: '搜索',
};
const cursorShape = z.tuple([z.string(), z.string()]);

/** Reads every dataset by name: pages by a stable key, totals by SQL over the whole filter. */
@Injectable()
export class Datasets {
  private readonly sources: Readonly<Record<DatasetCode, RowSource>>;

  constructor(private readonly db: Database) {
    this.sources = {
      bills: new BillRows(db),
      lines: new LineRows(db),
      approvals: new ApprovalRows(db),
      receipts: new ReceiptRows(db),
      mappings: new MappingRows(db),
      audit: new AuditRows(db),
      quota: new QuotaRows(db),
    };
  }

  /** @param after `last` of the page before. @throws DatasetFilterError, BillRefusedError if `after` comes from no page of this dataset. */
  page(
    dataset: DatasetCode,
    scope: Scope,
    after: string | null,
    limit: number,
  ): Promise<{ rows: Row[]; last: string | null }> {
    checkFilter(dataset, scope.filter);
    return this.sources[dataset].page(scope, after, limit);
  }

  /** Sums 单据 by paying organisation, the largest sum first. @throws DatasetFilterError */
  byOrganisation(scope: Scope): Promise<OrganisationSum[]> {
    checkFilter('bills', scope.filter);
    return organisationSums(this.db, scope);
  }

  /** @throws DatasetFilterError */
  totals(dataset: DatasetCode, scope: Scope): Promise<DatasetTotals> {
    checkFilter(dataset, scope.filter);
    return this.sources[dataset].totals(scope);
  }
}

/** @throws DatasetFilterError */
export function checkFilter(dataset: DatasetCode, filter: DatasetFilter): void {
  const { name, filters } = DATASET[dataset];
  const unknown = DATASET_FILTERS.filter((each) => filter[each] !== undefined && !filters.includes(each));
  if (unknown.length > 0)
    throw new DatasetFilterError(
      `“${name}”不能按${unknown.map((each) => FILTER_WORDS[each]).join('、')}筛选。去掉这个条件再看。`,
    );
  const { from, to } = filter;
  if ((from !== undefined && !isDay(from)) || (to !== undefined && !isDay(to)) || (from && to && to < from))
    throw new DatasetFilterError('起止日期要是真实的日期，开始不晚于结束。改了日期再看。');
}

/** Encodes the end of a page for a URL. */
export const cursorOf = (dataset: DatasetCode, last: string | null): string | null =>
  last === null ? null : Buffer.from(JSON.stringify([dataset, last])).toString('base64url');

/** @throws BillRefusedError for a cursor of another dataset, or one that we did not make. */
export function afterCursor(dataset: DatasetCode, text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    const [of, last] = cursorShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (of === dataset) return last;
  } catch {
    // No JSON, or another shape: refused like a cursor of another dataset.
  }
  throw badCursor();
}
