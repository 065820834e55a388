import { type QueryRunner, TableColumn, type TableColumnOptions } from 'typeorm';

type Extra = Partial<TableColumnOptions>;

/** The column types of our tables on each database; only `auto` and `bool` differ. */
export interface ColumnKinds {
  /** Text compares byte for byte everywhere: instance ids and mapping keys are case-sensitive. */
  prepareDatabase(): Promise<void>;
  id(name: string, extra?: Extra): TableColumn;
  text(name: string, length: number, extra?: Extra): TableColumn;
  int(name: string, extra?: Extra): TableColumn;
  instant(name: string, extra?: Extra): TableColumn;
  fen(name: string, extra?: Extra): TableColumn;
  json(name: string, extra?: Extra): TableColumn;
  longText(name: string, extra?: Extra): TableColumn;
  bool(name: string, extra?: Extra): TableColumn;
  auto(name: string): TableColumn;
}

export function columnKinds(q: QueryRunner): ColumnKinds {
  const sqlite = q.dataSource.options.type === 'better-sqlite3';
  const column = (type: string, name: string, extra: Extra = {}, more: Extra = {}) =>
    new TableColumn({ name, type, ...more, ...extra });
  return {
    prepareDatabase: async () => {
      if (!sqlite) await q.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
    },
    id: (name, extra) => column('varchar', name, extra, { length: '36' }),
    text: (name, length, extra) => column('varchar', name, extra, { length: String(length) }),
    int: (name, extra) => column('int', name, extra),
    instant: (name, extra) => column('bigint', name, extra),
    fen: (name, extra) => column('bigint', name, extra),
    json: (name, extra) => column('longtext', name, extra),
    longText: (name, extra) => column('longtext', name, extra),
    bool: (name, extra) => column(sqlite ? 'boolean' : 'tinyint', name, extra),
    auto: (name) =>
      column(sqlite ? 'integer' : 'bigint', name, {
        isPrimary: true,
        isGenerated: true,
        generationStrategy: 'increment',
      }),
  };
}
