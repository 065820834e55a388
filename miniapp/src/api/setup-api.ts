import { type BegunSetup, type PutSiteSetup, type SetupStep, setupState } from '@dingdee/shared/site-setup';
import { trialUnmapped } from '@dingdee/shared/trial';
import { call } from './http.js';

/** Data that the wizard stores beside the draft itself. */
export const setupApi = {
  show: () => call('GET /api/setup', { answer: setupState }),
  putSite: (body: PutSiteSetup) => call('PUT /api/setup/site', { body, answer: setupState }),
  keepBegun: (begun: BegunSetup | null) => call('PUT /api/setup/begun', { body: { begun }, answer: setupState }),
  leaveAt: (id: string, step: SetupStep) =>
    call('PUT /api/schemes/:id/setup-step', { params: { id }, body: { step }, answer: setupState }),
  unmapped: (id: string) => call('GET /api/schemes/:id/unmapped', { params: { id }, answer: trialUnmapped }),
};
