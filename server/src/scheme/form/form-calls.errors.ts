import { whenInWords } from '../../domain/beijing-time.js';
import { DomainError } from '../../problem/domain-error.js';

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
