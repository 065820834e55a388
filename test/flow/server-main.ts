import { join } from 'node:path';
import { ROOT } from '../root.js';

/** Environment variable with the folder of the server and its commands that specs start; set by bundled-server.ts. */
export const SERVER_BUNDLE = 'SERVER_BUNDLE';
const DIST = join(ROOT, 'server/dist');

/**
 * Returns the file that is started as the server: the program as built, or the same program bundled into one file. With preloaded modules
 * it is the former, because they reach into its modules.
 * @param env settings of the server.
 */
export const serverMain = ({ NODE_OPTIONS = '' }: Readonly<Record<string, string | undefined>> = {}): string =>
  join((!NODE_OPTIONS.includes('--import') && process.env[SERVER_BUNDLE]) || DIST, 'main.js');

/** Returns the file that is started as `npm run ops`. */
export const opsMain = (): string =>
  process.env[SERVER_BUNDLE] ? join(process.env[SERVER_BUNDLE], 'ops.js') : join(DIST, 'ops/main.js');
