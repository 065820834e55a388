import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bills in memory at once. */
const PAGE = 200;
/** Codes of the checks that find another currency than 人民币; both stop the bill in red. */
const FOREIGN = new Set(['currency', 'foreign-currency']);

interface Row {
  id: string;
  currency: string;
  issues: unknown;
}

/**
 * A bill in another currency than 人民币 has no amount in yuan (decision 175). Only bills without a payload that Kingdee does not hold are touched: nothing in
 * another currency was ever payable. Page by page in the order of the ids: taken up again where it was broken off, it comes out the same. The
 * version grows, so that sums of 分析 that were made before are made again.
 */
export class ForeignSums1998600000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    for (let last = ''; ; ) {
      const rows = (await q.query(
        `SELECT b.id, b.currency, c.issues FROM bill b JOIN bill_content c ON c.bill_id = b.id
         WHERE b.id > ? AND b.content_hash IS NULL AND b.reached = 'none' AND b.kingdee_id IS NULL AND b.base_fen IS NOT NULL ORDER BY b.id LIMIT ${PAGE}`,
        [last],
      )) as Row[];
      for (const { id, currency } of rows.filter(isForeign)) {
        // The bill comes last: once it has no sum, a step that is taken up again does not find it.
        await q.query('UPDATE bill_lookup SET amount_fen = 0 WHERE bill_id = ?', [id]);
        await q.query('UPDATE bill SET base_fen = NULL, currency = ?, version = version + 1 WHERE id = ?', [
          currency === 'CNY' || currency === '' ? 'XXX' : currency,
          id,
        ]);
      }
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end.id;
    }
  }

  /** The sums behind missing values stay at zero until the bill is mapped again. */
  async down(q: QueryRunner): Promise<void> {
    await q.query('UPDATE bill SET base_fen = amount_minor WHERE base_fen IS NULL AND amount_minor IS NOT NULL');
    await q.query("UPDATE bill SET currency = 'CNY' WHERE currency = 'XXX'");
  }
}

const isForeign = ({ currency, issues }: Row): boolean =>
  (currency !== '' && currency !== 'CNY') || codesOf(issues).some((code) => FOREIGN.has(code));

function codesOf(issues: unknown): string[] {
  const read = parsed(issues);
  return (Array.isArray(read) ? read : []).map((issue: unknown) =>
    typeof issue === 'object' && issue !== null && 'code' in issue ? String(issue.code) : '',
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
