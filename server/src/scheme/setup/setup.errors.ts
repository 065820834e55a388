import { DomainError } from '../../problem/domain-error.js';

export class StaleSetupError extends DomainError {
  readonly code = 'setup/stale';
  readonly title = '账务做法已变更';
  readonly status = 409;
  constructor() {
    super('别的管理员刚回答过，没有保存。刷新后看他的回答，再改。');
  }
}
