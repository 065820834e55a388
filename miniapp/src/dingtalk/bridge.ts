import { detectPlatform } from './environment.js';

let loading: Promise<unknown> | null = null;

/**
 * Loads the part of dingtalk-jsapi that speaks with the present client; await it before the first call. Only that client's bridge is loaded: the PC
 * bridge alone is a quarter of the package.
 */
export function loadBridge(): Promise<unknown> {
  loading ??= detectPlatform() === 'pc' ? import('./bridge-pc.js') : import('./bridge-phone.js');
  return loading;
}
