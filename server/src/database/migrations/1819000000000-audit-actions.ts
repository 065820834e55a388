import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableIndex } from 'typeorm';

const INDEX = 'ix_audit_action_seq';

/** The list of decisions and the count of shown accounts look for a few actions among all. */
export class AuditActions1819000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const table = await q.getTable('audit');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await q.createIndex('audit', new TableIndex({ name: INDEX, columnNames: ['action', 'seq'] }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('audit', INDEX);
  }
}
