import { userInfo } from 'node:os';
import type { Actor } from '../domain/actor.js';

/** Whoever sits at the server. */
export const operator = (): Actor => ({ userId: 'ops', name: `运维命令（${userInfo().username}）`, roles: [] });
