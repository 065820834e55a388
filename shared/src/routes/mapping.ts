import {
  baseDataKind,
  baseDataOverview,
  baseDataPage,
  baseDataQuery,
  baseDataRefresh,
  baseDataUses,
  baseDataUsesQuery,
  decideEmptied,
  emptiedDecided,
} from '../base-data.js';
import { batchResult } from '../bill-batch.js';
import { bulkEdit, bulkEditPreview, previewBulkEdit } from '../bulk-edit.js';
import { lookAtReplace, replaceEntry, replaceImpact } from '../entry-replace.js';
import {
  lookAtPayeeRecord,
  mappingFix,
  mappingImpact,
  mappingRowPage,
  mappingRowQuery,
  mappingTables,
  ownTable,
  payeeRecord,
  putMappingRows,
  remapResult,
  removeRowQuery,
  renameTable,
  reproduction,
  takeBackFix,
  unmappedQuery,
  unmappedValues,
  usePayeeRecord,
} from '../mapping.js';
import { findingPage, findingQuery } from '../mapping-lint.js';
import { swapValue } from '../push-cause.js';
import { putAside, restoreValue } from '../value-aside.js';
import { under } from './route.js';
import { ADMINS, FIXERS, MAPPERS, REPRODUCERS } from './who.js';

const route = under('映射');
const FIX = [
  'bill/not-found',
  'bill/stale',
  'bill/unreadable',
  'mapping/fix-refused',
  'mapping/no-such-table',
  'mapping/unusable-target',
];
const RECORD = ['bill/not-found', 'bill/stale', 'bill/own-bill', 'mapping/fix-refused', 'mapping/record-unread'];

export const mappingRoutes = {
  tables: route('GET /api/mapping/tables', {
    summary: '全部映射表，和各自还缺几个值',
    who: 'member',
    answer: mappingTables,
    problems: [],
  }),
  createTable: route('POST /api/mapping/tables', {
    summary: '新建一张自己的映射表，规则里可以查它',
    who: MAPPERS,
    body: ownTable,
    answer: mappingTables,
    problems: ['mapping/table-name-taken'],
  }),
  renameTable: route('PATCH /api/mapping/tables/:code', {
    summary: '给自己的映射表改名；规则照旧查它',
    who: MAPPERS,
    body: renameTable,
    answer: mappingTables,
    problems: ['mapping/no-such-table', 'mapping/table-name-taken', 'mapping/table-in-use'],
  }),
  removeTable: route('DELETE /api/mapping/tables/:code', {
    summary: '删除一张没有规则和单据用到的自己的映射表',
    who: MAPPERS,
    answer: mappingTables,
    problems: ['mapping/no-such-table', 'mapping/table-in-use'],
  }),
  rows: route('GET /api/mapping/tables/:code/rows', {
    summary: '一张映射表的行，可按名称、编码、拼音查找',
    who: 'member',
    query: mappingRowQuery,
    answer: mappingRowPage,
    problems: ['mapping/no-such-table', 'mapping/bad-cursor'],
  }),
  putRows: route('PUT /api/mapping/tables/:code/rows', {
    summary: '设置多行；还没通过的相关单据立即重新映射，已通过的不变',
    who: MAPPERS,
    body: putMappingRows,
    answer: remapResult,
    problems: ['mapping/no-such-table', 'mapping/unusable-target', 'mapping/row-changed'],
  }),
  removeRow: route('DELETE /api/mapping/tables/:code/rows/:id', {
    summary: '删除一行；还没通过的相关单据立即重新映射',
    who: MAPPERS,
    query: removeRowQuery,
    answer: remapResult,
    problems: ['mapping/no-such-table', 'mapping/no-such-row'],
  }),
  findings: route('GET /api/mapping/findings', {
    summary: '映射体检：失效的、互相矛盾的、用不上的、重复的、180 天没用到的对应，各附一键修',
    who: 'member',
    query: findingQuery,
    answer: findingPage,
    problems: [],
  }),
  unmapped: route('GET /api/mapping/tables/:code/unmapped', {
    summary: '还没有对应的来源值，金额大的在前，附建议（不会自动采用）；可按值本身、拼音、首字母查找',
    who: 'member',
    query: unmappedQuery,
    answer: unmappedValues,
    problems: ['mapping/no-such-table'],
  }),
  putAside: route('POST /api/mapping/tables/:code/unmapped/aside', {
    summary: '不处理一个没有对应的来源值，写明原因；单据不动，再有新单据用到会重新出现',
    who: MAPPERS,
    body: putAside,
    answer: mappingTables,
    problems: ['mapping/no-such-table', 'mapping/value-changed'],
  }),
  restoreValue: route('POST /api/mapping/tables/:code/unmapped/restore', {
    summary: '恢复一个已不处理的来源值，回到要补的清单',
    who: MAPPERS,
    body: restoreValue,
    answer: mappingTables,
    problems: ['mapping/no-such-table'],
  }),
  previewFix: route('POST /api/mapping/fixes/preview', {
    summary: '修一次，记住：保存前看影响多少单据',
    who: FIXERS,
    body: mappingFix,
    answer: mappingImpact,
    problems: FIX,
  }),
  saveFix: route('POST /api/mapping/fixes', {
    summary: '修一次，记住；审核人只能改此单',
    who: FIXERS,
    body: mappingFix,
    answer: remapResult,
    problems: [...FIX, 'bill/own-bill', 'selection/not-as-shown'],
  }),
  swap: route('POST /api/mapping/swap', {
    summary: '把多张单据上金蝶不接受的一个资料一次换成另一个；不能换的逐张说明',
    who: FIXERS,
    body: swapValue,
    answer: batchResult,
    problems: [],
  }),
  previewBulk: route('POST /api/mapping/bulk-edits/preview', {
    summary: '成批改之前：哪些字段可以改，每张由什么变成什么，哪些不改，为什么；什么都不写',
    who: FIXERS,
    body: previewBulkEdit,
    answer: bulkEditPreview,
    problems: [],
  }),
  saveBulk: route('POST /api/mapping/bulk-edits', {
    summary: '一个字段改多张单据，只改这些单据；不能改的逐张说明，不影响其余',
    who: FIXERS,
    body: bulkEdit,
    answer: batchResult,
    problems: [],
  }),
  takeBack: route('POST /api/mapping/fixes/take-back', {
    summary: '撤回自己在这张单据上改的值，重新映射',
    who: FIXERS,
    body: takeBackFix,
    answer: remapResult,
    problems: [...FIX, 'bill/own-bill'],
  }),
  lookAtRecord: route('POST /api/mapping/payee-records/look', {
    summary: '审批里没有账号时，看金蝶档案里收款人的账号（只给末四位）',
    who: FIXERS,
    body: lookAtPayeeRecord,
    answer: payeeRecord,
    problems: [...RECORD],
  }),
  useRecord: route('POST /api/mapping/payee-records', {
    summary: '用金蝶档案里的一个收款账号；算这个人改的，要由另一个人核对',
    who: FIXERS,
    body: usePayeeRecord,
    answer: remapResult,
    problems: [...RECORD],
  }),
  reproduce: route('GET /api/mapping/reproduce/:billId', {
    summary: '按当时的审批、方案版本和映射行重算一张单据，说明是否相同',
    who: REPRODUCERS,
    answer: reproduction,
    problems: ['bill/not-found', 'bill/unreadable', 'mapping/snapshot-archived'],
  }),
};

