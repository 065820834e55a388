import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AuditLine, AuditLog } from '../../server/src/audit/audit-log.js';
import { AuditKey } from '../../server/src/audit/chain/audit-key.js';
import { Database } from '../../server/src/database/database.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { copyDatabase, type DatabaseCopy } from './database-copy.js';
import { approveAll, collect, fixMappings, type Office, openOffice, pushAll } from './office.js';
import { FLOW_SECRET, onMariaDb, type Stack, startStack } from './stack.js';
import { runOps } from './verify-command.js';

let stack: Stack;
let office: Office;
let copy: DatabaseCopy | null = null;

beforeAll(async () => {
  // The spec writes to its database beside it.
  stack = await startStack({ world: 'process', sandbox: { approvals: 60, clean: true } });
  office = await openOffice(stack);
  await collect(office);
  await fixMappings(office);
  await approveAll(office);
  await pushAll(office);
});
afterEach(async () => {
  await copy?.drop();
  copy = null;
});
afterAll(() => stack?.close());

const used: string[] = [];
/** A booked bill that no case has touched yet. */
async function untouched(): Promise<BillSummary> {
  const bills = await office.admin.all<BillSummary>('/api/bills?stage=booked');
  const held = new Set(stack.sandbox.state.kingdee.ledger.report().map(({ number }) => number));
  const bill = bills.find(({ id, billNo }) => !used.includes(id) && held.has(billNo));
  if (!bill) throw new Error('no bill is left');
  used.push(bill.id);
  return bill;
}

const inKingdee = (number: string, change: string, value?: string) =>
  fetch(`${stack.sandbox.control.url}/kingdee/bills`, {
    method: 'POST',
    body: JSON.stringify({ number, change, value }),
  });

const verify = (databaseUrl = stack.databaseUrl) => runOps(stack, ['verify'], databaseUrl);

const LINE: AuditLine = { action: 'x', subjectKind: 'bill', subjectId: 'b' };

/** Rows as the program writes them. @returns their numbers. */
async function writeLog(url: string, lines: readonly AuditLine[]): Promise<number[]> {
  const source = await openDataSource(dataSourceOptions(url));
  const db = new Database(source, source);
  const audit = new AuditLog(new AuditKey(FLOW_SECRET));
  await db.inTransaction((tx) => audit.append(tx, SYSTEM, lines));
  const rows = await db.query<{ seq: number | string }>(
    `SELECT seq FROM audit ORDER BY seq DESC LIMIT ${lines.length}`,
  );
  await source.destroy();
  return rows.map(({ seq }) => Number(seq)).reverse();
}

it('finds nothing wrong after an ordinary day', async () => {
  const { code, output } = await verify();
  expect(output).toContain('单据 60 张，在金蝶核对 60 张');
  expect(output).toContain('不符 0 处');
  expect(output).toMatch(/审计封条：\d+ 条，到第 \d+ 条，[0-9a-f-]{35}/);
  expect(output).not.toContain('没有找到恢复标记');
  expect(code).toBe(0);
});

it('is not called whole where the marker is gone: nobody can tell that the database is not an old backup', async () => {
  const nowhere = { LEDGER_MARKER_FILE: join(tmpdir(), 'no-such.marker') };
  const { code, output } = await runOps(stack, ['verify'], stack.databaseUrl, nowhere);
  expect(output).toContain('! 没有找到恢复标记');
  expect(output).toContain('不符 0 处');
  expect(code).toBe(2);
});

it('names the bill that somebody deleted in Kingdee after it was booked', async () => {
  const [bill] = await office.admin.all<BillSummary>('/api/bills?stage=booked');
  await inKingdee(bill?.billNo ?? '', 'delete');
  const { code, output } = await verify();
  expect(output).toContain(`已入账，但金蝶里查不到：${bill?.billNo}`);
  expect(code).toBe(1);
});

/** Rows as somebody with a database tool would leave them: no check and no key stands in the way. */
const CLEARANCE = (proof: string, probes: string, by: string) =>
  `INSERT INTO push_clearance (bill_id, step, attempt, proof, probe_a, probe_b, probe_a_at, probe_b_at, gap_ms, created_at, decided_by)
   VALUES ('$ID', 'save', 1, '${proof}', ${probes}, 1000, 61000, 60000, 1, ${by})`;
const SECOND_SAVE = (outcome: string) =>
  `INSERT INTO push_receipt (id, bill_id, step, attempt, clears, call_id, outcome, payload_hash, started_at)
   VALUES ('second-${outcome}', '$ID', 'save', 2, 1, 'call', '${outcome}', 'h', 1)`;

