import { DomainError } from '../../problem/domain-error.js';

/** A refused message. It gives no reason, because a forger would learn from it; the log has the reason. */
export class CallbackRefusedError extends DomainError {
  readonly code = 'callback/refused';
  readonly title = '不接收';
  readonly status = 403;
  constructor() {
    super('不接收这条消息。');
  }
}
