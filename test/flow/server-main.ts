import { join } from 'node:path';
import { ROOT } from '../root.js';

/** Names the folder of what the specs start as the server and its commands: set by bundled-server.ts. */
export const SERVER_BUNDLE = 'SERVER_BUNDLE';
const DIST = join(ROOT, 'server/dist');

/**
 * What is started as the server: the program as it was built, or the same bound to one file. What is preloaded reaches into its modules.
 * @param env its settings.
 */
export const serverMain = ({ NODE_OPTIONS = '' }: Readonly<Record<string, string | undefined>> = {}): string =>
  join((!NODE_OPTIONS.includes('--import') && process.env[SERVER_BUNDLE]) || DIST, 'main.js');

/** What is started as `npm run ops`. */
export const opsMain = (): string =>
  process.env[SERVER_BUNDLE] ? join(process.env[SERVER_BUNDLE], 'ops.js') : join(DIST, 'ops/main.js');
