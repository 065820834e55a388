import type { PlainDatabase } from './plain-database.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** At most four rows of the log for each bill; their numbers are below every sealed row, so that they are not sealed. */
const DEEDS = [
  { offset: 1, action: 'map', actor: "'system'", from: "'collected'", to: "'ready'", after: HOUR_MS / 6 },
  { offset: 2, action: 'approve', actor: 'PEOPLE', from: "'ready'", to: "'approved'", after: 5 * HOUR_MS },
  { offset: 3, action: 'push-confirmed', actor: 'PEOPLE', from: "'approved'", to: "'pushing'", after: 8 * HOUR_MS },
  { offset: 4, action: 'book', actor: "'system'", from: "'pushing'", to: "'booked'", after: 9 * HOUR_MS },
] as const;
const DONE = "state_kind IN ('booked', 'written-back', 'approved')";

/**
 * Writes the past of the copies of `many-bills.ts`, for questions by day and month: approvals, the log of who did what, values without a
 * mapping, DingTalk's ids of each day, and a statement of each day with a line for each bill.
 * @param until Unix ms, the beginning of the day after the last.
 * @param days number of days before it on which the bills are spread evenly.
 */
export async function pastWork(
  { query, insert }: PlainDatabase,
  kind: 'sqlite' | 'mariadb',
  until: number,
  days: number,
): Promise<void> {
  const mysql = kind === 'mariadb';
  const number = `CAST(SUBSTR(bill_no, 4) AS ${mysql ? 'SIGNED' : 'INTEGER'})`;
  const copies = "id LIKE 'copy-%'";
  const day = mysql
    ? "DATE_FORMAT(DATE_ADD('1970-01-01', INTERVAL (finished_at + 28800000) DIV 86400000 DAY), '%Y-%m-%d')"
    : "date((finished_at + 28800000) / 1000, 'unixepoch')";
  const text = (...parts: string[]) => (mysql ? `CONCAT(${parts.join(', ')})` : parts.join(' || '));
  const open = "state_kind IN ('needs-mapping', 'ready', 'approved', 'held', 'failed')";
  await query(
    `UPDATE bill SET finished_at = ${until} - (${number} % ${days}) * ${DAY_MS} - 60000 - (${number} * 7 % 1430) * 60000 WHERE ${copies}`,
  );
  // Old bills are finished.
  await query(
    `UPDATE bill SET state_kind = 'written-back', reason_key = '', reason_rank = 9 WHERE ${copies} AND ${open} AND finished_at < ${until - 50 * DAY_MS}`,
  );
  await query(
    `UPDATE bill SET reached = 'audited', state_since = finished_at + ${10 * HOUR_MS} WHERE ${copies} AND state_kind IN ('booked', 'written-back')`,
  );
  await query(
    `INSERT INTO approval (id, corp_id, process_instance_id, source_version, process_code, scheme_id, business_id, title, originator_userid, originator_name,
       status, result, biz_action, started_at, finished_at, family, raw_hash, collected_at, raw)
     SELECT b.approval_id, b.corp_id, b.process_instance_id, 1, s.process_code, b.scheme_id, b.business_id, b.title, b.originator_userid, b.originator_name,
       'COMPLETED', 'agree', 'NONE', b.finished_at - ${DAY_MS}, b.finished_at, 'v1', '', b.finished_at, '{}'
     FROM bill b JOIN scheme s ON s.id = b.scheme_id WHERE b.${copies}`,
  );
  await query(
    `INSERT INTO listed_approval (corp_id, process_instance_id, process_code, scheme_id, day, listed_at, started_at, finished_at, outcome, total_fen)
     SELECT b.corp_id, b.process_instance_id, s.process_code, b.scheme_id, ${day}, b.finished_at, b.finished_at - ${DAY_MS}, b.finished_at, 'stored', b.base_fen
     FROM bill b JOIN scheme s ON s.id = b.scheme_id WHERE b.${copies}`,
  );
  const people = (await query('SELECT user_id FROM member ORDER BY user_id LIMIT 5')).map((row) => String(row.user_id));
  const person = `CASE ${number} % ${people.length} ${people.map((each, at) => `WHEN ${at} THEN '${each}'`).join(' ')} END`;
  for (const { offset, action, actor, from, to, after } of DEEDS)
    await query(
      `INSERT INTO audit (seq, at, actor, action, subject_kind, subject_id, from_state, to_state, detail, hash)
       SELECT -${number} * 4 - ${offset}, finished_at + ${after} + (${number} * 13 % 4000) * 60000, ${actor === 'PEOPLE' ? person : actor}, '${action}', 'bill', id, ${from}, ${to}, '{}', ${text("'bench-'", number, `'-${offset}'`)}
       FROM bill WHERE ${copies} AND ${offset < 3 ? DONE : "state_kind IN ('booked', 'written-back')"}`,
    );
  await query(
    `INSERT INTO bill_lookup (bill_id, table_code, lookup_key, key_label, org_number, hit, amount_fen)
     SELECT id, 'costItem', ${text("'费用 '", `(${number} % 231)`)}, ${text("'费用 '", `(${number} % 231)`)}, org_number, 0, base_fen FROM bill WHERE ${copies} AND state_kind = 'needs-mapping'`,
  );
  const runs = Array.from({ length: days }, (_, back) => {
    const at = until - (back + 1) * DAY_MS;
    return {
      id: `bench-run-${String(back).padStart(4, '0')}`,
      day: new Date(at + 8 * HOUR_MS).toISOString().slice(0, 10),
      state: 'done',
      created_at: at + DAY_MS + 2 * HOUR_MS,
      ended_at: at + DAY_MS + 3 * HOUR_MS,
      red_fen: '0',
      proven: 1,
    };
  });
  await insert('statement_run', runs);
  await query(
    `INSERT INTO statement_entry (run_id, seq, subject, process_code, org_number, process_instance_id, bill_id, business_id, bill_no, payee,
       dingtalk_n, dingtalk_fen, ledger_n, ledger_fen, kingdee_n, kingdee_fen, source_bucket, target_bucket, look_n, open_n, red_n, red_fen, told)
     SELECT r.id, ROW_NUMBER() OVER (PARTITION BY x.day ORDER BY x.id), ${text("'bill '", 'x.id')}, x.process_code, x.org_number, x.process_instance_id, x.id, x.business_id, x.bill_no, x.payee,
       1, x.base_fen, 1, x.base_fen, CASE WHEN x.booked = 1 THEN 1 ELSE 0 END, CASE WHEN x.booked = 1 THEN x.base_fen ELSE 0 END, NULL, CASE WHEN x.booked = 1 THEN NULL ELSE 'review' END,
       0, 1 - x.booked, 0, 0, '{}'
     FROM (SELECT b.*, s.process_code, ${day} AS day, CASE WHEN b.state_kind IN ('booked', 'written-back') THEN 1 ELSE 0 END AS booked
       FROM bill b JOIN scheme s ON s.id = b.scheme_id WHERE b.${copies}) x JOIN statement_run r ON r.day = x.day AND r.id LIKE 'bench-run-%'`.replaceAll(
      `(finished_at + 28800000)`,
      '(b.finished_at + 28800000)',
    ),
  );
  for (const side of ['dingtalk', 'ledger', 'kingdee'] as const)
    await query(
      `UPDATE statement_run SET ${side}_n = COALESCE((SELECT SUM(e.${side}_n) FROM statement_entry e WHERE e.run_id = statement_run.id), 0),
         ${side}_fen = COALESCE((SELECT SUM(e.${side}_fen) FROM statement_entry e WHERE e.run_id = statement_run.id), 0) WHERE id LIKE 'bench-run-%'`,
    );
  if (mysql)
    await query(
      'ANALYZE TABLE bill, bill_content, approval, listed_approval, audit, bill_lookup, statement_run, statement_entry',
    );
}
