import type { RouteRecordRaw } from 'vue-router';
import './phone.css';

export const phoneRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./PhoneHome.vue') },
  { path: '/review', name: 'review', component: () => import('../../review/phone/PhoneReview.vue') },
  { path: '/stages/:stage', name: 'stage', component: () => import('../../worklist/phone/PhoneStage.vue') },
  { path: '/bills/:id', name: 'bill', component: () => import('../../detail/phone/PhoneDetail.vue') },
  { path: '/push', name: 'push', component: () => import('../../worklist/phone/PhonePush.vue') },
  { path: '/runs', name: 'runs', component: () => import('../../intake/phone/PhoneRuns.vue') },
  { path: '/log', name: 'log', component: () => import('../../log/phone/PhoneLog.vue') },
  {
    path: '/:page(mapping|schemes|members|check-up|connections)/:rest(.*)*',
    name: 'desk-only',
    component: () => import('./DeskOnly.vue'),
  },
];
