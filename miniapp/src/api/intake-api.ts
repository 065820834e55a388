import { intakeRunPage, startedRuns } from '@dingdee/shared/intake';
import { schemeDetail, schemeList } from '@dingdee/shared/scheme';
import { call } from './http.js';

export const intakeApi = {
  runs: (query: { cursor?: string; limit?: number }) =>
    call({ url: '/api/runs', params: query, answer: intakeRunPage }),
  start: (schemeId?: string) =>
    call({ method: 'POST', url: '/api/runs', body: schemeId ? { schemeId } : {}, answer: startedRuns }),
  schemes: () => call({ url: '/api/schemes', answer: schemeList }),
  scheme: (id: string) => call({ url: `/api/schemes/${encodeURIComponent(id)}`, answer: schemeDetail }),
};
