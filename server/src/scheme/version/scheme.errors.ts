import type { SchemeFinding } from '@dingdee/shared/scheme';
import { asClause } from '../../problem/clause.js';
import { DomainError } from '../../problem/domain-error.js';

export class SchemeNotFoundError extends DomainError {
  readonly code = 'scheme/not-found';
  readonly title = '没有这个方案';
  readonly status = 404;
  constructor(id: string) {
    super('没有找到这个集成方案，可能链接已过期。回到方案列表重新打开。', { id });
  }
}

export class StaleSchemeError extends DomainError {
  readonly code = 'scheme/stale';
  readonly title = '方案已变更';
  readonly status = 409;
  constructor(id: string) {
    super('方案刚被别人改过，没有执行。刷新后再看。', { id });
  }
}

export class UnknownTemplateError extends DomainError {
  readonly code = 'scheme/unknown-template';
  readonly title = '没有这个模板';
  readonly status = 422;
  constructor(template: string) {
    super(`方案市场里没有模板“${template}”。从市场重新选一个。`, { template });
  }
}

export class FormTakenError extends DomainError {
  readonly code = 'scheme/form-taken';
  readonly title = '这个表单已有启用的方案';
  readonly status = 409;
  constructor(name: string) {
    super(`方案“${name}”已经在采集这个表单，同一张审批只能进一个方案。先停用它，再启用这个。`, { name });
  }
}

/** Thrown for a content that the engine could not run, or that belongs to another form. */
export class SchemeContentError extends DomainError {
  readonly code = 'scheme/content';
  readonly title = '方案内容不能这样保存';
  readonly status = 422;
}

const named = (findings: readonly SchemeFinding[]): string =>
  `${findings
    .slice(0, 3)
    .map(({ what }) => asClause(what))
    .join('；')}${findings.length > 3 ? `，另有 ${findings.length - 3} 项` : ''}`;

/** Thrown if every bill would stop under this scheme. */
export class SchemeCannotSucceedError extends DomainError {
  readonly code = 'scheme/cannot-succeed';
  readonly title = '这个方案还不能启用';
  readonly status = 422;
  constructor(findings: readonly SchemeFinding[]) {
    const nothing = findings.some(({ key }) => key.startsWith('filter:'));
    super(
      `没有启用，照这样${nothing ? '什么都不会采集' : '每一张单据都会停下'}：${named(findings)}。逐项处理后再启用。`,
      { findings },
    );
  }
}

/** Thrown if something is missing that was not on the person's screen. */
export class SchemeWarningsError extends DomainError {
  readonly code = 'scheme/warnings';
  readonly title = '还有没看过的提醒';
  readonly status = 409;
  constructor(findings: readonly SchemeFinding[]) {
    super(`没有启用：${named(findings)}。看过后勾选“我看过了，照样启用”再启用。`, { findings });
  }
}

/** Thrown for a day from which a scheme cannot begin to collect. */
export class CutOverDateError extends DomainError {
  readonly code = 'scheme/cut-over-date';
  readonly title = '不能从这一天开始收';
  readonly status = 422;
}

/** Thrown if the bills that would become 期初 differ from those on the person's screen. */
export class FirstDayChangedError extends DomainError {
  readonly code = 'scheme/first-day-changed';
  readonly title = '和你看到的不同了';
  readonly status = 409;
  constructor() {
    super('归为期初的条数或金额和列出的不同，没有改动。刷新后再看一遍。');
  }
}

export class SchemeStateError extends DomainError {
  readonly title = '方案现在不能这样操作';
  readonly status = 409;
  constructor(
    readonly code: `scheme/${string}`,
    sentence: string,
  ) {
    super(sentence);
  }
}
