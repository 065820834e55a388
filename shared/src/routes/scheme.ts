import {
  approvalForm,
  approvalForms,
  createScheme,
  deleteScheme,
  disableScheme,
  enableScheme,
  marketTemplates,
  patchScheme,
  putSchemeContent,
  schemeDetail,
  schemeList,
  schemeReadiness,
} from '../scheme.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('集成方案');
const SEEN = ['scheme/not-found', 'scheme/stale'];

export const schemeRoutes = {
  list: route('GET /api/schemes', {
    summary: '全部集成方案',
    who: 'member',
    answer: schemeList,
    problems: [],
  }),
  create: route('POST /api/schemes', {
    summary: '用市场模板为一个钉钉表单建方案草稿，控件按名称对应；启用之前什么都不采集',
    who: ADMINS,
    body: createScheme,
    answer: schemeDetail,
    status: 201,
    problems: ['scheme/unknown-template', 'dingtalk/*'],
  }),
  show: route('GET /api/schemes/:id', {
    summary: '一个方案和它当前版本的内容',
    who: 'member',
    answer: schemeDetail,
    problems: ['scheme/not-found'],
  }),
  patch: route('PATCH /api/schemes/:id', {
    summary: '改名，或改推送方式（调用方式、允许的交互提示、编号由谁给、审批键写在哪个字段）',
    who: ADMINS,
    body: patchScheme,
    answer: schemeDetail,
    problems: SEEN,
  }),
  readiness: route('GET /api/schemes/:id/readiness', {
    summary: '启用前看一看：按钉钉现在的表单和金蝶的基础资料，缺什么、不能启用的、要知道的',
    who: ADMINS,
    answer: schemeReadiness,
    problems: ['scheme/not-found', 'dingtalk/*'],
  }),
  enable: route('POST /api/schemes/:id/enable', {
    summary:
      '启用；每一张都会停下的不能启用，其余提醒要逐项认过。第一次启用可定从哪天完成的审批开始收，更早的记为期初。已启用的，只结束程序自己的暂停',
    who: ADMINS,
    body: enableScheme,
    answer: schemeDetail,
    problems: [
      ...SEEN,
      'scheme/form-taken',
      'scheme/cannot-succeed',
      'scheme/warnings',
      'scheme/cut-over-date',
      'scheme/has-begun',
      'dingtalk/*',
    ],
  }),
  disable: route('POST /api/schemes/:id/disable', {
    summary: '停用：不再采集；已收的单据照常审核和推送',
    who: ADMINS,
    body: disableScheme,
    answer: schemeDetail,
    problems: [...SEEN, 'scheme/not-enabled'],
  }),
  delete: route('DELETE /api/schemes/:id', {
    summary: '删除一个没有收过审批的方案；收过的只能停用',
    who: ADMINS,
    body: deleteScheme,
    answer: 'nothing',
    problems: [...SEEN, 'scheme/enabled', 'scheme/used', 'scheme/collecting'],
  }),
  putContent: route('PUT /api/schemes/:id/content', {
    summary: '保存为新版本；还没通过的单据按新版本重新映射',
    who: ADMINS,
    body: putSchemeContent,
    answer: schemeDetail,
    problems: [...SEEN, 'scheme/content'],
  }),
  templates: route('GET /api/templates', {
    summary: '方案市场',
    who: 'member',
    answer: marketTemplates,
    problems: [],
  }),
  forms: route('GET /api/dingtalk/forms', {
    summary: '钉钉的审批表单',
    who: 'member',
    answer: approvalForms,
    problems: ['dingtalk/*'],
  }),
  form: route('GET /api/dingtalk/forms/:processCode', {
    summary: '一个审批表单的控件',
    who: 'member',
    answer: approvalForm,
    problems: ['dingtalk/*'],
  }),
};
