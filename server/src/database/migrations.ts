import { CreateTables1795000000000 } from './migrations/1795000000000-create-tables.js';

/** In the order they run. */
export const MIGRATIONS = [CreateTables1795000000000];
