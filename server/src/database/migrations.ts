import { CreateTables1795000000000 } from './migrations/1795000000000-create-tables.js';
import { ScaleOut1796000000000 } from './migrations/1796000000000-scale-out.js';
import { PushChecks1797000000000 } from './migrations/1797000000000-push-checks.js';
import { KingdeeWatch1801000000000 } from './migrations/1801000000000-kingdee-watch.js';

/** In the order they run. */
export const MIGRATIONS = [
  CreateTables1795000000000,
  ScaleOut1796000000000,
  PushChecks1797000000000,
  KingdeeWatch1801000000000,
];
