import { remapResult } from '../mapping.js';
import { changeUndo, lookAtChange, mappingChanges, mappingChangesQuery, undoChange } from '../mapping-change.js';
import { under } from './route.js';
import { MAPPERS } from './who.js';

const route = under('映射');
const KEPT = ['mapping/no-such-table', 'mapping/no-such-change', 'mapping/change-kept'];

export const mappingChangeRoutes = {
  changes: route('GET /api/mapping/tables/:code/changes', {
    summary: '一行对应（或整张映射表）的改动：谁、什么时候、怎么改的，由什么变成什么',
    who: 'member',
    query: mappingChangesQuery,
    answer: mappingChanges,
    problems: ['mapping/no-such-table', 'mapping/bad-cursor'],
  }),
  lookAtUndo: route('POST /api/mapping/tables/:code/changes/look', {
    summary: '撤回一次改动之前：变回什么，重新映射几笔，哪些不动',
    who: MAPPERS,
    body: lookAtChange,
    answer: changeUndo,
    problems: KEPT,
  }),
  undo: route('POST /api/mapping/tables/:code/changes/undo', {
    summary: '24 小时内撤回一行的一次改动；之后又改过的不撤',
    who: MAPPERS,
    body: undoChange,
    answer: remapResult,
    problems: [...KEPT, 'mapping/import-outdated', 'mapping/row-changed', 'selection/not-as-shown'],
  }),
};
