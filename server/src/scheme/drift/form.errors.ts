import { whenInWords } from '../../domain/beijing-time.js';
import { DomainError } from '../../problem/domain-error.js';

export class FormNotCollectedError extends DomainError {
  readonly code = 'form/not-collected';
  readonly title = '没有在采集这张表单';
  readonly status = 404;
  constructor(processCode: string) {
    super('没有启用的方案在采集这张表单，没有去读。先在方案页启用它的方案。', { processCode });
  }
}

/** People who are no administrators have had forms read many times today; the rest of the month's calls is for approvals. */
export class FormCallsSpentError extends DomainError {
  readonly code = 'form/calls-spent';
  readonly title = '今天读表单够多了';
  readonly status = 409;
  /** @param calls number of calls of the last day. @param again when a form may be read again, in Unix ms. */
  constructor(calls: number, again: number) {
    super(
      `一天里为看钉钉表单已经用了 ${calls} 次额度，这次没有去读。表单的改动每天照常自动核对；等不及请管理员看，或者 ${whenInWords(again)} 以后再看。`,
      { calls, again },
    );
  }
}

export class FormChangedAgainError extends DomainError {
  readonly code = 'form/changed-again';
  readonly title = '表单的改动已经不是这些';
  readonly status = 409;
  constructor(processCode: string) {
    super('没有接受：打开以后表单又有了改动，或别人已经接受过。刷新后再看一次。', { processCode });
  }
}

export class FormChangesEntangledError extends DomainError {
  readonly code = 'form/entangled';
  readonly title = '这几处要一起接受';
  readonly status = 409;
  constructor(processCode: string) {
    super(
      '没有接受：勾选的和没有勾选的之间有名称换了手，只接受一处就看不出另一处填的是不是同一样东西。一起核对，一起勾选。',
      {
        processCode,
      },
    );
  }
}