const listed = under('基础资料');

export const baseDataRoutes = {
  overview: listed('GET /api/base-data', {
    summary: '基础资料各有多少、何时更新，最近变了什么，影响哪些映射和单据',
    who: 'member',
    answer: baseDataOverview,
    problems: [],
  }),
  refresh: listed('POST /api/base-data/refresh', {
    summary: '从金蝶重新读取基础资料：说明变动，以及受影响的映射',
    who: MAPPERS,
    answer: baseDataRefresh,
    problems: ['base-data/kingdee-unavailable'],
  }),
  decideEmptied: listed('POST /api/base-data/emptied', {
    summary: '金蝶突然一条也没列出的：确认都不用了，或者照旧留着',
    who: ADMINS,
    body: decideEmptied,
    answer: emptiedDecided,
    problems: ['base-data/not-emptied', 'base-data/emptied-changed'],
  }),
  search: listed('GET /api/base-data/:kind', {
    summary: '按名称、编码、拼音或首字母查找；可用的在前，不可用的附原因',
    who: 'member',
    parts: { kind: baseDataKind },
    query: baseDataQuery,
    answer: baseDataPage,
    problems: ['base-data/bad-cursor', 'base-data/kingdee-unavailable'],
  }),
  uses: listed('GET /api/base-data/:kind/uses', {
    summary: '一项基础资料谁在用：对应到它的映射，方案里写着它的规则，近 90 天的和还没入账的单据',
    who: 'member',
    parts: { kind: baseDataKind },
    query: baseDataUsesQuery,
    answer: baseDataUses,
    problems: [],
  }),
  lookAtReplace: listed('POST /api/base-data/:kind/replace/look', {
    summary: '换成哪个之前：改哪几条映射，重新映射几笔，哪些不动；什么都不写',
    who: MAPPERS,
    parts: { kind: baseDataKind },
    body: lookAtReplace,
    answer: replaceImpact,
    problems: ['mapping/nothing-to-replace'],
  }),
  replace: listed('POST /api/base-data/:kind/replace', {
    summary: '对应到一项基础资料的映射全部换成另一项：一次改动，24 小时内可以整个撤回；方案的规则不改',
    who: MAPPERS,
    parts: { kind: baseDataKind },
    body: replaceEntry,
    answer: remapResult,
    problems: [
      'mapping/nothing-to-replace',
      'mapping/import-outdated',
      'mapping/row-changed',
      'mapping/unusable-target',
      'selection/not-as-shown',
    ],
  }),
};
