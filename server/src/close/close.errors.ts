import { DomainError } from '../problem/domain-error.js';

export class CloseMonthError extends DomainError {
  readonly code = 'close/month';
  readonly title = '没有这个月的账包';
  readonly status = 404;
  constructor() {
    super('只有本月和以前的月份有账包。换一个月再看。');
  }
}

export class CloseChangedError extends DomainError {
  readonly code = 'close/changed';
  readonly title = '内容已经变了';
  readonly status = 409;
  constructor() {
    super('你看的时候有人改过，或数字变了，没有签字，也没有改动。刷新后再看一遍，再签。');
  }
}

export class CloseClosedError extends DomainError {
  readonly code = 'close/closed';
  readonly title = '这个月已经签字';
  readonly status = 409;
  constructor() {
    super('两个人都签过，数字已冻结，没有改动。要改就请管理员重新打开这个月，写明原因。');
  }
}

export class CloseNotClosedError extends DomainError {
  readonly code = 'close/not-closed';
  readonly title = '这个月没有签完字';
  readonly status = 409;
  constructor() {
    super('没有可以重新打开的：这个月还没有两个人都签字。');
  }
}

export class CloseOpenPointsError extends DomainError {
  readonly code = 'close/open-points';
  readonly title = '还有没做完的';
  readonly status = 409;
  constructor(count: number) {
    super(`检查里还有 ${count} 项没做完，没有签字。做完，或写明为什么可以留着，再签。`);
  }
}

export class CloseTooEarlyError extends DomainError {
  readonly code = 'close/too-early';
  readonly title = '这个月还没有过完';
  readonly status = 409;
  constructor() {
    super('没有签字：数字要到月底才定。下个月 1 日起可以签。');
  }
}

export class CloseSamePersonError extends DomainError {
  readonly code = 'close/same-person';
  readonly title = '要另一个人签';
  readonly status = 409;
  constructor(byName: string) {
    super(`${byName} 已经在这份账包上签过字，没有再签。请另一位同事签：编制要审核或管理，复核要管理或审计。`);
  }
}

export class CloseNotPreparedError extends DomainError {
  readonly code = 'close/not-prepared';
  readonly title = '编制还没有签字';
  readonly status = 409;
  constructor() {
    super('没有签字：先由编制人对现在的内容签字，再由另一个人复核。编制签过以后数字又变的，要重新签。');
  }
}

export class CloseAuditError extends DomainError {
  readonly code = 'close/audit';
  readonly title = '审计对不上';
  readonly status = 409;
  constructor(where: string) {
    super(`审计${where}对不上。先不要结账：请管理员在服务器上运行 npm run ops -- verify，查清是谁动了数据库。`);
  }
}

export class CloseCursorError extends DomainError {
  readonly code = 'close/cursor';
  readonly title = '翻页的位置不对';
  readonly status = 422;
  constructor() {
    super('没有列出：翻页的位置不是这里给的。从第一页重新看。');
  }
}
