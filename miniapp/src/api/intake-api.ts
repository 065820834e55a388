import { intakeRunPage, startedRuns, sweepGaps } from '@dingdee/shared/intake';
import { type PatchScheme, schemeDetail, schemeList } from '@dingdee/shared/scheme';
import { call } from './http.js';

export const intakeApi = {
  runs: (query: { cursor?: string; limit?: number }) =>
    call({ url: '/api/runs', params: query, answer: intakeRunPage }),
  gaps: () => call({ url: '/api/runs/gaps', answer: sweepGaps }),
  start: (schemeId?: string) =>
    call({ method: 'POST', url: '/api/runs', body: schemeId ? { schemeId } : {}, answer: startedRuns }),
  schemes: () => call({ url: '/api/schemes', answer: schemeList }),
  patchScheme: (id: string, body: PatchScheme) =>
    call({ method: 'PATCH', url: `/api/schemes/${encodeURIComponent(id)}`, body, answer: schemeDetail }),
  scheme: (id: string) => call({ url: `/api/schemes/${encodeURIComponent(id)}`, answer: schemeDetail }),
};
