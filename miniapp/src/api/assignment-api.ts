import {
  type AssignBills,
  assignments,
  assignPreview,
  assignResult,
  type HandOver,
  undone,
} from '@dingdee/shared/assignment';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { call } from './http.js';

/** Reads and changes 指派: the bills that each person has in hand. */
export const assignmentApi = {
  list: () => call('GET /api/assignments', { answer: assignments }),
  preview: (refs: BillRefs) => call('POST /api/bills/assign/preview', { body: { refs }, answer: assignPreview }),
  assign: (body: AssignBills) => call('POST /api/bills/assign', { body, answer: assignResult }),
  undo: (act: string) => call('POST /api/assignments/:act/undo', { params: { act }, answer: undone }),
  handOver: (body: HandOver) => call('POST /api/assignments/hand-over', { body, answer: assignResult }),
};
