import { DomainError } from '../problem/domain-error.js';

/** Base data could not be read from Kingdee; the cached data stays. */
export class BaseDataUnavailableError extends DomainError {
  readonly code = 'base-data/kingdee-unavailable';
  readonly title = '没有读到金蝶基础资料';
  readonly status = 503;
  constructor(sentence: string, options?: ErrorOptions) {
    super(`${sentence}已有的基础资料不受影响，可以继续使用。`, {}, options);
  }
}

/** Another person has just decided about it, or Kingdee lists it again. */
export class NotEmptiedError extends DomainError {
  readonly code = 'base-data/not-emptied';
  readonly title = '已经不用决定';
  readonly status = 409;
  constructor(part: string) {
    super(`${part}已由别人决定，或者金蝶又列出来了，没有改动。刷新后看最新的情况。`);
  }
}

export class EmptiedChangedError extends DomainError {
  readonly code = 'base-data/emptied-changed';
  readonly title = '条数变了';
  readonly status = 409;
  constructor(part: string, rows: number) {
    super(`${part}现在是 ${rows} 条，和你看到的不同，没有改动。核对后再决定。`, { rows });
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

/** A later reading of the same kind has begun, here or in another process: the data of this one is older. */
export class OvertakenError extends Error {}
