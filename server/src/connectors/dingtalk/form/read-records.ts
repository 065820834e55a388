import type { ApprovalDeed } from '@dingdee/shared/bill-approval';
import { isRecord, listOf, pick, textOf } from '../../../json/json-reading.js';
import type { RawApproval } from '../../source.js';
import { readApprovalTime } from './approval-time.js';
import { bodyOf } from './parse-approval.js';

/** One record of an action on an approval, as DingTalk keeps it (dingtalk.md §4.1). */
export interface OperationRecord {
  userId: string;
  at: number | null;
  step: string;
  deed: ApprovalDeed;
  remark: string;
}

const DEEDS: Readonly<Record<string, ApprovalDeed>> = {
  START_PROCESS_INSTANCE: 'started',
  TERMINATE_PROCESS_INSTANCE: 'cancelled',
  FINISH_PROCESS_INSTANCE: 'ended',
  REDIRECT_TASK: 'passed-on',
  REDIRECT_PROCESS: 'sent-back',
  APPEND_TASK_BEFORE: 'added',
  APPEND_TASK_AFTER: 'added',
  ADD_REMARK: 'said',
  PROCESS_CC: 'copied',
};
const RESULTS: Readonly<Record<string, ApprovalDeed>> = { AGREE: 'agreed', REFUSE: 'refused' };

/** Reads the records in DingTalk's order. A record of an unknown kind is `other`. @throws UnreadableApprovalError */
export function readRecords(raw: RawApproval): OperationRecord[] {
  return listOf(pick(bodyOf(raw), 'operationRecords', 'operation_records'))
    .filter(isRecord)
    .map((record) => {
      const type = textOf(pick(record, 'type', 'operation_type'));
      const result = textOf(pick(record, 'result', 'operation_result'));
      return {
        userId: textOf(pick(record, 'userId', 'userid')),
        at: readApprovalTime(record.date),
        step: textOf(record.showName),
        deed: DEEDS[type] ?? RESULTS[result] ?? 'other',
        remark: textOf(record.remark),
      };
    });
}
