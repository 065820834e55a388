import { DomainError } from '../problem/domain-error.js';

export class StatementNotFoundError extends DomainError {
  readonly code = 'statement/not-found';
  readonly title = '没有这次对账';
  readonly status = 404;
  constructor() {
    super('没有找到这次对账的明细：每天留第一次和最近一次的。回到对账页看最近一次。');
  }
}

export class StatementDayError extends DomainError {
  readonly code = 'statement/day';
  readonly title = '这一天不能对账';
  readonly status = 422;
  constructor() {
    super('日期要是真实的一天，不晚于今天，不早于 24 个月前的月初。换一天再对。');
  }
}

export class StatementRunningError extends DomainError {
  readonly code = 'statement/running';
  readonly title = '这一天正在对账';
  readonly status = 409;
  constructor() {
    super('没有再开始一次：这一天的账正在对，等它对完再看。');
  }
}
