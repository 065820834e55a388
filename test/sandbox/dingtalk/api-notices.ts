import { OldApiError } from './api-error.js';
import { integer, record, text } from './fields.js';
import type { Route } from './route.js';

/** Limits of a work notice (dingtalk.md §6.2). */
const MSG_BYTES = 2048;
const USER_LIMIT = 100;

const ids = (value: unknown): string[] =>
  text(value)
    .split(',')
    .filter((id) => id !== '');

const AGENT = (given: unknown, agentId: string): void => {
  if (text(given) !== agentId) throw new OldApiError(40056, '不合法的agentid');
};

export const noticeRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/topapi/message/corpconversation/asyncsend_v2',
    family: 'old',
    handle: ({ body }, { account, notices, ctx }) => {
      AGENT(body.agent_id, account.agentId);
      const msg = record(body.msg);
      if (Object.keys(record(msg[text(msg.msgtype)])).length === 0) throw new OldApiError(40035, '不合法的参数：msg');
      if (Buffer.byteLength(JSON.stringify(msg)) > MSG_BYTES) throw new OldApiError(40035, 'msg长度超过2048字节');
      const toAll = body.to_all_user === true || body.to_all_user === 'true';
      const userids = toAll ? ctx.company.employees.map(({ userid }) => userid) : ids(body.userid_list);
      const depts = ids(body.dept_id_list);
      if (!toAll && (userids.length > USER_LIMIT || depts.length > 20))
        throw new OldApiError(40035, '不合法的参数：接收者数量超限');
      if (userids.length === 0 && depts.length === 0)
        throw new OldApiError(40035, 'userid_list、dept_id_list和to_all_user不能同时为空');
      const members = ctx.company.employees.filter(({ departmentNumber }) =>
        ctx.company.departments.some(
          ({ number, dingtalkDeptId }) => number === departmentNumber && depts.includes(String(dingtalkDeptId)),
        ),
      );
      const receivers = [...new Set([...userids, ...members.map(({ userid }) => userid)])];
      return { task_id: notices.send(receivers, msg).taskId };
    },
  },
  {
    method: 'POST',
    path: '/topapi/message/corpconversation/getsendresult',
    family: 'old',
    handle: ({ body }, { account, notices }) => {
      AGENT(body.agent_id, account.agentId);
      const { userids, invalidUserids, dropped } = notices.find(integer(body.task_id));
      const lost = new Set([...invalidUserids, ...dropped.map(({ userid }) => userid)]);
      return {
        send_result: {
          invalid_user_id_list: invalidUserids,
          invalid_dept_id_list: [],
          forbidden_user_id_list: dropped.map(({ userid }) => userid),
          forbidden_list: dropped.map(({ userid, code, count }) => ({ code, userid, count })),
          failed_user_id_list: [],
          read_user_id_list: [],
          unread_user_id_list: userids.filter((userid) => !lost.has(userid)),
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/message/corpconversation/getsendprogress',
    family: 'old',
    handle: ({ body }, { account, notices }) => {
      AGENT(body.agent_id, account.agentId);
      notices.find(integer(body.task_id));
      return { progress: { progress_in_percent: 100, status: 2 } };
    },
  },
  {
    method: 'POST',
    path: '/topapi/message/corpconversation/recall',
    family: 'old',
    handle: ({ body }, { account, notices }) => {
      AGENT(body.agent_id, account.agentId);
      notices.find(integer(body.msg_task_id)).recalled = true;
      return {};
    },
  },
  {
    method: 'POST',
    path: '/topapi/message/corpconversation/status_bar/update',
    family: 'old',
    handle: ({ body }, { account, notices }) => {
      AGENT(body.agent_id, account.agentId);
      notices.find(integer(body.task_id)).status = {
        value: text(body.status_value),
        background: text(body.status_bg),
      };
      return {};
    },
  },
];
