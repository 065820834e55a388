import { createRouter, createWebHistory, type Router } from 'vue-router';
import type { Layout } from './dingtalk/environment.js';

/**
 * Creates the router. Desk and phone share the addresses: / · /bills/:id · /review · /mapping · /runs · /schemes · /log · /me. Only the views of the
 * present layout are loaded.
 */
export async function createAppRouter(layout: Layout): Promise<Router> {
  const routes =
    layout === 'desk'
      ? (await import('./shell/desk/DeskRoutes.js')).deskRoutes
      : (await import('./shell/phone/PhoneRoutes.js')).phoneRoutes;
  return createRouter({
    history: createWebHistory(),
    routes: [
      ...routes,
      { path: '/me', name: 'me', component: () => import('./session/MyApprovals.vue') },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });
}
