import { BULK_ACTIONS, type BulkOffer } from '@dingdee/shared/bill-action';
import { BILL_STATES } from '@dingdee/shared/bill-state';
import { type Amount, fromFen } from '@dingdee/shared/money';
import type { Role } from '@dingdee/shared/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionFacts } from '../../server/src/bill/action/action-facts.js';
import { warningsOf } from '../../server/src/bill/action/approve-warnings.js';
import { whyNot } from '../../server/src/bill/action/offered-actions.js';
import { BillClaims, type PushBill } from '../../server/src/bill/ledger/bill-claims.js';
import { readIssues } from '../../server/src/bill/ledger/bill-content.js';
import { BulkOffers } from '../../server/src/bill/selection/bulk-offers.js';
import { insertTuples } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { putBill } from './bill-rows.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

const COUNT = 3_000;
const LIMIT = '20000.00' as Amount;
const me = (...roles: Role[]): Actor => ({ userId: 'u-1', name: '祝清和', roles, alsoNamed: ['祝 清和（财务）'] });

type Row = Record<string, unknown>;
/** What of a bill may differ and matter; every bill takes one of each. */
const VARIETY = {
  state_kind: BILL_STATES,
  reached: ['none', 'none', 'saved', 'submitted'],
  originator_userid: ['u-1', 'u-9', 'u-8'],
  hashes: [
    [null, null],
    ['h', null],
    ['h', 'h'],
    ['h', 'other'],
    [null, 'h'],
  ],
  approved_by: ['u-1', 'u-2', null],
  base_fen: [null, '0', '1999999', '2000000', '2000001', '-5'],
  payees: [null, null, hand('u-1'), hand('u-2'), names('祝清和'), names('山河商贸'), names('祝（清和）')],
  notes: [
    null,
    null,
    { asked: { what: 'exclude', by: 'u-1', byName: '', reason: '重复"asked":' } },
    { asked: { what: 'exclude', by: 'u-2', byName: '', reason: '' } },
    { asked: { what: 'stands', by: 'u-1', byName: '', reason: '' } },
    { awaits: { standing: true, sentence: '原单在金蝶' }, by: 'system' },
    { awaits: { standing: false, sentence: '' }, by: 'system' },
    { reason: '他说“"awaits":”', by: 'u-2' },
  ],
  issues: [
    [],
    [],
    [['amber', 'total-mismatch']],
    [
      ['amber', 'payee-hand'],
      ['amber', 'too-long'],
    ],
    [['amber', 'payee-assumed']],
    [['red', 'scheme-lacks']],
    [
      ['amber', 'too-long'],
      ['red', 'unsupported'],
    ],
    [
      ['red', 'unmapped'],
      ['red', 'scheme-lacks'],
    ],
  ],
  replaced: [false, false, true],
  approvedOnce: [false, true],
} as const;

function hand(by: string): string {
  return JSON.stringify({
    hands: [{ field: 'oppositeAccount', form: '', put: '尾号 8811', by, rowId: null }],
    names: [],
  });
}
function names(...of: string[]): string {
  return JSON.stringify({ hands: [], names: of });
}
/** One of them, by chance that is the same each time. */
function pick<T>(of: readonly T[], bill: number, what: number): T {
  let seed = (bill * 2_654_435_761 + what * 40_503) >>> 0;
  for (let i = 0; i < 3; i++) seed = (Math.imul(seed ^ (seed >>> 15), 2_246_822_519) + what) >>> 0;
  return of[seed % of.length] as T;
}

let opened: OpenedDatabase;
let bills: PushBill[];
let issuesOf: Map<string, { code: string }[]>;

