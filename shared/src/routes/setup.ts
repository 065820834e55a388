import { putBegunSetup, putSetupStep, putSiteSetup, setupState } from '../site-setup.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('接入向导');

/** The guided set-up: a site's answers, and the step at which each draft was left. */
export const setupRoutes = {
  show: route('GET /api/setup', {
    summary: '账务怎么做的回答，和每个草稿设到第几步',
    who: 'member',
    answer: setupState,
    problems: [],
  }),
  site: route('PUT /api/setup/site', {
    summary: '账务怎么做：先付款单还是先其他应付单，付款单是指令还是已付记录，费用管理启用没有、复制的单据类型',
    who: ADMINS,
    body: putSiteSetup,
    answer: setupState,
    problems: ['setup/stale'],
  }),
  begun: route('PUT /api/setup/begun', {
    summary: '第一步选到一半的，按人记在服务器上，换一台电脑接着选；建成草稿就清掉',
    who: ADMINS,
    body: putBegunSetup,
    answer: setupState,
    problems: [],
  }),
  step: route('PUT /api/schemes/:id/setup-step', {
    summary: '记下草稿设到第几步，谁都能接着设；启用过的不再记',
    who: ADMINS,
    body: putSetupStep,
    answer: setupState,
    problems: ['scheme/not-found'],
  }),
};
