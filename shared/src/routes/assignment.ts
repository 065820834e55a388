import {
  assignBills,
  assignments,
  assignPreview,
  assignPreviewOf,
  assignResult,
  handOver,
  undone,
} from '../assignment.js';
import { under } from './route.js';
import { REVIEWERS } from './who.js';

const route = under('指派');
/** Reasons why a bill is skipped. */
const LEFT = ['bill/not-found', 'bill/stale', 'bill/own-bill', 'assignment/not-in-review'];
const REFS = ['selection/not-found', 'selection/expired', 'selection/not-as-shown'];

/** Assignments of bills under review. An assignment restricts nothing: everybody who may review may still do so. */
export const assignmentRoutes = {
  list: route('GET /api/assignments', {
    summary: '每个人手里指派了多少笔、过期几笔',
    who: 'member',
    answer: assignments,
    problems: [],
  }),
  preview: route('POST /api/bills/assign/preview', {
    summary: '指派之前看：每个审核人手里多少、会变成多少，哪些是本人的报销',
    who: REVIEWERS,
    body: assignPreviewOf,
    answer: assignPreview,
    problems: REFS,
  }),
  assign: route('POST /api/bills/assign', {
    summary: '把单据指派给一位审核人，或不再指派；不改单据内容和版本',
    who: REVIEWERS,
    body: assignBills,
    answer: assignResult,
    problems: [...REFS, ...LEFT, 'assignment/not-reviewer', 'assignment/due-past'],
  }),
  undo: route('POST /api/assignments/:act/undo', {
    summary: '撤销自己刚做的一次指派',
    who: REVIEWERS,
    answer: undone,
    problems: ['assignment/undo-late'],
  }),
  handOver: route('POST /api/assignments/hand-over', {
    summary: '交接：一个人手里的全部交给另一位审核人',
    who: REVIEWERS,
    body: handOver,
    answer: assignResult,
    problems: [
      ...LEFT,
      'assignment/elsewhere',
      'assignment/same',
      'assignment/not-reviewer',
      'assignment/not-as-shown',
    ],
  }),
};
