import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How each save was sent stands on its receipt: an unanswered one is looked for by that, however often the scheme has been changed since. */
export class SentAs1803000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.addColumns('push_receipt', [
      kind.text('numbering', 10, { default: "'ours'" }),
      kind.text('key_field', 64, { default: "'FTHIRDBILLNO'" }),
    ]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropColumns('push_receipt', ['key_field', 'numbering']);
  }
}
