import { DomainError } from '../../problem/domain-error.js';

export class NotUnreadError extends DomainError {
  readonly code = 'intake/not-unread';
  readonly title = '这条已经不是这样了';
  readonly status = 409;
  constructor(processInstanceId: string) {
    super('没有记下：打开以后它又读过一次，读到了、原因变了，或者别人已经写明。刷新后再看。', { processInstanceId });
  }
}

export class NotSettledError extends DomainError {
  readonly code = 'intake/not-settled';
  readonly title = '这条没有写明的结果';
  readonly status = 409;
  constructor(processInstanceId: string) {
    super('没有改动：打开以后它已经读到，或者别人已经收回。刷新后再看。', { processInstanceId });
  }
}