beforeAll(async () => {
  opened = await migratedDatabase();
  const { db } = opened;
  const model = await putBill(db, 'model');
  const [row = {}] = await db.query<Row>('SELECT * FROM bill WHERE id = ?', [model]);
  await db.inTransaction((tx) => tx.query('DELETE FROM bill WHERE id = ?', [model]));
  const tables: Record<'bill' | 'bill_content' | 'amendment' | 'audit', Row[]> = {
    bill: [],
    bill_content: [],
    amendment: [],
    audit: [],
  };
  for (let i = 0; i < COUNT; i++) {
    const id = `bill-${String(i).padStart(5, '0')}`;
    const { hashes, notes, issues, replaced, approvedOnce, ...plain } = Object.fromEntries(
      Object.entries(VARIETY).map(([name, of], what) => [name, pick<unknown>(of, i, what)]),
    ) as { [K in keyof typeof VARIETY]: (typeof VARIETY)[K][number] };
    const first = issues.find(([level]) => level === 'red') ?? issues[0];
    const asked = notes !== null && 'asked' in notes;
    tables.bill.push({
      ...row,
      ...plain,
      id,
      process_instance_id: id,
      third_bill_no: id,
      bill_no: id,
      content_hash: hashes[0],
      approved_hash: hashes[1],
      state: JSON.stringify({ v: 1, ...notes }),
      reason_key: asked ? 'exclude-asked' : (first?.[1] ?? ''),
    });
    const told = issues.map(([level, code]) => ({ code, level, path: '', message: code, table: null, key: null }));
    const json = JSON.stringify(told);
    tables.bill_content.push({
      bill_id: id,
      provenance: '{}',
      issues: json,
      citations: '{}',
      notes: '{}',
      updated_at: 0,
    });
    if (replaced)
      tables.amendment.push({
        approval_id: `by-${id}`,
        corp_id: 'corp',
        process_instance_id: `by-${id}`,
        original_instance_id: id,
        business_id: '',
        biz_action: 'MODIFY',
        finished_at: 0,
        state: 'waiting',
        seen: '',
        created_at: 0,
        updated_at: 0,
      });
    if (approvedOnce)
      tables.audit.push({ at: 0, actor: 'u-3', action: 'approve', subject_kind: 'bill', subject_id: id });
  }
  await db.inTransaction(async (tx) => {
    for (const [table, all] of Object.entries(tables)) {
      const columns = Object.keys(all[0] ?? {});
      const values = all.map((each) => columns.map((column) => each[column]));
      await insertTuples(tx, table, columns, values);
    }
  });
  bills = await new BillClaims(db).load(
    db.read,
    tables.bill.map(({ id }) => String(id)),
  );
  const contents = await db.query<{ bill_id: string; issues: string }>('SELECT bill_id, issues FROM bill_content');
  issuesOf = new Map(contents.map((each) => [each.bill_id, readIssues(each.issues)]));
}, 120_000);
afterAll(() => opened?.close());

const settings = (SINGLE_PERSON_MODE = false) => ({ SINGLE_PERSON_MODE, FOUR_EYES_BILL: LIMIT });

/** The same asked of one bill after the other. */
async function oneByOne(of: readonly PushBill[], actor: Actor, singlePerson: boolean, stale: ReadonlySet<string>) {
  const facts = await actionFacts(opened.db.read, of, BULK_ACTIONS);
  return BULK_ACTIONS.map((action) => {
    const causes = new Map<string, bigint[]>();
    for (const bill of of) {
      const why = whyNot(action, bill, actor, facts(bill.id), { singlePerson, fourEyesBill: LIMIT });
      const [note] = action === 'approve' ? warningsOf(bill.payees.hands, issuesOf.get(bill.id) ?? []) : [];
      const role = why?.code === 'access/refused' && why.code;
      const cause =
        role || (stale.has(bill.id) ? 'bill/stale' : (why?.code ?? (note ? `note-needed:${note.code}` : 'fits')));
      causes.set(cause, [...(causes.get(cause) ?? []), bill.baseFen ?? 0n]);
    }
    return [
      action,
      [...causes].map(([cause, fen]) => [cause, fen.length, fromFen(fen.reduce((a, b) => a + b, 0n))]).sort(),
    ];
  });
}
const atOnce = (offers: readonly BulkOffer[], all: number, sum: Amount) =>
  offers.map(({ action, fits, leftOut, refused }) => {
    const lines = [{ code: 'fits', ...fits }, ...leftOut].filter(({ count }) => count > 0);
    const told = lines.map(({ code, count, amount }) => [code, count, amount]).sort();
    return [action, refused ? [[refused.code, all, sum]] : told];
  });
const sumOf = (of: readonly PushBill[]): Amount => fromFen(of.reduce((fen, { baseFen }) => fen + (baseFen ?? 0n), 0n));

