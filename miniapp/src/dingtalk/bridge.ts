import { detectPlatform } from './environment.js';

let loading: Promise<unknown> | null = null;

/**
 * Teaches dingtalk-jsapi how to speak with the client at hand; await it before the first call.
 * Only that client's bridge is loaded: the one of PC alone is a quarter of the package.
 */
export function loadBridge(): Promise<unknown> {
  loading ??= detectPlatform() === 'pc' ? import('./bridge-pc.js') : import('./bridge-phone.js');
  return loading;
}
