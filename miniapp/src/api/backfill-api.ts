import {
  backfill,
  backfillEstimate,
  backfills,
  type DecideQuarantined,
  type QuarantineQuery,
  quarantinePage,
  type StartBackfill,
} from '@dingdee/shared/backfill';
import { call } from './http.js';

export const backfillApi = {
  list: () => call('GET /api/backfills', { answer: backfills }),
  estimate: (query: StartBackfill) => call('GET /api/backfills/estimate', { query, answer: backfillEstimate }),
  start: (body: StartBackfill) => call('POST /api/backfills', { body, answer: backfill }),
  show: (id: string) => call('GET /api/backfills/:id', { params: { id }, answer: backfill }),
  items: (id: string, query: QuarantineQuery) =>
    call('GET /api/backfills/:id/items', { params: { id }, query, answer: quarantinePage }),
  stop: (id: string) => call('POST /api/backfills/:id/stop', { params: { id }, answer: backfill }),
  resume: (id: string) => call('POST /api/backfills/:id/resume', { params: { id }, answer: backfill }),
  look: (id: string) => call('POST /api/backfills/:id/look', { params: { id }, answer: backfill }),
  release: (id: string, body: DecideQuarantined) =>
    call('POST /api/backfills/:id/release', { params: { id }, body, answer: backfill }),
  opening: (id: string, body: DecideQuarantined) =>
    call('POST /api/backfills/:id/opening', { params: { id }, body, answer: backfill }),
};
