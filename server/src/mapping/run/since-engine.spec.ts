import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentRow, readIssues } from '../../bill/ledger/bill-content.js';
import { engineBehind } from '../../bill/ledger/engine-behind.js';
import { ENGINE_REVISION } from '../../engine/engine-revision.js';
import { FORMER_ISSUES } from '../../engine/former-issues-for-spec.js';
import { ISSUE_CASES } from '../../engine/issue-cases-for-spec.js';
import { mapApproval } from '../../engine/map-approval.js';
import { FILLED, type MappingForSpec, mappingForSpec } from './mapping-for-spec.js';
import { issuesDiffer, sinceEngine } from './since-engine.js';

/** A start after an upgrade: what was mapped by an engine with a smaller number, and what becomes of it. */
let given: MappingForSpec;
let ids: string[];
const ALL = ['needs-mapping', 'ready', 'held', 'failed', 'approved', 'pushing', 'in-doubt', 'booked', 'written-back'];
const CLOSED = ['pushing', 'in-doubt', 'booked', 'written-back'];

const idOf = (state: string): string => ids[ALL.indexOf(state)] ?? '';
const billOf = async (state: string) => {
  const [row] = await given.db.query<Record<string, unknown>>('SELECT * FROM bill WHERE id = ?', [idOf(state)]);
  return row ?? {};
};
const run = (sql: string, parameters: unknown[] = []) => given.db.inTransaction((tx) => tx.query(sql, parameters));
/** All of it as the engine of before left it. */
const byFormerEngine = () => run('UPDATE bill_content SET engine_revision = ?', [ENGINE_REVISION - 1]);
/** It told nothing of what is told today, of every bill. */
const withFewerIssues = async () => {
  await run(`UPDATE approval SET raw = REPLACE(raw, '"总金额"', '"总额"')`);
  await run(`UPDATE bill_content SET issues = '[]', engine_revision = ?`, [ENGINE_REVISION - 1]);
};
/** It gave another payload, of every bill. */
const withOtherPayload = async () => {
  const rows = await given.db.query<{ bill_id: string; notes: string }>('SELECT bill_id, notes FROM bill_content');
  for (const { bill_id, notes } of rows)
    await run('UPDATE bill_content SET notes = ?, engine_revision = ? WHERE bill_id = ?', [
      notes.replaceAll('YG00007', 'YG00009'),
      ENGINE_REVISION - 1,
      bill_id,
    ]);
  await run(
    `UPDATE bill SET approved_hash = CASE WHEN approved_hash IS NULL THEN NULL ELSE 'former' END, content_hash = 'former'`,
  );
};
const revisions = async () => {
  const rows = await given.db.query<{ bill_id: string; engine_revision: unknown }>(
    'SELECT bill_id, engine_revision FROM bill_content',
  );
  return Object.fromEntries(rows.map((row) => [ALL[ids.indexOf(row.bill_id)], Number(row.engine_revision)]));
};
const expectRevisions = async () =>
  expect(await revisions()).toEqual(
    Object.fromEntries(ALL.map((state) => [state, CLOSED.includes(state) ? ENGINE_REVISION - 1 : ENGINE_REVISION])),
  );

describe('an issue that was stored with its sentence', () => {
  it.each(Object.entries(ISSUE_CASES))('is for %s no other than that of today: no approval falls', (name, input) => {
    const result = mapApproval(input);
    const stored = { issues: JSON.stringify(FORMER_ISSUES.get(name)), notes: contentRow(result).notes };
    expect(issuesDiffer(stored, result)).toBe(false);
    expect(sinceEngine(stored, result)).toBe('程序升级后重新核对：提醒和原来不同');
    expect(readIssues(stored.issues)).toEqual(readIssues(contentRow(result).issues));
    const more = JSON.stringify([...(FORMER_ISSUES.get(name) ?? []), ...(FORMER_ISSUES.get(name) ?? [])]);
    expect(issuesDiffer({ issues: more }, result)).toBe(true);
    expect(issuesDiffer({ issues: '[]' }, result)).toBe(true);
  });
});

