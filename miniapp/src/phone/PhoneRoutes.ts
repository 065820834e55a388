import type { RouteRecordRaw } from 'vue-router';
import './phone.css';

export const phoneRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./PhoneHome.vue') },
  { path: '/review', name: 'review', component: () => import('./PhoneReview.vue') },
  { path: '/stages/:stage', name: 'stage', component: () => import('./PhoneStage.vue') },
  { path: '/bills/:id', name: 'bill', component: () => import('./PhoneDetail.vue') },
  { path: '/push', name: 'push', component: () => import('./PhonePush.vue') },
  { path: '/runs', name: 'runs', component: () => import('./PhoneRuns.vue') },
  { path: '/log', name: 'log', component: () => import('./PhoneLog.vue') },
  { path: '/:page(mapping|schemes|members)/:rest(.*)*', name: 'desk-only', component: () => import('./DeskOnly.vue') },
];
