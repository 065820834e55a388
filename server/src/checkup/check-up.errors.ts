import { DomainError } from '../problem/domain-error.js';

/** The line is not one of this check-up any more, or it is asked only with consent. */
export class NoCheckLineError extends DomainError {
  readonly code = 'check-up/no-line';
  readonly title = '没有这一项';
  readonly status = 404;
  constructor(line: string) {
    super('体检里没有这一项，或者它要经人同意才做。刷新后再选。', { line });
  }
}

export class CheckUpRunningError extends DomainError {
  readonly code = 'check-up/running';
  readonly title = '正在体检';
  readonly status = 409;
  constructor() {
    super('正在查，最多一分钟。等它完了再点。');
  }
}

export class NeverCheckedError extends DomainError {
  readonly code = 'check-up/not-asked';
  readonly title = '还没有体检过';
  readonly status = 404;
  constructor() {
    super('还没有体检过，没有可以下载的结果。先全部检查一遍。');
  }
}

export class NoSuchApprovalError extends DomainError {
  readonly code = 'check-up/no-approval';
  readonly title = '没有这条审批';
  readonly status = 404;
  constructor(businessId: string) {
    super('采集过的已完成审批里没有这个审批编号，没有写评论。核对编号，或先采集。', { businessId });
  }
}
