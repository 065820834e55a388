import type { DataSource } from 'typeorm';

/** The SQL dialect; MySQL and MariaDB count as one. */
export type Dialect = 'sqlite' | 'mysql';
export const dialectOf = (source: DataSource): Dialect =>
  source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
