import { DomainError } from './domain-error.js';

/** The key was used before, and its request is done. */
export class RequestDoneBeforeError extends DomainError {
  readonly code = 'request/done-before';
  readonly title = '这一步已经保存过';
  readonly status = 409;
  constructor() {
    super('上一次已经到了，已经保存，没有再做一遍。刷新后看现在的样子。');
  }
}

/** The key was used before, and its request is being processed. */
export class RequestRunningError extends DomainError {
  readonly code = 'request/running';
  readonly title = '上一次还在做';
  readonly status = 409;
  constructor() {
    super('同一步已经到了，还在做，没有再做一遍。稍等，再看结果。');
  }
}

/** The key was used before; its request was begun, and its result is unknown. */
export class RequestBrokenOffError extends DomainError {
  readonly code = 'request/broken-off';
  readonly title = '上一次做到一半断了';
  readonly status = 409;
  constructor() {
    super('同一步已经到过，程序中途停了，没有再做一遍。先看现在的样子，还没做好的，重新做一次。');
  }
}

/** One key for two different requests. */
export class RequestKeyReusedError extends DomainError {
  readonly code = 'request/key-reused';
  readonly title = '请求编号用过了';
  readonly status = 422;
  constructor() {
    super('这个请求编号用在了另一步上，没有改动。刷新页面再做一次。');
  }
}
