import type { DingTalkSwitches } from '../switches.js';
import type { SandboxApproval } from './approval.js';
import { departmentName } from './department-name.js';
import { encodeComponents } from './encode-controls.js';
import type { ApprovalForm } from './form.js';
import { newTime, oldTime } from './times.js';

/** One record of the flow, before it gets the names of an API family. */
interface FlowRecord {
  userid: string;
  at: number;
  type: string;
  result: 'AGREE' | 'REFUSE' | 'NONE';
  remark?: string;
  showName?: string;
  activityId?: string;
}

interface FlowTask {
  taskId: string;
  userid: string;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELED';
  result: 'AGREE' | 'REFUSE' | 'NONE';
  createdAt: number;
  finishedAt?: number;
  activityId: string;
  group: string;
}

const ACTIVITIES = [
  { id: '7e21_c04d', name: '部门负责人' },
  { id: 'b93f_51a8', name: '财务复核' },
] as const;

/** Returns the records of people's actions on an instance (dingtalk.md §4.1 operation_records). Comments are ADD_REMARK records. */
function flowRecords(approval: SandboxApproval): FlowRecord[] {
  const { createdAt, originatorUserid, finishedAt, approverUserids, ccUserids, result, status } = approval;
  const end = finishedAt ?? createdAt;
  const first = createdAt + Math.floor((end - createdAt) / 2000) * 1000;
  const records: FlowRecord[] = [
    { userid: originatorUserid, at: createdAt, type: 'START_PROCESS_INSTANCE', result: 'NONE' },
  ];
  // §4.1: several identical PROCESS_CC in one second are normal.
  for (const _ of ccUserids)
    records.push({ userid: originatorUserid, at: createdAt, type: 'PROCESS_CC', result: 'NONE', remark: '' });
  const steps = status === 'COMPLETED' ? approverUserids : [];
  for (const [index, userid] of steps.entries()) {
    const last = index === steps.length - 1;
    const activity = ACTIVITIES[index % 2];
    records.push({
      userid,
      at: last ? end : first,
      type: 'EXECUTE_TASK_NORMAL',
      result: last && result === 'refuse' ? 'REFUSE' : 'AGREE',
      remark: last && result === 'refuse' ? '票据不全，请补充后重新提交' : '',
      showName: activity?.name,
      activityId: activity?.id,
    });
  }
  if (status === 'TERMINATED')
    records.push({ userid: originatorUserid, at: end, type: 'TERMINATE_PROCESS_INSTANCE', result: 'NONE' });
  for (const { userid, at, text } of approval.comments)
    records.push({ userid, at, type: 'ADD_REMARK', result: 'NONE', remark: text });
  return records;
}

function flowTasks(approval: SandboxApproval): FlowTask[] {
  const { createdAt, finishedAt, approverUserids, status, result, taskId } = approval;
  const end = finishedAt ?? createdAt;
  const middle = createdAt + Math.floor((end - createdAt) / 2000) * 1000;
  return approverUserids.map((userid, index): FlowTask => {
    const last = index === approverUserids.length - 1;
    const done = status === 'COMPLETED';
    const activity = ACTIVITIES[index % 2] ?? ACTIVITIES[0];
    return {
      taskId: String(BigInt(taskId) + BigInt(index)),
      userid,
      status: done ? 'COMPLETED' : status === 'TERMINATED' ? 'CANCELED' : 'RUNNING',
      result: done ? (last && result === 'refuse' ? 'REFUSE' : 'AGREE') : 'NONE',
      createdAt: last ? middle : createdAt,
      ...(done || status === 'TERMINATED' ? { finishedAt: last ? end : middle } : {}),
      activityId: activity.id,
      group: activity.name,
    };
  });
}

/** Returns the title. How a company words titles is UNCONFIRMED; one was seen that names the month and no person. */
const titleOf = (
  form: ApprovalForm,
  { title, createdAt }: SandboxApproval,
  { titleWording }: DingTalkSwitches,
): string => (titleWording === 'originator' ? title : `关于${new Date(createdAt).getMonth() + 1}月提交的${form.name}`);

