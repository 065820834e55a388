import type { SandboxContext } from '../context.js';
import { OldApiError } from './api-error.js';
import { integer, type Route, record, text } from './route.js';
import { beijingDate } from './times.js';

/** A work notice as it was accepted (dingtalk.md §6.2). */
export interface Notice {
  taskId: number;
  at: number;
  userids: readonly string[];
  msg: Readonly<Record<string, unknown>>;
  invalidUserids: readonly string[];
  /** Accepted and silently dropped: 143105 daily cap, 143106 the same content again on one day. */
  dropped: readonly { userid: string; code: '143105' | '143106'; count: number }[];
  recalled: boolean;
  status?: { value: string; background: string };
}

const DAILY_LIMIT = 500;
const MSG_BYTES = 2048;
const USER_LIMIT = 100;

/** Work notices with the drops that DingTalk keeps silent about. */
export class NoticeDesk {
  readonly sent: Notice[] = [];
  private readonly perDay = new Map<string, number>();
  private readonly contents = new Set<string>();

  constructor(private readonly ctx: SandboxContext) {}

  send(userids: readonly string[], msg: Record<string, unknown>): Notice {
    const now = this.ctx.clock.now();
    const day = beijingDate(now);
    const known = new Set(this.ctx.company.employees.map(({ userid }) => userid));
    const content = JSON.stringify(msg);
    const dropped: { userid: string; code: '143105' | '143106'; count: number }[] = [];
    for (const userid of userids) {
      if (!known.has(userid)) continue;
      const count = (this.perDay.get(`${day} ${userid}`) ?? 0) + 1;
      this.perDay.set(`${day} ${userid}`, count);
      const key = `${day} ${userid} ${content}`;
      if (this.contents.has(key)) dropped.push({ userid, code: '143106', count });
      else if (count > DAILY_LIMIT) dropped.push({ userid, code: '143105', count });
      this.contents.add(key);
    }
    const notice: Notice = {
      taskId: 902_000_000_000 + this.sent.length + 1,
      at: now,
      userids,
      msg,
      invalidUserids: userids.filter((userid) => !known.has(userid)),
      dropped,
      recalled: false,
    };
    this.sent.push(notice);
    return notice;
  }

  find(taskId: number | undefined): Notice {
    const found = this.sent.find((notice) => notice.taskId === taskId);
    if (!found) throw new OldApiError(40035, '不合法的参数：task_id');
    return found;
  }

  clear(): void {
    this.sent.length = 0;
    this.perDay.clear();
    this.contents.clear();
  }
}

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
      if (text(msg.msgtype) === '' || record(msg[text(msg.msgtype)]) === undefined)
        throw new OldApiError(40035, '不合法的参数：msg');
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
