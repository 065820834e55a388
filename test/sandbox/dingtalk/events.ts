import { dingtalkAccount } from './account.js';
import type { SandboxApproval } from './approval.js';

export type InstanceEventType = 'start' | 'finish' | 'terminate' | 'delete';

/** One event, before it gets the form of a transport (dingtalk.md §8.3). */
export interface ApprovalEvent {
  eventType: 'bpms_instance_change' | 'bpms_task_change';
  eventId: string;
  bornAt: number;
  body: Readonly<Record<string, unknown>>;
}

let sequence = 0;

const eventId = (bornAt: number): string =>
  `${bornAt.toString(16)}${(++sequence).toString(16).padStart(8, '0')}`.padEnd(32, '0');

/** Makes the event of an instance; `result` only on finish, no finishTime on start. */
export function instanceEvent(approval: SandboxApproval, type: InstanceEventType, bornAt: number): ApprovalEvent {
  const { corpId } = dingtalkAccount;
  return {
    eventType: 'bpms_instance_change',
    eventId: eventId(bornAt),
    bornAt,
    body: {
      processInstanceId: approval.instanceId,
      processCode: approval.processCode,
      corpId,
      bizCategoryId: '',
      businessId: approval.businessId,
      businessType: '',
      title: approval.title,
      staffId: approval.originatorUserid,
      type,
      ...(type === 'finish' ? { result: approval.result } : {}),
      createTime: approval.createdAt,
      ...(type === 'start' ? {} : { finishTime: approval.finishedAt ?? bornAt }),
      url: `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid=${corpId}&dd_share=false&showmenu=false&dd_progress=false&back=native&procInstId=${approval.instanceId}&taskId=&swfrom=isv&dinghash=approval&dtaction=os&dd_from=corp#approval`,
    },
  };
}

/** Makes the event of a comment: the undocumented task-change type `comment` (§8.3, §6). */
export function commentEvent(approval: SandboxApproval, userid: string, text: string, bornAt: number): ApprovalEvent {
  return {
    eventType: 'bpms_task_change',
    eventId: eventId(bornAt),
    bornAt,
    body: {
      processInstanceId: approval.instanceId,
      processCode: approval.processCode,
      corpId: dingtalkAccount.corpId,
      bizCategoryId: '',
      businessId: approval.businessId,
      businessType: '',
      title: approval.title,
      staffId: userid,
      type: 'comment',
      content: text,
      taskId: Number(approval.taskId),
      createTime: approval.createdAt,
    },
  };
}
