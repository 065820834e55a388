import { DomainError } from '../../problem/domain-error.js';

/** Says nothing of why: whoever forges messages would learn from it. The log has it. */
export class CallbackRefusedError extends DomainError {
  readonly code = 'callback/refused';
  readonly title = '不接收';
  readonly status = 403;
  constructor() {
    super('不接收这条消息。');
  }
}
