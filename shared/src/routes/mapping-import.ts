import { remapResult } from '../mapping.js';
import {
  applyImport,
  IMPORT_BODY_BYTES,
  importDiff,
  importLinePage,
  importLineQuery,
  importRecords,
  openImport,
} from '../mapping-import.js';
import { under } from './route.js';
import { MAPPERS } from './who.js';

const route = under('映射');
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const mappingImportRoutes = {
  exportTable: route('GET /api/mapping/tables/:code/export', {
    summary: '导出一张映射表为 Excel，改完可以导回来',
    who: MAPPERS,
    answer: 'raw',
    produces: [XLSX],
    means: 'Excel 文件',
    problems: ['mapping/no-such-table'],
  }),
  open: route('POST /api/mapping/tables/:code/imports', {
    summary: '上传 Excel，和映射表比较；什么都不改',
    who: MAPPERS,
    longestBody: IMPORT_BODY_BYTES,
    body: openImport,
    answer: importDiff,
    problems: ['mapping/no-such-table', 'mapping/unreadable-file'],
  }),
  lines: route('GET /api/mapping/imports/:id', {
    summary: '导入差异，一类一页；表在这期间变了，就和新的比',
    who: MAPPERS,
    query: importLineQuery,
    answer: importLinePage,
    problems: ['mapping/no-such-import'],
  }),
  errors: route('GET /api/mapping/imports/:id/errors', {
    summary: '导入里的错误行存成 Excel，写明错在哪里；改好可以再导',
    who: MAPPERS,
    answer: 'raw',
    produces: [XLSX],
    means: 'Excel 文件',
    problems: ['mapping/no-such-import'],
  }),
  apply: route('POST /api/mapping/imports/:id/apply', {
    summary: '应用导入：要么全部写入，要么一条都不写；还没通过的相关单据重新映射',
    who: MAPPERS,
    body: applyImport,
    answer: remapResult,
    problems: [
      'mapping/no-such-import',
      'mapping/import-outdated',
      'mapping/import-undecided',
      'mapping/nothing-to-import',
      'mapping/unusable-target',
      'mapping/row-changed',
    ],
  }),
  undo: route('POST /api/mapping/imports/:id/undo', {
    summary: '24 小时内把一次导入整个撤回',
    who: MAPPERS,
    answer: remapResult,
    problems: ['mapping/no-such-import', 'mapping/import-kept', 'mapping/row-changed'],
  }),
  imports: route('GET /api/mapping/tables/:code/imports', {
    summary: '一张映射表的导入记录：谁、什么时候、哪个文件',
    who: MAPPERS,
    answer: importRecords,
    problems: ['mapping/no-such-table'],
  }),
};
