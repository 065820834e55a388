import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { DomainError } from '../../problem/domain-error.js';

/** An unknown filter, or invalid days: if it were ignored, the total would be of other rows. */
export class DatasetFilterError extends DomainError {
  readonly code = 'dataset/filter';
  readonly title = '这个条件用不上';
  readonly status = 422;
  constructor(sentence: string) {
    super(sentence);
  }
}

export class DatasetColumnsError extends DomainError {
  readonly code = 'dataset/columns';
  readonly title = '没有这一列';
  readonly status = 422;
  constructor(names: readonly string[]) {
    super(`没有开始导出：数据集里没有 ${names.join('、')}，或重复选了一列。回到数据页重新选列。`);
  }
}

/** For a cursor of another dataset, or one that we did not make. */
export const badCursor = (): BillRefusedError =>
  new BillRefusedError('bill/bad-cursor', '翻页位置已失效，没有取到下一页。从第一页重新读。');
