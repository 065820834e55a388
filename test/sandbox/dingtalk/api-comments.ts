import { NewApiError, OldApiError } from './api-error.js';
import type { ApprovalComment } from './approval.js';
import { record, text } from './fields.js';
import type { DingTalkState, Route } from './route.js';

const TEXT_LIMIT = 1024;

type Complaint = 'instance' | 'user' | 'text' | 'state' | 'unseen' | 'scope';

/** Adds a comment. @returns the reason of a refusal; undefined on success (dingtalk.md §6). */
function comment(
  state: DingTalkState,
  instanceId: string,
  userid: string,
  content: string,
  via: ApprovalComment['via'],
): Complaint | undefined {
  const { ctx, approvals } = state;
  const { commentPermission } = ctx.switches.dingtalk;
  if (commentPermission === 'refused-first') return 'scope';
  const approval = approvals.get(instanceId);
  if (!approval) return 'instance';
  if (commentPermission === 'refused-last') return 'scope';
  if (!ctx.company.employees.some((employee) => employee.userid === userid)) return 'user';
  if (content === '' || content.length > TEXT_LIMIT) return 'text';
  // UNCONFIRMED whether a finished instance accepts comments: a switch.
  if (approval.status !== 'RUNNING' && ctx.switches.dingtalk.commentsOnFinished === 'refuse') return 'state';
  // dingtalk.md §6, one source: a user who cannot see the instance gets success without a result.
  const { originatorUserid, approverUserids, ccUserids } = approval;
  const sees = [originatorUserid, ...approverUserids, ...ccUserids].includes(userid);
  if (ctx.switches.dingtalk.unseenCommentFails && !sees) return 'unseen';
  approval.comments.push({ userid, at: Math.floor(ctx.clock.now() / 1000) * 1000, text: content, via });
  if (ctx.switches.dingtalk.commentRaisesEvent) state.onComment(instanceId, userid, content);
  return undefined;
}

const FILE_LINK_LIFE_MS = 15 * 60_000;

/** Returns the OSS link of an attachment, http and valid for 15 minutes (§6.1); undefined if the instance has no such file. */
function downloadLink({ approvals, ctx }: DingTalkState, host: string, instanceId: string, fileId: string) {
  const approval = approvals.get(instanceId);
  if (!approval) return undefined;
  for (const value of approval.values.values()) {
    if (value.kind !== 'attachments') continue;
    const file = value.files.find((each) => each.fileId === fileId);
    if (file)
      return {
        spaceId: file.spaceId,
        fileId,
        downloadUri: `http://${host}/__sandbox/files/${fileId}?Expires=${Math.floor((ctx.clock.now() + FILE_LINK_LIFE_MS) / 1000)}&Signature=sandbox`,
      };
  }
  return undefined;
}

export const commentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/workflow/processInstances/comments',
    family: 'new',
    handle: ({ body }, state) => {
      const complaint = comment(state, text(body.processInstanceId), text(body.commentUserId), text(body.text), 'v1');
      if (complaint === 'scope')
        throw new NewApiError(
          403,
          'Forbidden.AccessDenied.AccessTokenPermissionDenied',
          '应用尚未开通所需的权限：[Workflow.Instance.Write]，点击链接申请并开通即可：https://open-dev.dingtalk.com',
        );
      if (complaint === 'instance') throw new NewApiError(400, 'processInstanceNotExist', '审批实例不存在');
      if (complaint === 'user') throw new NewApiError(400, 'invalidParameter', 'commentUserId对应的用户不存在');
      if (complaint === 'text') throw new NewApiError(400, 'invalidParameter', 'text不能为空且不超过1024个字符');
      if (complaint === 'state')
        throw new NewApiError(400, 'aflowProcessInstCanNotBeExecuted', '审批实例状态不允许执行该操作');
      return { result: complaint !== 'unseen', success: true };
    },
  },
  {
    method: 'POST',
    path: '/topapi/process/instance/comment/add',
    family: 'old',
    handle: ({ body }, state) => {
      const request = record(body.request);
      const complaint = comment(
        state,
        text(request.process_instance_id),
        text(request.comment_userid),
        text(request.text),
        'topapi',
      );
      if (complaint === 'scope') throw new OldApiError(60011, '应用尚未开通所需的权限：[qyapi_aflow]');
      // dingtalk.md does not give the codes of the old host, only their classes.
      if (complaint === 'instance') throw new OldApiError(820003, '审批实例不存在');
      if (complaint === 'user') throw new OldApiError(60121, '找不到该用户');
      if (complaint === 'text') throw new OldApiError(40035, '不合法的参数：text');
      if (complaint === 'state') throw new OldApiError(820001, 'aflowProcessInstCanNotBeExecuted');
      return { result: complaint !== 'unseen' };
    },
  },
  {
    method: 'POST',
    path: '/v1.0/workflow/processInstances/spaces/files/urls/download',
    family: 'new',
    handle: ({ body, headers }, state) => {
      const link = downloadLink(state, text(headers.host), text(body.processInstanceId), text(body.fileId));
      if (!link) throw new NewApiError(400, 'invalidParameter', '文件不存在');
      return { result: link, success: true };
    },
  },
  {
    method: 'POST',
    path: '/topapi/processinstance/file/url/get',
    family: 'old',
    handle: ({ body, headers }, state) => {
      const request = record(body.request);
      const link = downloadLink(state, text(headers.host), text(request.process_instance_id), text(request.file_id));
      if (!link) throw new OldApiError(40035, '文件不存在');
      return { result: { space_id: link.spaceId, file_id: link.fileId, download_uri: link.downloadUri } };
    },
  },
];
