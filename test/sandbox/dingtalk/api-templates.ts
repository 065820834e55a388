import { NewApiError, OldApiError } from './api-error.js';
import { integer, text } from './fields.js';
import { type ApprovalForm, schemaItem } from './form.js';
import type { Route } from './route.js';
import { newTime } from './times.js';

const PAGE_LIMIT = 100;
const ICON = 'https://gw.alicdn.com/imgextra/i3/O1CN01expense_!!6000000001-2-tps-102-102.png';

const formUrl = (form: ApprovalForm): string =>
  `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?dd_share=false&showmenu=true#/custom?processCode=${form.processCode}`;

/** Routes of templates and their fields (dingtalk.md §2). */
export const templateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1.0/workflow/processes/userVisibilities/templates',
    family: 'new',
    handle: ({ query }, { approvals }) => {
      const size = integer(query.maxResults);
      const from = integer(query.nextToken);
      if (size === undefined || size < 1 || size > PAGE_LIMIT)
        throw new NewApiError(400, 'invalidMaxResults', '无效的maxResults');
      if (from === undefined || from < 0) throw new NewApiError(400, 'invalidNextToken', '无效的nextToken');
      const forms = [...approvals.forms.values()];
      const processList = forms.slice(from, from + size).map((form) => ({
        name: form.name,
        processCode: form.processCode,
        iconUrl: ICON,
        url: formUrl(form),
        dirId: form.dirId,
        dirName: form.dirName,
      }));
      // The token is a number here and absent on the last page.
      return { result: { processList, ...(from + size < forms.length ? { nextToken: from + size } : {}) } };
    },
  },
  {
    method: 'POST',
    path: '/topapi/process/listbyuserid',
    family: 'old',
    handle: ({ body }, { approvals }) => {
      const offset = integer(body.offset) ?? 0;
      const size = integer(body.size) ?? PAGE_LIMIT;
      if (offset < 0 || size < 1 || size > PAGE_LIMIT) throw new OldApiError(40035, '不合法的参数：size最大值100');
      const forms = [...approvals.forms.values()];
      const process_list = forms.slice(offset, offset + size).map((form) => ({
        name: form.name,
        process_code: form.processCode,
        icon_url: ICON,
        url: formUrl(form),
      }));
      return { result: { process_list, ...(offset + size < forms.length ? { next_cursor: offset + size } : {}) } };
    },
  },
  {
    method: 'GET',
    path: '/v1.0/workflow/processes/managements/templates',
    family: 'new',
    handle: ({ query }, { approvals, ctx }) => {
      const manager = ctx.company.employees.find(({ userid }) => userid === text(query.userId));
      if (!manager?.admin) throw new NewApiError(400, 'needAuth', '该用户没有审批管理权限');
      return {
        result: [...approvals.forms.values()].map((form) => ({
          flowTitle: form.name,
          processCode: form.processCode,
          iconName: 'common',
          iconUrl: ICON,
          gmtModified: newTime(form.modifiedAt),
          newProcess: true,
          attendanceType: 0,
        })),
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/process/get_by_name',
    family: 'old',
    handle: ({ body }, { approvals }) => {
      const found = [...approvals.forms.values()].find(({ name }) => name === text(body.name));
      if (!found) throw new OldApiError(820004, '审批模板不存在');
      return { process_code: found.processCode };
    },
  },
  {
    method: 'GET',
    path: '/v1.0/workflow/forms/schemas/processCodes',
    family: 'new',
    handle: ({ query }, { approvals }) => {
      const form = approvals.forms.get(text(query.processCode));
      if (!form) throw new NewApiError(400, 'invalidProcessCode', '无效的processCode');
      return {
        result: {
          formCode: form.processCode,
          formUuid: form.formUuid,
          name: form.name,
          memo: form.memo,
          status: 'PUBLISHED',
          ownerIdType: 'orgId',
          schemaContent: { title: form.name, icon: 'common', items: form.controls.map(schemaItem) },
          icon: 'common',
          appType: 0,
          bizType: '',
          engineType: 0,
          listOrder: 1,
          procType: 'inner',
          visibleRange: 'ALL',
          // Unix ms as a string (§4.3).
          gmtCreate: String(form.createdAt),
          gmtModified: String(form.modifiedAt),
        },
      };
    },
  },
];
