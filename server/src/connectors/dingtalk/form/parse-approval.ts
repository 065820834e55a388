import type { ApprovalInstance } from '../../../domain/approval/approval-instance.js';
import { UNREAD_APPROVAL } from '../../../domain/draft/unread-words.js';
import { isRecord, type JsonRecord, listOf, parseJson, pick, recordOf, textOf } from '../../../json/json-reading.js';
import type { RawApproval } from '../../source.js';
import { launchMinute, launchTimeWarning, readApprovalTime } from './approval-time.js';
import { decodeForm } from './decode-control.js';
import { isUnfilled } from './raw-component.js';

/** The answer for one approval cannot be read at all; the message is shown in the list of failures. */
export class UnreadableApprovalError extends Error {
  constructor(readonly why: keyof typeof UNREAD_APPROVAL) {
    super(UNREAD_APPROVAL[why]);
  }
}

const STATUSES = ['NEW', 'RUNNING', 'TERMINATED', 'COMPLETED', 'CANCELED'] as const;
const RESULTS = ['agree', 'refuse'] as const;
const ACTIONS = ['NONE', 'MODIFY', 'REVOKE'] as const;

/**
 * Reads one stored detail answer of either API family. Pure: the same text always gives the same instance. A control that cannot be read
 * becomes `unreadable` and keeps its text.
 * @param whole false where only what the approval does to another one is asked: then parts in another shape count as absent.
 * @throws UnreadableApprovalError if the answer is no approval, or if one that stands for itself has no controls, or names approvals that
 * cannot be read.
 * @see dingtalk.md §4, §5
 */
export function parseApproval(raw: RawApproval, { whole = true }: { whole?: boolean } = {}): ApprovalInstance {
  const body = bodyOf(raw);
  const businessId = textOf(pick(body, 'businessId', 'business_id'));
  const startedAt = readApprovalTime(pick(body, 'createTime', 'create_time')) ?? launchMinute(businessId);
  if (startedAt === null) throw new UnreadableApprovalError('no-start');
  const warning = launchTimeWarning(startedAt, businessId);
  const status = oneOf(STATUSES, body.status) ?? 'UNKNOWN';
  const result = oneOf(RESULTS, body.result) ?? '';
  const main = pick(body, 'mainProcessInstanceId', 'main_process_instance_id');
  const mainId = idsIn(main)?.[0] ?? null;
  const bizAction = actionOf(body, main);
  const components = listOf(pick(body, 'formComponentValues', 'form_component_values'));
  const attachedIds = idsIn(pick(body, 'attachedProcessInstanceIds', 'attached_process_instance_ids'));
  // A change or a cancellation stops its original, whatever else of it cannot be read.
  const standsAlone = whole && bizAction === 'NONE';
  // A form in another shape has not lost its controls: a condition on one of them would leave the approval out for good.
  const isEmpty = components.length === 0 && status === 'COMPLETED' && result === 'agree';
  // An id that is lost may be that of a cancellation.
  if (standsAlone && (isEmpty || attachedIds === null)) throw new UnreadableApprovalError('not-parsed');
  return {
    processInstanceId: raw.processInstanceId,
    processCode: raw.processCode,
    businessId,
    title: textOf(body.title),
    status,
    result,
    bizAction,
    originatorUserId: textOf(pick(body, 'originatorUserId', 'originator_userid')),
    originatorDeptId: textOf(pick(body, 'originatorDeptId', 'originator_dept_id')),
    originatorDeptName: textOf(pick(body, 'originatorDeptName', 'originator_dept_name')),
    startedAt,
    finishedAt: readApprovalTime(pick(body, 'finishTime', 'finish_time')),
    attachedIds: attachedIds ?? [],
    mainId,
    controls: decodeForm(components),
    remarks: remarksOf(body),
    ...(warning === null ? {} : { warnings: [warning] }),
  };
}

/** Returns the approval within an answer. @throws UnreadableApprovalError */
export function bodyOf(raw: RawApproval): JsonRecord {
  const root = raw.json ?? recordOf(parseJson(raw.text));
  const body = raw.family === 'v1' ? root.result : root.process_instance;
  if (!isRecord(body)) throw new UnreadableApprovalError('not-parsed');
  return body;
}

/** Returns the records with a text; repeated records are normal and kept (dingtalk.md §4.1). */
function remarksOf(body: JsonRecord): ApprovalInstance['remarks'] {
  return listOf(pick(body, 'operationRecords', 'operation_records'))
    .filter(isRecord)
    .filter((record) => textOf(record.remark) !== '')
    .map((record) => ({
      userId: textOf(pick(record, 'userId', 'userid')),
      text: textOf(record.remark),
      at: readApprovalTime(record.date),
    }));
}

/**
 * Returns what the approval does to an earlier one. An unknown word, or a main approval without a word, counts as a change: until a person
 * has decided what it means, neither this approval nor the earlier one is paid. An action that we cannot read must not make it an approval
 * of its own.
 */
function actionOf(body: JsonRecord, main: unknown): ApprovalInstance['bizAction'] {
  const told = pick(body, 'bizAction', 'biz_action');
  if (!isUnfilled(told)) return oneOf(ACTIONS, told) ?? 'MODIFY';
  const ids = idsIn(main);
  return ids !== null && ids.length === 0 ? 'NONE' : 'MODIFY';
}

/** Returns the ids of approvals in a list, or in a text; null for another shape. */
function idsIn(value: unknown): string[] | null {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  const items = Array.isArray(parsed) ? parsed : isRecord(parsed) ? [parsed] : textOf(value).split(/[,，;；\s]+/u);
  const filled = items.filter((item) => !isUnfilled(item));
  return filled.some((item) => textOf(item) === '') ? null : filled.map((item) => textOf(item).trim());
}

const oneOf = <T extends string>(words: readonly T[], value: unknown): T | undefined =>
  words.find((word) => word.toLowerCase() === textOf(value).trim().toLowerCase());
