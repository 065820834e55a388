import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why base data cannot be used: its code, and the words that were stored before. */
const REASONS = [
  ['forbidden', '已禁用'],
  ['unaudited', '未审核'],
  ['gone', '金蝶里已没有'],
] as const;

/** base_data.reason holds a code; its words are made where it is shown. Made twice it comes out the same. */
export class BaseDataReasons1825000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    for (const [code, words] of REASONS)
      await q.query(`UPDATE base_data SET reason = '${code}' WHERE reason = '${words}'`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const [code, words] of REASONS)
      await q.query(`UPDATE base_data SET reason = '${words}' WHERE reason = '${code}'`);
  }
}