/** rule → what is done by hand to the row of one booked bill, and what is named where that is not its number. */
const BROKEN: readonly [rule: string, sql: string, subject?: string][] = [
  ['状态不在单据的生命周期里', "UPDATE bill SET state_kind = 'lost' WHERE id = '$ID'"],
  ['各状态之和不等于采集总数', "UPDATE bill SET state_kind = 'lost' WHERE id = '$ID'", '\\d+ ≠ \\d+'],
  ['各状态的金额之和不等于采集总额', "UPDATE bill SET state_kind = 'lost' WHERE id = '$ID'", '¥[\\d.]+ ≠ ¥[\\d.]+'],
  ['单据没有对应的审批', "UPDATE bill SET approval_id = 'none' WHERE id = '$ID'"],
  [
    '单据编号不是由审批算出的那一个',
    "UPDATE bill SET bill_no = 'DD0000000000000000' WHERE id = '$ID'",
    'DD0000000000000000',
  ],
  ['第三方单号不是这张审批的', "UPDATE bill SET third_bill_no = 'another' WHERE id = '$ID'"],
  ['内容指纹与保存的内容不符', "UPDATE bill SET content_hash = 'x', approved_hash = 'x' WHERE id = '$ID'"],
  ['审核过的内容不在了', "DELETE FROM bill_content WHERE bill_id = '$ID'"],
  ['推送的内容不是审核过的内容', "UPDATE bill SET approved_hash = 'x' WHERE id = '$ID'"],
  [
    '明细之和不等于单据金额',
    `UPDATE bill_content SET draft = REPLACE(draft, '"total":"', '"total":"9') WHERE bill_id = '$ID'`,
  ],
  ['列表里的金额不是单据的金额', "UPDATE bill SET base_fen = base_fen + 1 WHERE id = '$ID'"],
  ['已入账，但没有走完方案要求的步骤', "UPDATE bill SET reached = 'saved' WHERE id = '$ID'"],
  ['已入账，但没有金蝶的内码', "UPDATE bill SET kingdee_id = NULL WHERE id = '$ID'"],
  ['推送中，却没有排定下一步', "UPDATE bill SET state_kind = 'pushing' WHERE id = '$ID'"],
  ['存疑，却没有排定核对，也没有等人处理', "UPDATE bill SET state_kind = 'in-doubt' WHERE id = '$ID'"],
  ['同一张单据保存成功了两次', `${CLEARANCE('refused', 'NULL, NULL', 'NULL')}; ${SECOND_SAVE('done')}`],
  ['第二次保存没有凭据', SECOND_SAVE('refused')],
  ['重新发送的凭据引用的核对不存在，或不是“没有”', CLEARANCE('not-found-twice', "'p1', 'p2'", 'NULL')],
  ['重新发送的凭据说上一次没有执行，回执却不是这样', CLEARANCE('refused', 'NULL, NULL', 'NULL')],
  ['撤回的凭据引用的删除或核对不存在，或不是“没有”', CLEARANCE('withdrawn', "'p1', 'p2'", 'NULL')],
  ['由人决定的重新发送没有记下是谁', CLEARANCE('person', "'p1', 'p2'", 'NULL')],
  [
    '有一次发送没有结果，却没有人拿着它，也没有排定核对',
    "UPDATE push_receipt SET outcome = 'open' WHERE bill_id = '$ID' AND step = 'audit'",
  ],
  [
    '有一次保存没有结论，单据却离开了存疑',
    "UPDATE push_receipt SET outcome = 'unknown' WHERE bill_id = '$ID' AND step = 'save'; UPDATE bill SET state_kind = 'approved', reached = 'none' WHERE id = '$ID'",
  ],
  [
    '已入账，但没有任何一次保存的回执，也没有在金蝶查到过',
    "DELETE FROM push_receipt WHERE bill_id = '$ID' AND step = 'save'",
  ],
  [
    '两张单据记着同一个金蝶内码',
    "UPDATE bill SET kingdee_id = (SELECT k FROM (SELECT MAX(kingdee_id) AS k FROM bill WHERE id <> '$ID') m) WHERE id = '$ID'",
    'DD[0-9A-Z]{16}',
  ],
  ['已写回，但还有没发出的评论', "UPDATE outbox SET state = 'refused' WHERE bill_id = '$ID'"],
  ['金蝶里已有这张单据，而这里以为没有', "UPDATE bill SET state_kind = 'approved', reached = 'none' WHERE id = '$ID'"],
  ['金蝶的内码与这里记的不同', "UPDATE bill SET kingdee_id = '1' WHERE id = '$ID'"],
  ['金蝶的单据编号与这里记的不同', "UPDATE bill SET kingdee_no = 'X1' WHERE id = '$ID'"],
  ['金蝶里有一张带着我们编号的单据，这里却没有', "DELETE FROM bill WHERE id = '$ID'"],
  ['审核人或审核过的内容与审计不符', "UPDATE bill SET approved_by = 'somebody-else' WHERE id = '$ID'"],
  [
    '留存的审批原文不是采集到的那一份',
    "UPDATE approval SET raw = REPLACE(raw, '{', '{ ') WHERE id = (SELECT approval_id FROM bill WHERE id = '$ID')",
    '\\d{21}',
  ],
  [
    '审批原文不在库里，也没有归档过',
    "UPDATE approval SET raw = '' WHERE id = (SELECT approval_id FROM bill WHERE id = '$ID')",
    '\\d{21}',
  ],
  [
    '角色不是在审计里授予的',
    "INSERT INTO role (user_id, role, granted_by, granted_at) VALUES ('somebody', 'pusher', 'x', 1)",
    'somebody · pusher',
  ],
  ['审计记录被改动过', "UPDATE audit SET actor = 'somebody-else' WHERE seq = 5", '第 5 条'],
];

