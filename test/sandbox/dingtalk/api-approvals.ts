import { isInScope } from './api-contacts.js';
import { NewApiError, OldApiError } from './api-error.js';
import type { ControlValue, SandboxApproval } from './approval.js';
import { asOf } from './as-of.js';
import { newDetail, oldDetail } from './detail.js';
import { integer, text } from './fields.js';
import type { ApprovalForm } from './form.js';
import type { DingTalkState, Route } from './route.js';

const DAY_MS = 86_400_000;
/** dingtalk.md §3: limits of both families. */
const WINDOW_DAYS = 120;
const OLDEST_DAYS = 365;
const PAGE_LIMIT = 20;
const LOOP_LIMIT = 10_000;
const ORIGINATOR_LIMIT = 10;
const STATUSES = ['RUNNING', 'TERMINATED', 'COMPLETED'];

type Complaint = 'process' | 'start' | 'end' | 'size' | 'cursor' | 'users' | 'statuses';

interface Listing {
  processCode: string;
  start: number | undefined;
  end: number | undefined;
  endGiven: boolean;
  size: number | undefined;
  cursor: number | undefined;
  userids: readonly string[];
  statuses?: readonly string[];
}

/** Returns one page of ids, or the name of the bad parameter. */
function page(
  { ctx, approvals, shifts }: DingTalkState,
  { processCode, start, end, endGiven, size, cursor, userids, statuses }: Listing,
): { ids: string[]; next?: number } | Complaint {
  const now = ctx.clock.now();
  if (!approvals.forms.has(processCode)) return 'process';
  if (start === undefined || start > now + DAY_MS || now - start > OLDEST_DAYS * DAY_MS) return 'start';
  if (endGiven && (end === undefined || end < start || end - start > WINDOW_DAYS * DAY_MS)) return 'end';
  if (!endGiven && now - start > WINDOW_DAYS * DAY_MS) return 'start';
  if (size === undefined || size < 1 || size > PAGE_LIMIT) return 'size';
  if (cursor === undefined || cursor < 0 || cursor >= LOOP_LIMIT) return 'cursor';
  if (userids.length > ORIGINATOR_LIMIT) return 'users';
  if (statuses?.some((status) => !STATUSES.includes(status))) return 'statuses';

  let found = approvals.launched(processCode, start, end ?? now);
  // §3: ids outside the departments that the app may see are left out silently.
  if (ctx.switches.dingtalk.contactScope !== 'all')
    found = found.filter((each) => isInScope(ctx, each.originatorUserid));
  if (userids.length > 0) found = found.filter(({ originatorUserid }) => userids.includes(originatorUserid));
  if (statuses && statuses.length > 0) found = found.filter((each) => statuses.includes(asOf(each, now).status));
  // The order is UNCONFIRMED: a switch (§3).
  if (ctx.switches.dingtalk.listOrder === 'desc') found.reverse();
  const ids = found.slice(cursor, cursor + size).map(({ instanceId }) => instanceId);
  shifts.answered();
  return cursor + size < found.length ? { ids, next: cursor + size } : { ids };
}

// The codes of the old host are documented only in part (§3, §9): 40035 is its general parameter error.
const OLD_COMPLAINTS: Record<Complaint, OldApiError> = {
  process: new OldApiError(820004, '审批模板不存在'),
  start: new OldApiError(400003, '开始时间参数不合法'),
  end: new OldApiError(400003, '时间参数不合法，时间跨度不能超过120天'),
  size: new OldApiError(40035, '不合法的参数：size最大值20'),
  cursor: new OldApiError(40035, '不合法的参数：cursor'),
  users: new OldApiError(40035, '不合法的参数：userid_list最多10个'),
  statuses: new OldApiError(40035, '不合法的参数'),
};

// dingtalk.md §3: all HTTP 400. No code for a bad start is listed there; invalidParameter is the general one of §4.2.
const NEW_COMPLAINTS: Record<Complaint, NewApiError> = {
  process: new NewApiError(400, 'invalidProcessCode', '无效的processCode'),
  start: new NewApiError(400, 'invalidParameter', 'startTime参数错误'),
  end: new NewApiError(400, 'invalidEndTime', '无效的endTime，时间跨度不能超过120天'),
  size: new NewApiError(400, 'invalidMaxResults', '无效的maxResults'),
  cursor: new NewApiError(400, 'invalidNextToken', '无效的nextToken'),
  users: new NewApiError(400, 'invalidUserIds', '无效的userIds'),
  statuses: new NewApiError(400, 'invalidParameter', 'statuses参数错误'),
};

