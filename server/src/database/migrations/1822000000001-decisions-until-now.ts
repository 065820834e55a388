import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was approved or pushed alone, given at a first log-in, or taken from somebody whom DingTalk knew no longer, by what the row says. */
const SAID = [
  { kind: 'alone', actions: `'approve', 'push-confirmed'`, says: '%"singlePerson":true%' },
  { kind: 'first-roles', actions: `'log-in'`, says: '%"granted":["%' },
  { kind: 'left', actions: `'set-roles'`, says: '%"left":true%' },
] as const;

/** Sealed rows are not rewritten: they are noted beside the log. Made twice it comes out the same. */
export class DecisionsUntilNow1822000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    for (const { kind, actions, says } of SAID)
      await q.query(
        `INSERT INTO earlier_decision (seq, kind) SELECT a.seq, '${kind}' FROM audit a
          WHERE a.action IN (${actions}) AND a.detail LIKE '${says}'
            AND NOT EXISTS (SELECT 1 FROM earlier_decision e WHERE e.seq = a.seq)
            AND NOT EXISTS (SELECT 1 FROM audit n WHERE n.subject_id = a.subject_id AND n.action = '${kind}' AND n.at = a.at)`,
      );
  }

  async down(): Promise<void> {
    // The table goes with the step before.
  }
}
