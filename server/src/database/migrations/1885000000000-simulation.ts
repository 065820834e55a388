import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What a version of a scheme would have made of a past period, and the bills that would have been different. */
export class Simulation1885000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json, bool } = columnKinds(q);
    if (!(await q.hasTable('simulation')))
      await q.createTable(
        new Table({
          name: 'simulation',
          columns: [
            id('id', { isPrimary: true }),
            id('scheme_id'),
            id('running_scheme', { isNullable: true }),
            int('scheme_version'),
            bool('draft'),
            text('tables_as', 10),
            text('from_day', 10),
            text('to_day', 10),
            text('state', 10),
            int('done'),
            int('total'),
            json('result'),
            text('created_by', 64),
            instant('created_at'),
            instant('ended_at', { isNullable: true }),
            instant('expires_at'),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
          ],
          indices: [
            new TableIndex({
              name: 'uq_simulation_running_scheme',
              columnNames: ['running_scheme'],
              isUnique: true,
            }),
            new TableIndex({ name: 'ix_simulation_scheme_id_created_at', columnNames: ['scheme_id', 'created_at'] }),
            new TableIndex({ name: 'ix_simulation_expires_at', columnNames: ['expires_at'] }),
          ],
        }),
      );
    if (!(await q.hasTable('simulation_bill')))
      await q.createTable(
        new Table({
          name: 'simulation_bill',
          columns: [
            id('simulation_id', { isPrimary: true }),
            int('seq', { isPrimary: true }),
            id('bill_id'),
            text('kind', 10),
            fen('before_fen', { isNullable: true }),
            fen('after_fen', { isNullable: true }),
            json('told'),
          ],
          indices: [
            new TableIndex({
              name: 'ix_simulation_bill_simulation_id_kind_seq',
              columnNames: ['simulation_id', 'kind', 'seq'],
            }),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['simulation_bill', 'simulation']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
