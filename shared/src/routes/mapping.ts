import {
  baseDataKind,
  baseDataPage,
  baseDataQuery,
  baseDataRefresh,
  decideEmptied,
  emptiedDecided,
} from '../base-data.js';
import {
  mappingFix,
  mappingImpact,
  mappingRowPage,
  mappingRowQuery,
  mappingTables,
  putMappingRows,
  remapResult,
  reproduction,
  takeBackFix,
  unmappedValues,
} from '../mapping.js';
import { under } from './route.js';
import { ADMINS, FIXERS, MAPPERS, REPRODUCERS } from './who.js';

const route = under('映射');
const FIX = ['bill/not-found', 'bill/stale', 'mapping/fix-refused', 'mapping/no-such-table', 'mapping/unusable-target'];

export const mappingRoutes = {
  tables: route('GET /api/mapping/tables', {
    summary: '全部映射表，和各自还缺几个值',
    who: 'member',
    answer: mappingTables,
    problems: [],
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
    answer: remapResult,
    problems: ['mapping/no-such-table', 'mapping/no-such-row'],
  }),
  unmapped: route('GET /api/mapping/tables/:code/unmapped', {
    summary: '还没有对应的来源值，金额大的在前，附建议（不会自动采用）',
    who: 'member',
    answer: unmappedValues,
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
  takeBack: route('POST /api/mapping/fixes/take-back', {
    summary: '撤回自己在这张单据上改的值，重新映射',
    who: FIXERS,
    body: takeBackFix,
    answer: remapResult,
    problems: [...FIX, 'bill/own-bill'],
  }),
  reproduce: route('GET /api/mapping/reproduce/:billId', {
    summary: '按当时的审批、方案版本和映射行重算一张单据，说明是否相同',
    who: REPRODUCERS,
    answer: reproduction,
    problems: ['bill/not-found', 'mapping/snapshot-archived'],
  }),
};

const listed = under('基础资料');

export const baseDataRoutes = {
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
};