describe('whatever is broken by hand in the database', () => {
  let output: string;
  const billOf = new Map<string, BillSummary>();

  /** Every rule is broken on a bill of its own, in one copy that is read once. */
  beforeAll(async () => {
    const broken = await copyDatabase(stack.databaseUrl);
    for (const [rule, sql] of BROKEN) {
      const bill = await untouched();
      billOf.set(rule, bill);
      await broken.change(sql.replaceAll('$ID', bill.id));
    }
    const verified = await verify(broken.url);
    await broken.drop();
    expect(verified.code).toBe(1);
    output = verified.output;
  });

  it.each(BROKEN)('is named: %s', (rule, _, subject) => {
    const named = subject ?? billOf.get(rule)?.billNo ?? '-';
    expect(
      output
        .split('\n')
        .filter((line) => line.startsWith(`✗ ${rule}`))
        .join('\n'),
    ).toMatch(new RegExp(named));
  });

  it('the end of the audit log that is not sealed yet is named, and is no fault', async () => {
    const before = await verify();
    copy = await copyDatabase(stack.databaseUrl);
    const [first, second] = await writeLog(copy.url, [LINE, LINE]);
    const { output } = await verify(copy.url);
    expect(output).toContain(`审计第 ${first} 条到第 ${second} 条还没有封存`);
    expect(output.match(/不符 \d+ 处/)?.[0]).toBe(before.output.match(/不符 \d+ 处/)?.[0]);
  });
});

