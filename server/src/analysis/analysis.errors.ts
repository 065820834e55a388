import { DomainError } from '../problem/domain-error.js';

/** For a month that has not begun. */
export class AnalysisMonthError extends DomainError {
  readonly code = 'analysis/month';
  readonly title = '这个月还没有到';
  readonly status = 422;
  constructor(month: string) {
    super(`${month} 还没有开始，没有可以看的单据。选这个月或以前的月。`);
  }
}
