import type { RouteRecordRaw } from 'vue-router';
import './phone.css';

export const phoneRoutes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'home',
    component: () => import('./PhoneHome.vue'),
    // A desk's list that was shared with a person on a phone.
    beforeEnter: ({ query }) => (query.stage ? { name: 'stage', params: { stage: String(query.stage) }, query } : true),
  },
  { path: '/review', name: 'review', component: () => import('../../review/phone/PhoneReview.vue') },
  { path: '/stages/:stage', name: 'stage', component: () => import('../../worklist/phone/PhoneStage.vue') },
  { path: '/bills/:id', name: 'bill', component: () => import('../../detail/phone/PhoneDetail.vue') },
  { path: '/push', name: 'push', component: () => import('../../worklist/phone/PhonePush.vue') },
  { path: '/runs', name: 'runs', component: () => import('../../intake/phone/PhoneRuns.vue') },
  { path: '/schemes', name: 'schemes', component: () => import('../../scheme/phone/PhoneSchemes.vue') },
  { path: '/schemes/:id/rules', name: 'rules', component: () => import('../../scheme/phone/PhoneRules.vue') },
  { path: '/mapping/:table?', name: 'mapping', component: () => import('../../mapping/phone/PhoneMapping.vue') },
  {
    path: '/morning',
    // Opened from a message about 对账日报: a phone shows it on one screen.
    alias: ['/analysis', '/statements'],
    name: 'morning',
    component: () => import('../../analysis/phone/MorningPage.vue'),
  },
  { path: '/help', name: 'help', component: () => import('./HelpPage.vue') },
  { path: '/log', name: 'log', component: () => import('../../log/phone/PhoneLog.vue') },
  {
    path: '/:page(mapping|schemes|statements|close|forms|members|notices|check-up|connections|data)/:rest(.*)*',
    name: 'desk-only',
    component: () => import('./DeskOnly.vue'),
  },
];
