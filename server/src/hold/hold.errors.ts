import { DomainError } from '../problem/domain-error.js';

/** Nothing is sent while the database may be older than the one that people worked on. */
export class LedgerHeldError extends DomainError {
  readonly code = 'ledger/held';
  readonly title = '全部暂停';
  readonly status = 409;
  constructor() {
    super('推送、回写和定时采集都已暂停，没有发送，单据保持原样。管理员看过并放行之后再点。');
  }
}

/** The open holds are not the holds that the person wants to release. */
export class HoldChangedError extends DomainError {
  readonly code = 'ledger/hold-changed';
  readonly title = '暂停的原因有变化';
  readonly status = 409;
  constructor() {
    super('已经放行，或又有了新的原因，这次没有放行。刷新后看最新的说明。');
  }
}
