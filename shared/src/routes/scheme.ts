import { curesQuery, formCures } from '../form-cure.js';
import { marketTemplates } from '../market.js';
import {
  approvalForm,
  approvalForms,
  createScheme,
  deleteScheme,
  disableScheme,
  enableScheme,
  patchScheme,
  putSchemeContent,
  schemeDetail,
  schemeList,
  schemeReadiness,
} from '../scheme.js';
import { checkImport, exportedScheme, formMatch, importCheck, importScheme, matchQuery } from '../scheme-file.js';
import {
  nameVersion,
  restoreVersion,
  schemeEnabling,
  schemeInWords,
  schemeOpenings,
  schemeVersions,
  versionDiff,
  versionDiffQuery,
} from '../scheme-version.js';
import { runTrial, schemeFields, trial, trialUnmapped } from '../trial.js';
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
    problems: ['scheme/unknown-template', 'scheme/unknown-control', 'scheme/content', 'dingtalk/*'],
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
  enabling: route('GET /api/schemes/:id/enabling', {
    summary:
      '重新启用前看一看：停用以来存的版本把多少单据重新映射、作废了多少审核、多少不动，启用后补采多少，各是几笔、多少钱',
    who: ADMINS,
    answer: schemeEnabling,
    problems: ['scheme/not-found'],
  }),
  openings: route('GET /api/scheme-openings', {
    summary: '定了从哪天开始收的方案，各有几条更早完成的审批记为期初、多少钱',
    who: 'member',
    answer: schemeOpenings,
    problems: [],
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
    problems: [...SEEN, 'scheme/content', 'scheme/has-begun'],
  }),
  fields: route('GET /api/schemes/:id/fields', {
    summary: '写规则用的：单据有哪些字段、每个字段能用哪几种规则、审批上能取哪些内容',
    who: ADMINS,
    answer: schemeFields,
    problems: ['scheme/not-found'],
  }),
  trial: route('POST /api/schemes/:id/trial', {
    summary: '试运行：用这份内容把最近 20 条审批各变成一张单据看看，什么都不存；内容不对时说出哪里不对',
    who: ADMINS,
    body: runTrial,
    answer: trial,
    problems: ['scheme/not-found', 'scheme/trial-calls', 'dingtalk/*'],
  }),
  cures: route('GET /api/schemes/:id/cures', {
    summary: '表单改了一个控件，读它的规则可以改取哪个控件，最近的审批里有几条有值；什么都不存',
    who: ADMINS,
    query: curesQuery,
    answer: formCures,
    problems: ['scheme/not-found'],
  }),
  unmapped: route('GET /api/schemes/:id/unmapped', {
    summary: '试运行的那些审批里，映射表还没有对应的值，按表列出，带建议；什么都不存',
    who: ADMINS,
    answer: trialUnmapped,
    problems: ['scheme/not-found'],
  }),
  words: route('GET /api/schemes/:id/words', {
    summary: '一个方案现在的规则和设置，逐个字段写成话；只看',
    who: 'member',
    answer: schemeInWords,
    problems: ['scheme/not-found'],
  }),
  versions: route('GET /api/schemes/:id/versions', {
    summary: '一个方案的全部版本，新的在前：谁存的、改了什么、映射过多少单据',
    who: 'member',
    answer: schemeVersions,
    problems: ['scheme/not-found'],
  }),
  versionDiff: route('GET /api/schemes/:id/diff', {
    summary: '两个版本差在哪里，逐个字段用规则的话写出来',
    who: 'member',
    query: versionDiffQuery,
    answer: versionDiff,
    problems: ['scheme/not-found'],
  }),
  nameVersion: route('POST /api/schemes/:id/name-version', {
    summary: '给一个版本起名，或去掉名称；单据的映射不变',
    who: ADMINS,
    body: nameVersion,
    answer: 'nothing',
    problems: [...SEEN],
  }),
  restore: route('POST /api/schemes/:id/restore', {
    summary: '回到一个旧版本：它的内容存成新的一版，还没通过的单据重新映射；中间的版本都还在',
    who: ADMINS,
    body: restoreVersion,
    answer: schemeDetail,
    problems: [...SEEN, 'scheme/content'],
  }),
  export: route('GET /api/schemes/:id/export', {
    summary: '把一个方案导出成文件：没有连接和密钥；只在本地用得上的值留在规则里，另外列出',
    who: ADMINS,
    answer: exportedScheme,
    problems: ['scheme/not-found'],
  }),
  checkImport: route('POST /api/schemes/import/check', {
    summary: '看一个方案文件：读不读得出来，控件对不对得上，和现有方案差在哪里；什么都不改',
    who: ADMINS,
    body: checkImport,
    answer: importCheck,
    problems: ['scheme/not-found', 'scheme/unknown-control', 'dingtalk/*'],
  }),
  import: route('POST /api/schemes/import', {
    summary: '导入一个方案文件：建成草稿，或存成一个现有方案的新版本',
    who: ADMINS,
    body: importScheme,
    answer: schemeDetail,
    status: 201,
    problems: [...SEEN, 'scheme/file', 'scheme/unknown-control', 'scheme/content', 'dingtalk/*'],
  }),
  templates: route('GET /api/templates', {
    summary: '方案市场：模板和它要的控件有几个',
    who: 'member',
    answer: marketTemplates,
    problems: [],
  }),
  match: route('GET /api/templates/:code/match', {
    summary: '一个模板要的控件，在一个钉钉表单里各对上哪一个；没对上的，不用它会怎样',
    who: 'member',
    query: matchQuery,
    answer: formMatch,
    problems: ['scheme/unknown-template', 'form/calls-spent', 'dingtalk/*'],
  }),
  forms: route('GET /api/dingtalk/forms', {
    summary: '钉钉的审批表单',
    who: 'member',
    answer: approvalForms,
    problems: ['form/calls-spent', 'dingtalk/*'],
  }),
  form: route('GET /api/dingtalk/forms/:processCode', {
    summary: '一个审批表单的控件',
    who: 'member',
    answer: approvalForm,
    problems: ['form/calls-spent', 'dingtalk/*'],
  }),
};
