import { apiToken, apiTokens, createToken, madeToken, openCatalogue, openPage, openQuery } from '../api-token.js';
import { dataExport, dataExports, datasetCode, datasetPage, datasetQuery, startExport } from '../data-export.js';
import { under } from './route.js';
import { ADMINS, EXPORTERS } from './who.js';

const route = under('数据');
const open = under('开放接口');
const NARROWED = ['dataset/filter', 'bill/bad-cursor'] as const;

/** Datasets as pages and as exported files. */
export const datasetRoutes = {
  page: route('GET /api/datasets/:dataset', {
    summary: '一个数据集的一页，和全部筛选结果的行数、合计；审计只给管理和审计角色',
    who: 'member',
    parts: { dataset: datasetCode },
    query: datasetQuery,
    answer: datasetPage,
    problems: [...NARROWED],
  }),
  export: route('POST /api/exports', {
    summary: '导出：在后台写成文件，记入审计',
    who: EXPORTERS,
    body: startExport,
    answer: dataExport,
    status: 201,
    refusals: { 429: '太多次还没写完，或太多文件还没到期', 507: '磁盘快满了' },
    problems: ['dataset/filter', 'dataset/columns', 'export/too-many', 'export/kept', 'export/no-room'],
  }),
  exports: route('GET /api/exports', {
    summary: '自己的导出；管理和审计看得到全部',
    who: EXPORTERS,
    answer: dataExports,
    problems: [],
  }),
  exported: route('GET /api/exports/:id', {
    summary: '一次导出写到哪里了',
    who: EXPORTERS,
    answer: dataExport,
    problems: ['export/not-found'],
  }),
  stopExport: route('POST /api/exports/:id/stop', {
    summary: '停下一次导出，写了一半的文件删掉',
    who: EXPORTERS,
    answer: dataExport,
    problems: ['export/not-found'],
  }),
  file: route('GET /api/exports/:id/file', {
    summary: '取导出的文件：谁要的谁取，管理和审计也可以；写了全号的只有本人',
    who: EXPORTERS,
    answer: 'raw',
    produces: ['application/octet-stream'],
    means: '文件',
    problems: ['export/not-found', 'export/not-ready', 'export/gone'],
  }),
};

/** Tokens of other systems. */
export const tokenRoutes = {
  list: route('GET /api/tokens', {
    summary: '接口令牌：能读什么、到哪天、最近什么时候用过',
    who: ADMINS,
    answer: apiTokens,
    problems: [],
  }),
  create: route('POST /api/tokens', {
    summary: '建一个接口令牌；令牌只在这一次回答里；给全号要写原因，记入审计',
    who: ADMINS,
    body: createToken,
    answer: madeToken,
    status: 201,
    problems: ['token/until', 'token/organisation'],
  }),
  revoke: route('POST /api/tokens/:id/revoke', {
    summary: '停用一个接口令牌，立刻不能再读',
    who: ADMINS,
    answer: apiToken,
    problems: ['token/not-found'],
  }),
};

/** Datasets for other systems, only with a token in `Authorization: Bearer`. */
export const openRoutes = {
  catalogue: open('GET /api/open/v1', {
    summary: '这个令牌能读的数据集，逐列说明。请求头 Authorization: Bearer 令牌',
    who: 'token',
    answer: openCatalogue,
    problems: ['token/refused', 'token/too-many'],
  }),
  rows: open('GET /api/open/v1/:dataset', {
    summary:
      '一个数据集的一页，每行全部列；带 next 翻页，不重不漏；带 If-None-Match，没变答 304；读到收款账号全号的，每个令牌、地址每天记一次审计',
    who: 'token',
    parts: { dataset: datasetCode },
    query: openQuery,
    answer: openPage,
    refusals: { 304: '和 If-None-Match 里的一样', 429: '一分钟内太多次' },
    problems: ['token/refused', 'token/scope', 'token/too-many', ...NARROWED],
  }),
};