/** Returns `process_instance` of POST /topapi/processinstance/get (dingtalk.md §4.1). It names neither the instance nor its template. */
export function oldDetail(form: ApprovalForm, approval: SandboxApproval, switches: DingTalkSwitches): object {
  const { finishedAt, instanceId, businessId } = approval;
  return {
    title: titleOf(form, approval, switches),
    create_time: oldTime(approval.createdAt),
    ...(finishedAt === undefined ? {} : { finish_time: oldTime(finishedAt) }),
    originator_userid: approval.originatorUserid,
    originator_dept_id: approval.deptId,
    originator_dept_name: departmentName(approval.deptId, approval.deptName, switches),
    status: approval.status,
    result: approval.result,
    business_id: businessId,
    biz_action: approval.bizAction,
    attached_process_instance_ids: approval.attachedInstanceIds,
    ...(approval.mainInstanceId === undefined ? {} : { main_process_instance_id: approval.mainInstanceId }),
    cc_userids: approval.ccUserids,
    form_component_values: encodeComponents(form, approval, switches).map((component) => ({
      component_type: component.componentType,
      ...(component.extValue === undefined ? {} : { ext_value: component.extValue }),
      id: component.id,
      name: component.name,
      ...(component.value === undefined ? {} : { value: component.value }),
    })),
    operation_records: flowRecords(approval).map(({ userid, at, type, result, remark }) => ({
      date: oldTime(at),
      operation_result: result,
      operation_type: type,
      ...(remark === undefined ? {} : { remark }),
      userid,
    })),
    tasks: flowTasks(approval).map((task) => ({
      activity_id: task.activityId,
      create_time: oldTime(task.createdAt),
      ...(task.finishedAt === undefined ? {} : { finish_time: oldTime(task.finishedAt) }),
      task_result: task.result,
      task_status: task.status,
      // §4.2: a string here, a number in v1.0; the url has no scheme and says procInsId.
      taskid: task.taskId,
      url: `aflow.dingtalk.com?procInsId=${instanceId}&taskId=${task.taskId}&businessId=${businessId}`,
      userid: task.userid,
    })),
  };
}

/** Returns `result` of GET /v1.0/workflow/processInstances (dingtalk.md §4.2). */
export function newDetail(form: ApprovalForm, approval: SandboxApproval, switches: DingTalkSwitches): object {
  const { finishedAt, instanceId, businessId } = approval;
  return {
    title: titleOf(form, approval, switches),
    ...(finishedAt === undefined ? {} : { finishTime: newTime(finishedAt) }),
    originatorUserId: approval.originatorUserid,
    originatorDeptId: approval.deptId,
    originatorDeptName: departmentName(approval.deptId, approval.deptName, switches),
    status: approval.status,
    approverUserIds: [],
    ccUserIds: approval.ccUserids,
    result: approval.result,
    businessId,
    operationRecords: flowRecords(approval).map(({ userid, at, type, result, remark, showName, activityId }) => ({
      userId: userid,
      date: newTime(at),
      type,
      result,
      ...(remark === undefined ? {} : { remark }),
      ...(activityId === undefined ? {} : { activityId }),
      ...(showName === undefined ? {} : { showName }),
      ...(type === 'PROCESS_CC' ? { ccUserIds: approval.ccUserids } : {}),
      attachments: [],
      images: [],
    })),
    tasks: flowTasks(approval).map((task) => ({
      taskId: Number(task.taskId),
      userId: task.userid,
      status: task.status,
      result: task.result,
      createTime: newTime(task.createdAt),
      ...(task.finishedAt === undefined ? {} : { finishTime: newTime(task.finishedAt) }),
      mobileUrl: `aflow.dingtalk.com?procInsId=${instanceId}&taskId=${task.taskId}&businessId=${businessId}`,
      pcUrl: `aflow.dingtalk.com?procInsId=${instanceId}&taskId=${task.taskId}&businessId=${businessId}`,
      processInstanceId: instanceId,
      activityId: task.activityId,
      taskGroupName: task.group,
    })),
    bizAction: approval.bizAction,
    bizData: '',
    attachedProcessInstanceIds: approval.attachedInstanceIds,
    ...(approval.mainInstanceId === undefined ? {} : { mainProcessInstanceId: approval.mainInstanceId }),
    formComponentValues: encodeComponents(form, approval, switches).map((component) => ({
      id: component.id,
      name: component.name,
      ...(component.value === undefined ? {} : { value: component.value }),
      ...(component.extValue === undefined ? {} : { extValue: component.extValue }),
      componentType: component.componentType,
      bizAlias: component.bizAlias ?? '',
    })),
    createTime: newTime(approval.createdAt),
  };
}
