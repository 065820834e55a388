import { userInfo } from 'node:os';
import type { Actor } from '../domain/actor.js';

/** The actor of the ops commands: the operating system's user. */
export const operator = (): Actor => ({ userId: 'ops', name: `运维命令（${userInfo().username}）`, roles: [] });