const PEOPLE: readonly [string, Actor][] = [
  ['nobody', me()],
  ['a viewer', me('viewer')],
  ['a mapper', me('mapper')],
  ['a reviewer', me('reviewer')],
  ['a pusher', me('pusher')],
  ['an administrator who pushes', me('admin', 'pusher')],
  [
    'another person with every role',
    { ...me('reviewer', 'pusher', 'mapper'), userId: 'u-2', name: '闻人瑾', alsoNamed: [] },
  ],
];

describe.each(PEOPLE)('what is counted for %s', (_, actor) => {
  it.each([false, true])('is what the rule says of each bill, to the cent (one person alone: %s)', async (alone) => {
    const offers = new BulkOffers(opened.db, settings(alone));
    const all = await offers.byGroup({ where: { sql: '1 = 1', params: [] } }, actor);
    const none = new Set<string>();
    const expected = await oneByOne(bills, actor, alone, none);
    expect(atOnce(all.get('')?.actions ?? [], COUNT, sumOf(bills))).toEqual(expected);
    // The same bills along their index, state by state.
    const walked = await offers.byGroup({ where: { sql: '1 = 1', params: [] }, states: BILL_STATES }, actor);
    expect(atOnce(walked.get('')?.actions ?? [], COUNT, sumOf(bills))).toEqual(expected);
  });

  it('by group too, and each group says it of its own bills', async () => {
    const group = { sql: 'b.state_kind', params: [] };
    const offers = new BulkOffers(opened.db, settings());
    const groups = await offers.byGroup({ where: { sql: '1 = 1', params: [] }, group }, actor);
    expect([...groups.keys()].sort()).toEqual([...BILL_STATES].sort());
    for (const [kind, { actions: told }] of groups) {
      const own = bills.filter((bill) => bill.kind === kind);
      const expected = await oneByOne(own, actor, false, new Set());
      expect([kind, atOnce(told, own.length, sumOf(own))]).toEqual([kind, expected]);
    }
  });

  it('of bills that were ticked one by one, those that are others by now fit nothing', async () => {
    const ticked = bills.filter((_, i) => i % 2 === 0);
    const stale = new Set(ticked.filter((_, i) => i % 7 === 0).map(({ id }) => id));
    const items = ticked.map(({ id, version }) => ({ id, version: stale.has(id) ? version + 1 : version }));
    const { actions: told, changed } = await new BulkOffers(opened.db, settings()).ofSeen({ items }, actor);
    expect(new Set(changed)).toEqual(stale);
    expect(atOnce(told, ticked.length, sumOf(ticked))).toEqual(await oneByOne(ticked, actor, false, stale));
  });
});

it('nothing is pushed while everything stands still, and what else keeps a bill is told as before', async () => {
  const { db } = opened;
  const columns = ['id', 'cause', 'detail', 'held_at', 'held_by'];
  await db.inTransaction((tx) => insertTuples(tx, 'ledger_hold', columns, [['hold', 'by-hand', '{}', 1, '管理员']]));
  const actor = me('admin', 'pusher');
  const all = await new BulkOffers(db, settings()).byGroup({ where: { sql: '1 = 1', params: [] } }, actor);
  expect(atOnce(all.get('')?.actions ?? [], COUNT, sumOf(bills))).toEqual(
    await oneByOne(bills, actor, false, new Set()),
  );
  const push = all.get('')?.actions.find(({ action }) => action === 'push');
  expect([push?.fits.count, push?.leftOut.some(({ code }) => code === 'ledger/held')]).toEqual([0, true]);
  await db.inTransaction((tx) => tx.query('DELETE FROM ledger_hold'));
});

it('every cause that is told has words', async () => {
  const told = await new BulkOffers(opened.db, settings()).byGroup(
    { where: { sql: '1 = 1', params: [] } },
    me('admin', 'pusher'),
  );
  const lines = (told.get('')?.actions ?? []).flatMap(({ leftOut }) => leftOut);
  expect(lines.length).toBeGreaterThan(12);
  expect(lines.filter(({ words }) => words === '' || /[a-z]/.test(words))).toEqual([]);
});
