import type { RouteRecordRaw } from 'vue-router';
import ReviewDesk from '../../worklist/desk/ReviewDesk.vue';
import DeskShell from './DeskShell.vue';

export const deskRoutes: RouteRecordRaw[] = [
  {
    path: '/',
    component: DeskShell,
    children: [
      { path: '', name: 'desk', component: ReviewDesk },
      { path: 'bills/:id', name: 'bill', component: ReviewDesk },
      // A phone's list that was shared with a person at a desk.
      {
        path: 'stages/:stage',
        redirect: ({ params, query }) => ({ name: 'desk', query: { ...query, stage: params.stage } }),
      },
      { path: 'review', redirect: { name: 'desk', query: { stage: 'review' } } },
      { path: 'mapping/check', name: 'mapping-check', component: () => import('../../mapping/desk/MappingLint.vue') },
      { path: 'mapping/:table?', name: 'mapping', component: () => import('../../mapping/desk/MappingTables.vue') },
      { path: 'base-data/:kind?', name: 'base-data', component: () => import('../../mapping/desk/BaseDataPage.vue') },
      { path: 'runs', name: 'runs', component: () => import('../../intake/desk/IntakeRuns.vue') },
      {
        path: 'statements/:day?',
        name: 'statements',
        component: () => import('../../statement/desk/StatementPage.vue'),
      },
      { path: 'close/:month?', name: 'close', component: () => import('../../close/desk/ClosePage.vue') },
      { path: 'schemes', name: 'schemes', component: () => import('../../scheme/desk/SchemeList.vue') },
      { path: 'schemes/market', name: 'market', component: () => import('../../scheme/desk/MarketPage.vue') },
      { path: 'schemes/new', name: 'scheme-new', component: () => import('../../scheme/wizard/desk/WizardPage.vue') },
      {
        path: 'schemes/:id/setup',
        name: 'scheme-setup',
        component: () => import('../../scheme/wizard/desk/WizardPage.vue'),
      },
      {
        path: 'schemes/:id/versions',
        name: 'versions',
        component: () => import('../../scheme/desk/SchemeVersions.vue'),
      },
      { path: 'schemes/:id/rules', name: 'rules', component: () => import('../../scheme/rules/desk/RulesPage.vue') },
      {
        path: 'schemes/:id/simulate',
        name: 'simulate',
        component: () => import('../../scheme/simulate/desk/SimulatePage.vue'),
      },
      { path: 'forms', name: 'forms', component: () => import('../../scheme/desk/FormDrift.vue') },
      { path: 'analysis', name: 'analysis', component: () => import('../../analysis/desk/AnalysisPage.vue') },
      { path: 'data/:dataset?', name: 'data', component: () => import('../../data/desk/DataPage.vue') },
      { path: 'webhooks', name: 'webhooks', component: () => import('../../data/desk/WebhookPage.vue') },
      { path: 'reports', name: 'reports', component: () => import('../../data/desk/ReportPage.vue') },
      { path: 'log', name: 'log', component: () => import('../../log/desk/DecisionLog.vue') },
      { path: 'check-up', name: 'check-up', component: () => import('../../checkup/desk/CheckUpPage.vue') },
      { path: 'connections', name: 'connections', component: () => import('../../checkup/desk/ConnectionsPage.vue') },
      { path: 'notices', name: 'notices', component: () => import('../../notice/desk/NoticePage.vue') },
      { path: 'members', name: 'members', component: () => import('../../member/desk/MemberList.vue') },
    ],
  },
];
