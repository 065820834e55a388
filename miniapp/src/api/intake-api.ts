import {
  callBudget,
  eventChannel,
  type IntakeRunQuery,
  intakeRunPage,
  intakeWays,
  startedRuns,
  sweepGaps,
  type WaysQuery,
} from '@dingdee/shared/intake';
import { type PatchScheme, schemeDetail, schemeList } from '@dingdee/shared/scheme';
import { call } from './http.js';

export const intakeApi = {
  runs: (query: Partial<IntakeRunQuery>) => call('GET /api/runs', { query, answer: intakeRunPage }),
  gaps: () => call('GET /api/runs/gaps', { answer: sweepGaps }),
  ways: (query: WaysQuery) => call('GET /api/runs/ways', { query, answer: intakeWays }),
  budget: () => call('GET /api/runs/budget', { answer: callBudget }),
  channel: () => call('GET /api/runs/channel', { answer: eventChannel }),
  start: (schemeId?: string) => call('POST /api/runs', { body: schemeId ? { schemeId } : {}, answer: startedRuns }),
  schemes: () => call('GET /api/schemes', { answer: schemeList }),
  patchScheme: (id: string, body: PatchScheme) =>
    call('PATCH /api/schemes/:id', { params: { id }, body, answer: schemeDetail }),
  scheme: (id: string) => call('GET /api/schemes/:id', { params: { id }, answer: schemeDetail }),
};