describe('a live database', () => {
  it('whose Kingdee does not answer is verified all the same, and it is said that Kingdee was not asked', async () => {
    const bill = await untouched();
    copy = await copyDatabase(stack.databaseUrl);
    await copy.change(`UPDATE bill SET base_fen = base_fen + 1 WHERE id = '${bill.id}'`);
    const { faults } = stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', kind: 'permission-denied', api: '.ExecuteBillQuery.', times: 0 });
    const broken = await verify(copy.url);
    const whole = await verify();
    faults.clear();
    expect(broken.output).toContain(`列表里的金额不是单据的金额：${bill.billNo}`);
    expect(broken.output).toContain('金蝶没有核对完');
    expect([broken.code, whole.code]).toEqual([1, 2]);
  });

  it('with a number that no approval has is verified to its end', async () => {
    const bill = await untouched();
    copy = await copyDatabase(stack.databaseUrl);
    await copy.change(`UPDATE bill SET bill_no = 'X-1' WHERE id = '${bill.id}'`);
    const { code, output } = await verify(copy.url);
    expect(output).toContain('单据编号不是由审批算出的那一个：X-1');
    expect([code, output.includes('条已封存')]).toEqual([1, true]);
  });

  it('that is older than the program, or is not there at all, is named in a sentence and left as it is', async () => {
    copy = await copyDatabase(stack.databaseUrl);
    await copy.change("DELETE FROM migrations WHERE name LIKE 'WatchedIds%'");
    const old = await verify(copy.url);
    expect([old.code, old.output]).toEqual([2, expect.stringContaining('数据库的结构比这个版本旧')]);
    if (onMariaDb) return;
    const nowhere = copy.url.replace('sqlite:', '').replace('copy.db', 'nowhere.db');
    const none = await verify(`sqlite:${nowhere}`);
    expect([none.code, none.output]).toEqual([2, expect.stringContaining('找不到数据库文件')]);
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('what a person said may stand', () => {
  const says = (id: string, sql: string) =>
    `DELETE FROM kingdee_watch WHERE bill_id = '${id}';
     INSERT INTO kingdee_watch (bill_id, watched_from, due_at, audited, accepted) VALUES ('${id}', 1, NULL, 1, ${sql})`;
  const stands = (id: string, cause: string): AuditLine => ({
    ...LINE,
    action: 'stands',
    subjectId: id,
    from: 'reversal-needed',
    to: 'written-back',
    detail: { causes: [cause] },
  });

  it('is told apart from what nobody looked at: it is no fault', async () => {
    const [dearer, gone, unwritten, reopened] = [
      await untouched(),
      await untouched(),
      await untouched(),
      await untouched(),
    ];
    copy = await copyDatabase(stack.databaseUrl);
    const before = await verify(copy.url);
    await inKingdee(dearer.billNo, 'amount', '77.00');
    await inKingdee(gone.billNo, 'delete');
    await inKingdee(reopened.billNo, 'unaudit');
    await copy.change(`UPDATE outbox SET state = 'refused' WHERE bill_id = '${unwritten.id}'`);
    const open = await verify(copy.url);
    expect(open.output).toContain(`金蝶里的金额与审核过的不同：${dearer.billNo}`);
    expect(open.output).toContain(`已入账，但金蝶里查不到：${gone.billNo}`);
    expect(open.output).toContain(`已审核入账，但金蝶里现在不是已审核：${reopened.billNo}`);
    const held = { status: 'C', total: '77.00', contactUnit: '', cancelled: false, others: [] };
    await copy.change(says(dearer.id, `'${JSON.stringify(held)}'`));
    const unaudited = { ...held, status: 'D', total: '' };
    await copy.change(says(reopened.id, `'${JSON.stringify(unaudited)}'`));
    await writeLog(copy.url, [
      stands(dearer.id, 'amount'),
      stands(reopened.id, 'un-audited'),
      stands(gone.id, 'deleted'),
      stands(unwritten.id, 'revoked'),
    ]);
    const { output } = await verify(copy.url);
    expect(output.match(/不符 \d+ 处/)?.[0]).toBe(before.output.match(/不符 \d+ 处/)?.[0]);
    expect(output).toContain('另有 1 张与金蝶不同，两个人确认过仍然有效');
    expect(output).toContain('另有 2 张金蝶里已删除、作废或反审核，两个人确认过仍然有效');
    await inKingdee(dearer.billNo, 'amount', '78.00');
    expect((await verify(copy.url)).output).toContain(`金蝶里的金额与审核过的不同：${dearer.billNo}`);
  });

  it('is named where only the account of a row is another', async () => {
    const other = await untouched();
    await inKingdee(other.billNo, 'account', '6222029999999999999');
    expect((await verify()).output).toContain(`金蝶里明细付给的账号或户名与审核过的不同：${other.billNo}`);
  });
});

describe('whatever is changed in Kingdee', () => {
  it('an amount is named', async () => {
    const bill = await untouched();
    await inKingdee(bill.billNo, 'amount', '999999.99');
    expect((await verify()).output).toContain(`金蝶里的金额与审核过的不同：${bill.billNo}`);
  });

  it('a second bill that carries the key of an approval is named, although its number is another', async () => {
    const bill = await untouched();
    const { ledger } = stack.sandbox.state.kingdee;
    const own = ledger.numbered(bill.billNo);
    if (!own) throw new Error('no such bill');
    ledger.put({ ...own, id: ledger.takeId(), cells: new Map([...own.cells, ['FBillNo', 'BY-HAND-1']]) });
    expect((await verify()).output).toContain(`金蝶里有两张单据带着同一张审批的编号：${bill.billNo}`);
  });

  it('a bill that carries the key of an approval without a bill is named by its own number', async () => {
    const bill = await untouched();
    const { ledger } = stack.sandbox.state.kingdee;
    const own = ledger.numbered(bill.billNo);
    if (!own) throw new Error('no such bill');
    ledger.put({ ...own, cells: new Map([...own.cells, ['FBillNo', 'FKD90000001']]) });
    copy = await copyDatabase(stack.databaseUrl);
    await copy.change(`DELETE FROM bill WHERE id = '${bill.id}'`);
    expect((await verify(copy.url)).output).toContain('金蝶里有一张带着我们编号的单据，这里却没有：FKD90000001');
  });

  it('a key that another system wrote is counted, and is no fault', async () => {
    const bill = await untouched();
    const { ledger } = stack.sandbox.state.kingdee;
    const own = ledger.numbered(bill.billNo);
    if (!own) throw new Error('no such bill');
    const before = await verify();
    const cells = new Map([...own.cells, ['FBillNo', 'OTHER-1'], ['FTHIRDBILLNO', 'crm-000001']] as const);
    ledger.put({ ...own, id: ledger.takeId(), cells });
    const { output } = await verify();
    expect(output).toContain('金蝶里另有 1 张单据带着别的第三方编号');
    expect(output.match(/不符 \d+ 处/)?.[0]).toBe(before.output.match(/不符 \d+ 处/)?.[0]);
  });
});
