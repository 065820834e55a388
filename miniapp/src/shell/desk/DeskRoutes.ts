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
      { path: 'review', redirect: { name: 'desk', query: { stage: 'review' } } },
      { path: 'mapping/:table?', name: 'mapping', component: () => import('../../mapping/desk/MappingTables.vue') },
      { path: 'runs', name: 'runs', component: () => import('../../intake/desk/IntakeRuns.vue') },
      { path: 'schemes', name: 'schemes', component: () => import('../../scheme/desk/SchemeList.vue') },
      { path: 'log', name: 'log', component: () => import('../../log/desk/DecisionLog.vue') },
      { path: 'check-up', name: 'check-up', component: () => import('../../checkup/desk/CheckUpPage.vue') },
      { path: 'connections', name: 'connections', component: () => import('../../checkup/desk/ConnectionsPage.vue') },
      { path: 'members', name: 'members', component: () => import('../../member/desk/MemberList.vue') },
    ],
  },
];
