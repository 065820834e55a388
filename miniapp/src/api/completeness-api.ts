import {
  completeness,
  type DAY_PARTS,
  dayApprovals,
  type FormQuery,
  incompleteDays,
  type LeftOutQuery,
  leftOut,
  type SettleUnread,
  type UnsettleUnread,
} from '@dingdee/shared/completeness';
import { call } from './http.js';

export const completenessApi = {
  days: (days: number, of: FormQuery = {}) =>
    call('GET /api/runs/days', { query: { days, ...of }, answer: completeness }),
  incomplete: () => call('GET /api/runs/incomplete', { answer: incompleteDays }),
  approvals: (day: string, processCode: string, part: (typeof DAY_PARTS)[number]) =>
    call('GET /api/runs/days/:day/approvals', { params: { day }, query: { processCode, part }, answer: dayApprovals }),
  leftOut: (query: FormQuery) => call('GET /api/runs/left-out', { query, answer: leftOut }),
  leftOutApprovals: (query: LeftOutQuery) => call('GET /api/runs/left-out/approvals', { query, answer: dayApprovals }),
  runLeftOut: (id: string, reason: string) =>
    call('GET /api/runs/:id/left-out', { params: { id }, query: { reason }, answer: dayApprovals }),
  settled: (query: FormQuery) => call('GET /api/runs/settled', { query, answer: dayApprovals }),
  settle: (id: string, body: SettleUnread) => call('POST /api/runs/listed/:id/settle', { params: { id }, body }),
  unsettle: (id: string, body: UnsettleUnread) => call('POST /api/runs/listed/:id/unsettle', { params: { id }, body }),
};
