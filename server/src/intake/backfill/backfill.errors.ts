import { DomainError } from '../../problem/domain-error.js';

export class BackfillNotFoundError extends DomainError {
  readonly code = 'backfill/not-found';
  readonly title = '没有这次补采';
  readonly status = 404;
  constructor(id: string) {
    super('没有这次补采。刷新后从列出的里面选。', { id });
  }
}

export class BackfillRangeError extends DomainError {
  readonly code = 'backfill/range';
  readonly title = '日期不对';
  readonly status = 422;
}

export class NothingToBackfillError extends DomainError {
  readonly code = 'backfill/no-scheme';
  readonly title = '没有启用的方案';
  readonly status = 422;
  constructor() {
    super('没有执行：这个方案没有启用。先在方案页启用它，再补采或放行。');
  }
}

export class BackfillRunningError extends DomainError {
  readonly code = 'backfill/running';
  readonly title = '正在补采';
  readonly status = 409;
  constructor(formName: string) {
    super(`${formName} 已经有一次补采在进行，没有再开始。等它取完，或先停下它。`, { formName });
  }
}

export class NoCallsLeftError extends DomainError {
  readonly code = 'backfill/no-calls';
  readonly title = '额度不够';
  readonly status = 422;
  /** @param sentence says what is needed, what is left, and when calls are available again. */
  constructor(sentence: string) {
    super(sentence);
  }
}

export class QuarantineChangedError extends DomainError {
  readonly code = 'backfill/changed';
  readonly title = '和你看到的不同了';
  readonly status = 409;
  constructor() {
    super('选的条数或金额和隔离区里现在的不同，没有执行。刷新后看一遍再选。');
  }
}

export class QuarantineReasonError extends DomainError {
  readonly code = 'backfill/reason';
  readonly title = '要写理由';
  readonly status = 422;
}

export class QuarantineCursorError extends DomainError {
  readonly code = 'backfill/bad-cursor';
  readonly title = '翻页位置无效';
  readonly status = 400;
  constructor() {
    super('隔离区的翻页位置无效，请从头打开。');
  }
}

/** A back-fill has to stop before its end; read approvals are stored, and it can continue from there. */
export class BackfillStoppedError extends Error {
  /** @param sentence the reason as shown to people; null if a person stopped it. */
  constructor(readonly sentence: string | null) {
    super(sentence ?? 'stopped by a person');
  }
}
