// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { expect, it } from 'vitest';
import { crossings } from './table-owners.mjs';

const FLOORS = [['database'], ['queue'], ['bill', 'scheme'], ['intake'], ['read']];
const HOUSE = [
  ['server/src/bill/bill.entity.ts', "@Entity('bill')\nexport class Bill {}"],
  ['server/src/scheme/scheme.entity.ts', "@Entity('scheme')\nexport class Scheme {}"],
  ['server/src/intake/approval.entity.ts', "@Entity('approval')\nexport class Approval {}"],
];
/** Returns the findings if one more file has this text. */
const found = (path, text, known) => crossings(new Map([...HOUSE, [path, text]]), FLOORS, known);
const IN_INTAKE = 'server/src/intake/pull.ts';
const IN_BILL = 'server/src/bill/claims.ts';

it.each([
  ['UPDATE', "tx.query('UPDATE bill SET version = 1 WHERE id = ?', [id])"],
  ['INSERT', "tx.query('INSERT INTO bill (id) VALUES (?)', [id])"],
  ['DELETE', 'tx.query(`DELETE FROM bill WHERE id IN (${list})`, ids)'],
  ['REPLACE', "tx.query('REPLACE INTO bill (id) VALUES (?)', [id])"],
  ['a statement over several lines', 'tx.query(`UPDATE\n  bill SET version = ${version}`)'],
  ['insertRows', "import { Bill } from '../bill/bill.entity.js';\ninsertRows(tx, Bill, rows)"],
  ['insertRows, renamed', "import { Bill as BillRow } from '../bill/bill.entity.js';\ninsertRows(tx, BillRow, rows)"],
  ['updateVersioned', "updateVersioned(tx, 'bill', changes)"],
  ['deleteExpired', "deleteExpired(db, 'bill', { key: 'id', column: 'at' }, now)"],
  ['dueTimesOf', "dueTimesOf('bill', () => [])"],
  ['leasesOf', "leasesOf('bill', '1 = 1')"],
])(
  'a table is written only in the room of its entity: %s elsewhere names file, table, owner and what to do',
  (_, text) => {
    expect(found(IN_INTAKE, text)).toEqual([
      `${IN_INTAKE} writes bill, which is bill/'s: put the statement into a function of bill/ that takes the EntityManager, and call that`,
    ]);
    expect(found(IN_BILL, text)).toEqual([]);
  },
);

it.each([
  ['in a statement', 'for (const table of TABLES) tx.query(`DELETE FROM ${table} WHERE id = ?`, [id])'],
  ['handed on', 'insertRows(tx, entity, rows)'],
])('a statement that writes names its table: one in a variable is refused, %s', (_, text) => {
  expect(found(IN_BILL, text)).toEqual([
    `${IN_BILL} writes to a table that is not named there: write its name into the statement`,
  ]);
  expect(found('server/src/database/database.ts', text)).toEqual([]);
});

it('rows are written by name: values by their place are for the database alone', () => {
  expect(found(IN_BILL, "insertTuples(tx, 'bill', ['id'], [[id]])")).toEqual([
    `${IN_BILL} inserts values by their place: give rows by name to insertRows`,
  ]);
  expect(found('server/src/bill/bill.spec.ts', "insertTuples(tx, 'bill', ['id'], [[id]])")).toEqual([]);
});

it('a table that no room has declared is written by none', () => {
  expect(found(IN_BILL, "tx.query('DELETE FROM bil WHERE id = ?', [id])")).toEqual([
    `${IN_BILL} writes bil, which has no owner: declare its @Entity in the room that writes it`,
  ]);
});

it.each([
  ['of a room above', 'approval', 'intake', "db.query('SELECT 1 FROM bill b JOIN approval a ON a.id = b.approval_id')"],
  [
    'of a room above, after a comma',
    'approval',
    'intake',
    "db.query('SELECT 1 FROM bill b, approval a WHERE a.id = b.id')",
  ],
  ['of a room beside', 'scheme', 'scheme', 'db.query(`SELECT id FROM scheme WHERE id IN (${list})`)'],
])('a table is read only from its own room and from above: that %s is refused', (_, table, owner, text) => {
  expect(found(IN_BILL, text)).toEqual([
    `${IN_BILL} reads ${table}, which is ${owner}/'s, not below bill/: let ${owner}/ hand in what is needed, or put the reading into read/`,
  ]);
  expect(found(IN_INTAKE, text)).toEqual([]);
  expect(found('server/src/read/list.ts', text)).toEqual([]);
});

it('a reading that stands for now is on the list, and leaves it with the last statement', () => {
  const known = { [IN_BILL]: ['approval'] };
  expect(found(IN_BILL, "db.query('SELECT raw FROM approval'); db.query('SELECT id FROM approval')", known)).toEqual(
    [],
  );
  expect(found(IN_BILL, '', known)).toEqual([
    `${IN_BILL} approval: not read there any more; take it off the list in scripts/check-tables.mjs`,
  ]);
});

it('specs, migrations, comments and locks of rows are no writing', () => {
  const write = "tx.query('DELETE FROM bill')";
  expect(found('server/src/intake/pull.spec.ts', write)).toEqual([]);
  expect(found('server/src/database/migrations/1-first.ts', write)).toEqual([]);
  expect(found(IN_INTAKE, '// UPDATE bill SET\ndb.query(`SELECT id FROM bill FOR UPDATE SKIP LOCKED${more}`)')).toEqual(
    [],
  );
});
