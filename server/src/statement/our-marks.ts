import { type TargetName, targetNamed, USUAL_TARGET } from '@dingdee/shared/scheme';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { PREFIX } from '../connectors/kingdee/form/keyed-bills.js';
import { type Database, placeholders } from '../database/database.js';

/** Forms, key fields and number prefixes that this ledger has ever used. */
export interface OurMarks {
  /** Every form that a bill was sent as, or made for. */
  forms: readonly TargetName[];
  prefixes: readonly string[];
  keyFields: readonly string[];
}

export async function ourMarks(db: Database): Promise<OurMarks> {
  const fields = await db.query<{ key_field: string }>(
    `SELECT key_field FROM scheme UNION SELECT key_field FROM scheme_key_field UNION SELECT DISTINCT key_field FROM bill
     UNION SELECT DISTINCT key_field FROM push_receipt WHERE step = 'save'`,
  );
  const numbers = await db.query<{ prefix: string }>(
    'SELECT DISTINCT SUBSTR(bill_no, 1, LENGTH(bill_no) - 16) AS prefix FROM bill',
  );
  const forms = await db.query<{ form: string }>(
    'SELECT target_form AS form FROM bill UNION SELECT sent_form FROM bill WHERE sent_form IS NOT NULL UNION SELECT target_form FROM push_receipt',
  );
  return {
    forms: [...new Set([USUAL_TARGET, ...forms.map(({ form }) => targetNamed(form))])],
    // A malformed number gives no prefix; the proof reports it separately (ops/verify-bills.ts).
    prefixes: numbers.map(({ prefix }) => prefix).filter((prefix) => PREFIX.test(prefix)),
    keyFields: [...new Set([PAYMENT_FORM.keyField, ...fields.map(({ key_field }) => key_field)])],
  };
}

/** Sixteen characters of Crockford Base32 behind the prefix; no other system numbers like that. */
const OUR_NUMBER = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** A bill in Kingdee, with the marks on it that may be ours. */
export interface Marked {
  form: TargetName;
  id: string;
  billNo: string;
  keys: readonly string[];
}

/**
 * `ledger`: a bill that the ledger knows, or may wait for · `copy`: another bill with the key or number of a bill that the ledger knows ·
 * `ours`: our number or key, but the ledger has no such bill · `foreign`: no mark of ours.
 */
export type Whose = 'ledger' | 'copy' | 'ours' | 'foreign';

/** What the ledger knows about the given marks. */
export interface Known {
  /** "form id", because an Id is unique only within its form. */
  ids: ReadonlySet<string>;
  /** `found`: numbers and keys of bills whose Id is known. `awaited`: of bills whose Id is not known yet. */
  found: ReadonlySet<string>;
  awaited: ReadonlySet<string>;
  /** Instance ids of approvals. */
  approvals: ReadonlySet<string>;
}

/** Tells whose a bill is. @param prefixes from `ourMarks`. */
export function whoseIs(bill: Marked, { ids, found, awaited, approvals }: Known, prefixes: readonly string[]): Whose {
  const marks = [bill.billNo, ...bill.keys];
  if (ids.has(`${bill.form} ${bill.id}`)) return 'ledger';
  if (marks.some((mark) => found.has(mark))) return 'copy';
  if (marks.some((mark) => awaited.has(mark))) return 'ledger';
  const ours =
    prefixes.some((prefix) => bill.billNo.startsWith(prefix) && OUR_NUMBER.test(bill.billNo.slice(prefix.length))) ||
    bill.keys.some((key) => approvals.has(instanceOf(key)));
  return ours ? 'ours' : 'foreign';
}

/** Tells whose each bill is. @param bills a few hundred at most. @param prefixes from `ourMarks`. */
export async function whoseBills<B extends Marked>(
  db: Database,
  prefixes: readonly string[],
  bills: readonly B[],
): Promise<Map<B, Whose>> {
  const keys = bills.flatMap((bill) => bill.keys);
  const ids = await column(
    db,
    `SELECT ${db.dialect === 'sqlite' ? "COALESCE(sent_form, target_form) || ' ' || kingdee_id" : "CONCAT(COALESCE(sent_form, target_form), ' ', kingdee_id)"} AS v FROM bill WHERE kingdee_id IN`,
    bills.map(({ id }) => id),
  );
  const marks = [
    ...(await marksOf(
      db,
      'bill_no',
      bills.map(({ billNo }) => billNo),
    )),
    ...(await marksOf(db, 'third_bill_no', keys)),
  ];
  const of = (isFound: boolean) => new Set(marks.filter(({ found }) => found === isFound).map(({ mark }) => mark));
  const known = {
    ids: new Set(ids),
    found: of(true),
    awaited: of(false),
    approvals: new Set(
      await column(
        db,
        'SELECT process_instance_id AS v FROM approval WHERE process_instance_id IN',
        keys.map(instanceOf),
      ),
    ),
  };
  return new Map(bills.map((bill) => [bill, whoseIs(bill, known, prefixes)]));
}

const instanceOf = (key: string): string => key.split('~')[0] ?? key;

/** Returns the given numbers or keys that ledger bills have, and whether the Id in Kingdee is known. */
async function marksOf(
  db: Database,
  column: 'bill_no' | 'third_bill_no',
  values: readonly string[],
): Promise<{ mark: string; found: boolean }[]> {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return [];
  const rows = await db.query<{ mark: string; kingdee_id: string | null }>(
    `SELECT ${column} AS mark, kingdee_id FROM bill WHERE ${column} IN (${placeholders(distinct)})`,
    distinct,
  );
  return rows.map(({ mark, kingdee_id }) => ({ mark, found: kingdee_id !== null }));
}

async function column(db: Database, sql: string, values: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return [];
  const rows = await db.query<{ v: string }>(`${sql} (${placeholders(distinct)})`, distinct);
  return rows.map(({ v }) => v);
}
