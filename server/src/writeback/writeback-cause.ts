import type { WritebackCause } from '@dingdee/shared/writeback';
import { refusesAddress } from '../connectors/dingtalk/call/answer-class.js';
import type { DingTalkError, DingTalkErrorClass } from '../connectors/source.js';

const CAUSE: Readonly<Record<DingTalkErrorClass, WritebackCause>> = {
  token: 'token',
  rate: 'rate',
  'ip-ban': 'address',
  quota: 'quota',
  transient: 'away',
  permission: 'permission',
  parameter: 'content',
  'not-found': 'gone',
  configuration: 'configuration',
};
/** Error classes that concern one message or one approval; all others concern the system. */
const OF_ONE: readonly DingTalkErrorClass[] = ['parameter', 'not-found'];
/**
 * Codes that do not concern the system: `taken-over` (a hold, or another process has the message) and `unreadable` (the approval
 * cannot be read).
 */
const NOT_OF_SYSTEM = ['taken-over', 'unreadable'];

export const causeOf = (errorClass: DingTalkErrorClass, code: string): WritebackCause =>
  refusesAddress(code) ? 'address' : CAUSE[errorClass];

export const isOfSystem = ({ errorClass, code }: Pick<DingTalkError, 'errorClass' | 'code'>): boolean =>
  !OF_ONE.includes(errorClass) && !NOT_OF_SYSTEM.includes(code);
