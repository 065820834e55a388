import { DomainError } from '../problem/domain-error.js';

/** Base data could not be read from Kingdee; what was cached before stands. */
export class BaseDataUnavailableError extends DomainError {
  readonly code = 'base-data/kingdee-unavailable';
  readonly title = '没有读到金蝶基础资料';
  readonly status = 503;
  constructor(sentence: string, options?: ErrorOptions) {
    super(`${sentence}已有的基础资料不受影响，可以继续使用。`, {}, options);
  }
}

export class BaseDataCursorError extends DomainError {
  readonly code = 'base-data/bad-cursor';
  readonly title = '翻页位置已失效';
  readonly status = 422;
  constructor() {
    super('翻页位置已失效，没有取到下一页。从第一页重新打开列表。');
  }
}
