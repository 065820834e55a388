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
/** What is wrong with one message or one approval; all else is the system's. */
const OF_ONE: readonly DingTalkErrorClass[] = ['parameter', 'not-found'];
/** Nothing is wrong: everything is paused, or another process has it. · An approval whose answer cannot be read. */
const NOT_OF_SYSTEM = ['taken-over', 'unreadable'];

export const causeOf = (errorClass: DingTalkErrorClass, code: string): WritebackCause =>
  refusesAddress(code) ? 'address' : CAUSE[errorClass];

export const isOfSystem = ({ errorClass, code }: Pick<DingTalkError, 'errorClass' | 'code'>): boolean =>
  !OF_ONE.includes(errorClass) && !NOT_OF_SYSTEM.includes(code);