const splitIds = (value: unknown): string[] =>
  text(value)
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

const PHOTOS_AT = 'https://static.dingtalk.com/';

/** Replaces the host of photos, which lie on a host of DingTalk (§6.1), by this host, under the name used in the call. */
function withPhotosAt(host: string, approval: SandboxApproval): SandboxApproval {
  if (![...approval.values.values()].some(({ kind }) => kind === 'photos')) return approval;
  const values = [...approval.values].map(([id, value]): [string, ControlValue] => [
    id,
    value.kind === 'photos'
      ? { ...value, urls: value.urls.map((url) => url.replace(PHOTOS_AT, `http://${host}/`)) }
      : value,
  ]);
  return { ...approval, values: new Map(values) };
}

function find(
  state: DingTalkState,
  host: string,
  instanceId: string,
): { form: ApprovalForm; approval: SandboxApproval } | undefined {
  const approval = state.approvals.get(instanceId);
  if (!approval) return undefined;
  const { approvals, ctx } = state;
  approvals.shown.set(instanceId, (approvals.shown.get(instanceId) ?? 0) + 1);
  // UNCONFIRMED whether a finished instance shows the controls of its launch or those of the form now: a switch (§2).
  const now = ctx.switches.dingtalk.detailForm === 'now' ? approvals.forms.get(approval.processCode) : undefined;
  const form = now ?? approval.form ?? approvals.firstForm(approval.processCode);
  return { form, approval: withPhotosAt(host, asOf(approval, ctx.clock.now())) };
}

export const approvalRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/topapi/processinstance/listids',
    family: 'old',
    handle: ({ body }, state) => {
      const result = page(state, {
        processCode: text(body.process_code),
        start: integer(body.start_time),
        end: integer(body.end_time),
        endGiven: body.end_time !== undefined && body.end_time !== null,
        size: body.size === undefined ? PAGE_LIMIT : integer(body.size),
        cursor: body.cursor === undefined ? 0 : integer(body.cursor),
        userids: splitIds(body.userid_list),
      });
      if (typeof result === 'string') throw OLD_COMPLAINTS[result];
      // next_cursor is absent on the last page (§3).
      return {
        result: { list: result.ids, ...(result.next === undefined ? {} : { next_cursor: result.next }) },
      };
    },
  },
  {
    method: 'POST',
    path: '/v1.0/workflow/processes/instanceIds/query',
    family: 'new',
    handle: ({ body }, state) => {
      const result = page(state, {
        processCode: text(body.processCode),
        start: integer(body.startTime),
        end: integer(body.endTime),
        endGiven: body.endTime !== undefined && body.endTime !== null,
        size: integer(body.maxResults),
        cursor: integer(body.nextToken),
        userids: strings(body.userIds),
        statuses: strings(body.statuses),
      });
      if (typeof result === 'string') throw NEW_COMPLAINTS[result];
      // nextToken is a number in the request and a string in the answer (§3).
      return {
        result: { list: result.ids, ...(result.next === undefined ? {} : { nextToken: String(result.next) }) },
        success: true,
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/processinstance/get',
    family: 'old',
    handle: ({ body, headers }, state) => {
      const found = find(state, text(headers.host), text(body.process_instance_id));
      // No public document names the old host's code for an unknown instance.
      if (!found) throw new OldApiError(820003, '审批实例不存在');
      return { process_instance: oldDetail(found.form, found.approval, state.ctx.switches.dingtalk) };
    },
  },
  {
    method: 'GET',
    path: '/v1.0/workflow/processInstances',
    family: 'new',
    handle: ({ query, headers }, state) => {
      const instanceId = text(query.processInstanceId);
      if (instanceId === '') throw new NewApiError(400, 'invalidParameter', '缺少processInstanceId');
      const found = find(state, text(headers.host), instanceId);
      if (!found) throw new NewApiError(400, 'processInstanceNotExist', '审批实例不存在');
      const { switches } = state.ctx;
      return {
        result: newDetail(found.form, found.approval, switches.dingtalk),
        success: switches.dingtalk.successAsString ? 'true' : true,
      };
    },
  },
];
