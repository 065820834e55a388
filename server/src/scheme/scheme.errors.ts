import { DomainError } from '../problem/domain-error.js';

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
    super('这个方案刚被别人改过，你的修改没有保存。刷新后看最新内容再改。', { id });
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

/** A content that the engine could not run, or that belongs to another form. */
export class SchemeContentError extends DomainError {
  readonly code = 'scheme/content';
  readonly title = '方案内容不能这样保存';
  readonly status = 422;
}
