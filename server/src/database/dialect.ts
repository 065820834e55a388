import type { DataSource } from 'typeorm';

/** What the SQL of a statement depends on; MySQL and MariaDB are one. */
export type Dialect = 'sqlite' | 'mysql';
export const dialectOf = (source: DataSource): Dialect =>
  source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