describe('bills that an engine of before has mapped', () => {
  beforeEach(async () => {
    given = await mappingForSpec();
    for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
    ids = await given.collect(ALL.map((_, index) => ({ index })));
    await given.mapping.mapCollected();
    await given.db.inTransaction(async (tx) => {
      for (const [index, state] of ALL.entries())
        await tx.query(
          `UPDATE bill SET state_kind = ?, approved_hash = CASE WHEN ? IN ('approved', 'pushing') THEN content_hash END, approved_by = CASE WHEN ? IN ('approved', 'pushing') THEN '0160' END WHERE id = ?`,
          [state, state, state, ids[index]],
        );
    });
  });
  afterEach(() => given.close());

  it('keep state, version and approval where the engine of today gives the same, and are its own from then on', async () => {
    await byFormerEngine();
    const before = await given.db.query('SELECT * FROM bill ORDER BY id');
    await given.mapping.work();
    expect(await given.db.query('SELECT * FROM bill ORDER BY id')).toEqual(before);
    await expectRevisions();
  });

  it.each(ALL)('%s: where the payload comes out otherwise, it is mapped anew as long as it is open', async (state) => {
    await withOtherPayload();
    const before = await billOf(state);
    await given.mapping.work();
    const after = await billOf(state);
    if (CLOSED.includes(state)) {
      expect(after).toEqual(before);
      return;
    }
    expect(after.content_hash).not.toBe('former');
    expect(after.approved_hash).toBeNull();
    expect(after.state_kind).toBe(state === 'held' ? 'held' : 'ready');
    if (state === 'approved') {
      expect(after.approved_by).toBeNull();
      expect(after.approval_voided).toBe('程序升级后重新核对：往来单位、收款单位和原来不同，原审核不再有效');
      const [line] = await given.db.query<{ detail: string }>(
        `SELECT detail FROM audit WHERE subject_id = ? AND action = 'map' ORDER BY seq DESC LIMIT 1`,
        [idOf(state)],
      );
      expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({
        voided: true,
        changed: { changes: [{ field: 'contactUnit', from: 'YG00009', to: 'YG00007' }, { field: 'receivingUnit' }] },
      });
    }
  });

  it('an approval falls where the payload is the same and more is told, with what is new', async () => {
    await withFewerIssues();
    const { content_hash } = await billOf('approved');
    await given.mapping.work();
    expect(await billOf('approved')).toMatchObject({ state_kind: 'ready', content_hash, approved_hash: null });
    expect((await billOf('approved')).approval_voided).toMatch(/^程序升级后重新核对：新的提醒“.+”，原审核不再有效$/);
    await expectRevisions();
  });

  it('an approval stands where only the words of an issue are others', async () => {
    await withFewerIssues();
    await given.mapping.work();
    await run(
      `UPDATE bill SET state_kind = 'approved', approved_hash = content_hash, approved_by = '0160', approval_voided = NULL WHERE id = ?`,
      [idOf('approved')],
    );
    const [row] = await given.db.query<{ issues: string }>('SELECT issues FROM bill_content WHERE bill_id = ?', [
      idOf('approved'),
    ]);
    // Versions before parameters stored the sentence.
    const other = JSON.parse(row?.issues ?? '[]').map(({ params: _, ...issue }: { params: unknown }) => ({
      ...issue,
      message: '从前这样说。',
    }));
    expect(other).not.toEqual([]);
    await run('UPDATE bill_content SET issues = ?, engine_revision = ?', [JSON.stringify(other), ENGINE_REVISION - 1]);
    await given.restarted().work();
    expect(await billOf('approved')).toMatchObject({ state_kind: 'approved', approval_voided: null });
    await expectRevisions();
  });

  it('an approval stands where a hand is told no more, since somebody else has looked at its row meanwhile', async () => {
    const hand = {
      code: 'payee-hand',
      level: 'amber',
      path: 'header.contactUnit',
      message: '',
      table: null,
      key: null,
    };
    await run('UPDATE bill_content SET issues = ?, engine_revision = ?', [
      JSON.stringify([{ ...hand, params: { label: '往来单位', form: '', put: 'YG00007' } }]),
      ENGINE_REVISION - 1,
    ]);
    await given.mapping.work();
    expect(await billOf('approved')).toMatchObject({ state_kind: 'approved', approval_voided: null });
    await expectRevisions();
  });

  it('an approval falls where another issue is told no more: it was given to something else', async () => {
    const other = {
      code: 'no-form-total',
      level: 'amber',
      path: 'total',
      message: '没有总金额。',
      table: null,
      key: null,
    };
    await run('UPDATE bill_content SET issues = ?, engine_revision = ?', [
      JSON.stringify([other]),
      ENGINE_REVISION - 1,
    ]);
    await given.mapping.work();
    expect(await billOf('approved')).toMatchObject({
      state_kind: 'ready',
      approval_voided: '程序升级后重新核对：提醒和原来不同，原审核不再有效',
    });
  });

  it('before anything is pushed the approved ones are looked at, and a start that died goes on where it was', async () => {
    await withOtherPayload();
    const { applyMapping } = given.ledger;
    given.ledger.applyMapping = (tx, results, by) => {
      if (results.some(({ bill }) => bill.kind !== 'approved')) throw new Error('killed');
      return applyMapping.call(given.ledger, tx, results, by);
    };
    await given.mapping.onApplicationBootstrap();
    expect(await billOf('approved')).toMatchObject({ state_kind: 'ready', approved_by: null });
    given.ledger.applyMapping = applyMapping;
    const { version } = await billOf('approved');
    await given.restarted().work();
    expect((await billOf('approved')).version).toBe(version);
    await expectRevisions();
  });

  it('in an order and not sent yet are left as they are, and are its own at a start where it gives the same', async () => {
    const ordered = ['pushing', 'in-doubt'];
    await byFormerEngine();
    const before = await given.db.query('SELECT * FROM bill ORDER BY id');
    await given.mapping.onApplicationBootstrap();
    expect(await given.db.query('SELECT * FROM bill ORDER BY id')).toEqual(before);
    for (const state of ordered) expect((await revisions())[state]).toBe(ENGINE_REVISION);
  });

  it('in an order are its own where only a hand is told no more, since somebody else has looked at its row meanwhile', async () => {
    const params = { label: '往来单位', form: '', put: 'YG00007' };
    const hand = {
      code: 'payee-hand',
      level: 'amber',
      path: 'header.contactUnit',
      message: '',
      table: null,
      key: null,
    };
    await run('UPDATE bill_content SET issues = ?, engine_revision = ?', [
      JSON.stringify([{ ...hand, params }]),
      ENGINE_REVISION - 1,
    ]);
    await given.mapping.onApplicationBootstrap();
    for (const state of ['pushing', 'in-doubt']) expect((await revisions())[state]).toBe(ENGINE_REVISION);
  });

  it('in an order are left as they are, and behind, where it gives something else', async () => {
    const ordered = ['pushing', 'in-doubt'];
    await withOtherPayload();
    const former = await Promise.all(ordered.map(billOf));
    await given.mapping.onApplicationBootstrap();
    expect(await Promise.all(ordered.map(billOf))).toEqual(former);
    for (const state of ordered) expect((await revisions())[state]).toBe(ENGINE_REVISION - 1);
  });

  it('and that come back from the push approved are mapped anew, however long after the start', async () => {
    const { mapping, catchUp } = given;
    await mapping.work();
    await withOtherPayload();
    await run(`UPDATE bill SET state_kind = 'approved' WHERE id = ?`, [idOf('pushing')]);
    catchUp.engineBehindAgain();
    await mapping.work();
    expect(await billOf('pushing')).toMatchObject({ state_kind: 'ready', approved_hash: null });
  });

  it('are approved by nobody until then', async () => {
    await byFormerEngine();
    const behind = await given.db.inTransaction((tx) => engineBehind(tx, ids));
    expect(behind.size).toBe(ids.length);
    await given.mapping.work();
    const left = await given.db.inTransaction((tx) => engineBehind(tx, ids));
    expect([...left].map((id) => ALL[ids.indexOf(id)]).sort()).toEqual([...CLOSED].sort());
  });
});
