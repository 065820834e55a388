import { MOST_REPORTS } from '@dingdee/shared/report';
import { DomainError } from '../problem/domain-error.js';

export class ReportNotFoundError extends DomainError {
  readonly code = 'report/not-found';
  readonly title = '没有找到';
  readonly status = 404;
  constructor() {
    super('已经删除，或记录已过期。没有改动，请刷新列表。');
  }
}

export class ReportStaleError extends DomainError {
  readonly code = 'report/stale';
  readonly title = '刚刚变了';
  readonly status = 409;
  constructor() {
    super('别人刚改过。没有改动，请看一眼现在的样子再做。');
  }
}

export class ReportRobotError extends DomainError {
  readonly code = 'report/robot';
  readonly title = '机器人的地址或密钥不对';
  readonly status = 422;
  constructor() {
    super('地址要整段复制群设置里机器人的地址，只能是钉钉的；安全设置要选“加签”，密钥是 SEC 开头的那一串。没有保存。');
  }
}

export class ReportTargetError extends DomainError {
  readonly code = 'report/target';
  readonly title = '不能发给它';
  readonly status = 422;
  constructor() {
    super('这个人没有任何角色，或这个系统已经删除。没有保存，请另选一个。');
  }
}

export class ReportTooManyError extends DomainError {
  readonly code = 'report/too-many';
  readonly title = '太多了';
  readonly status = 409;
  constructor() {
    super(`最多 ${MOST_REPORTS} 个。没有新建，请先删掉不用的。`);
  }
}

export class ReportPausedError extends DomainError {
  readonly code = 'report/paused';
  readonly title = '停着';
  readonly status = 409;
  constructor() {
    super('停着时不发。没有试发，请先打开它。');
  }
}

export class ReportNotAsShownError extends DomainError {
  readonly code = 'report/not-as-shown';
  readonly title = '和你看到的不一样了';
  readonly status = 409;
  constructor() {
    super('数字刚刚变了，或看了太久。没有发，请看过新的再发。');
  }
}
