import type { RouteRecordRaw } from 'vue-router';

export const phoneRoutes: RouteRecordRaw[] = [];
