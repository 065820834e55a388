import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where two schemes of a form were switched on at the same moment, the older stays on: approvals entered only one of them anyway. */
export class OneOfEachForm1812000000008 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const rows: { id: string; process_code: string }[] = await q.query(
      'SELECT id, process_code FROM scheme WHERE enabled = 1 ORDER BY created_at, id',
    );
    const taken = new Set<string>();
    for (const { id, process_code: form } of rows) {
      if (taken.has(form)) await q.query('UPDATE scheme SET enabled = 0, enabled_form = NULL WHERE id = ?', [id]);
      else await q.query('UPDATE scheme SET enabled_form = ? WHERE id = ?', [form, id]);
      taken.add(form);
    }
  }

  async down(): Promise<void> {
    // The column goes with the step before.
  }
}
