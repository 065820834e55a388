import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { DomainError } from '../../problem/domain-error.js';

export class NotReviewerError extends DomainError {
  readonly code = 'assignment/not-reviewer';
  readonly title = '这个人现在不能审核';
  readonly status = 422;
  constructor(name: string) {
    super(`${name} 现在没有审核角色，没有指派，什么都没有改动。换一位审核人，或请管理员给这个人加上“审核”角色。`);
  }
}

export class DuePastError extends DomainError {
  readonly code = 'assignment/due-past';
  readonly title = '期限已经过了';
  readonly status = 422;
  constructor() {
    super('选的期限已经过了，没有指派。换一个以后的时间，或不写期限。');
  }
}

export class UndoLateError extends DomainError {
  readonly code = 'assignment/undo-late';
  readonly title = '已经不能撤销';
  readonly status = 409;
  constructor() {
    super('这次指派过了可以撤销的时间，或这些单据已经离开审核。没有改动；要改，重新指派一次。');
  }
}

export class HandOverNotAsShownError extends DomainError {
  readonly code = 'assignment/not-as-shown';
  readonly title = '和你看到的不一样了';
  readonly status = 409;
  constructor(shown: CountAndSum, now: CountAndSum) {
    const words = ({ count, amount }: CountAndSum) => `${count} 笔 ¥${formatAmount(amount)}`;
    super(`你看到的是 ${words(shown)}，现在手里是 ${words(now)}。没有交接，看过再点一次。`, { shown, now });
  }
}
