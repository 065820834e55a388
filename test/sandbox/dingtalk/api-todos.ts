import { NewApiError } from './api-error.js';
import type { DingTalkState, Route } from './route.js';

const POINT = 'Todo.Todo.Write';

/** Checks the permission before any other part of the call (dingtalk.md §1.3, §6.3). */
function mayWrite({ ctx }: DingTalkState): void {
  if (ctx.switches.dingtalk.todoPermission === 'granted') return;
  const code = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';
  if (ctx.switches.dingtalk.scopesInDetail) throw new NewApiError(403, code, '应用尚未开通所需的权限', [POINT]);
  throw new NewApiError(403, code, `应用尚未开通所需的权限：[${POINT}]，点击链接申请并开通即可`);
}

export const todoRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/todo/users/{unionId}/tasks',
    family: 'new',
    handle: ({ params: [unionId = ''], body }, state) => {
      mayWrite(state);
      const { id, subject, sourceId, dueTime, executorIds } = state.todos.create(unionId, body);
      return { id, subject, sourceId, dueTime, executorIds, done: false };
    },
  },
  {
    method: 'PUT',
    path: '/v1.0/todo/users/{unionId}/tasks/{taskId}',
    family: 'new',
    handle: ({ params: [unionId = '', taskId = ''], body }, state) => {
      mayWrite(state);
      state.todos.change(unionId, taskId, body);
      return { result: true };
    },
  },
  {
    method: 'PUT',
    path: '/v1.0/todo/users/{unionId}/tasks/{taskId}/executorStatus',
    family: 'new',
    handle: ({ params: [unionId = '', taskId = ''], body }, state) => {
      mayWrite(state);
      state.todos.tickFor(unionId, taskId, body.executorStatusList);
      return { result: true };
    },
  },
  {
    method: 'GET',
    path: '/v1.0/todo/users/{unionId}/tasks/sources/{sourceId}',
    family: 'new',
    handle: ({ params: [unionId = '', sourceId = ''] }, state) => {
      mayWrite(state);
      const { id, subject, done } = state.todos.bySource(unionId, sourceId);
      return { id, subject, sourceId, done };
    },
  },
];
