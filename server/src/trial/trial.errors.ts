import { DomainError } from '../problem/domain-error.js';

/** DingTalk is not asked for a trial if the month's calls are needed for collecting and writing back. */
export class TrialCallsError extends DomainError {
  readonly code = 'scheme/trial-calls';
  readonly title = '这个月的额度要留给采集';
  readonly status = 422;
  constructor() {
    super('没有去钉钉读：这个月剩下的接口额度要留给采集和回写。已存下的审批照样可以试，或下个月再读。');
  }
}
