import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import { SearchTextsUntilNow1925000000001 } from '../../database/migrations/1925000000001-search-texts-until-now.js';
import { SYSTEM } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { dataSourceOptions, openDataSource } from '../../schema/data-source.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { BillLedger } from '../ledger/bill-ledger.js';
import { addSearchText, writeSearchTexts } from '../ledger/search-texts.js';
import { searchBills } from './search-bills.js';

let made: Awaited<ReturnType<typeof temporaryDatabase>>;
const id: Record<string, string> = {};

/** A collected bill of which these columns are otherwise. */
function putBill(businessId: string, columns: Readonly<Record<string, string>>): Promise<string> {
  return made.db.inTransaction(async (tx) => {
    const [one] = await new BillLedger(new AuditLog(), new LiveEvents()).collect(
      tx,
      [
        {
          corpId: 'corp',
          processInstanceId: businessId,
          part: '',
          billNoPrefix: 'DD',
          schemeId: 'scheme',
          schemeVersion: 1,
          approvalId: businessId,
          orgNumber: '101',
          outcome: 'save+submit+audit',
          businessId,
          title: '报销',
          originatorUserId: 'user',
          originatorName: '员工',
          department: '部门',
          departmentKey: '',
          formTotal: null,
          finishedAt: 0,
        },
      ],
      SYSTEM,
    );
    const set = Object.keys(columns).map((column) => `${column} = ?`);
    await tx.query(`UPDATE bill SET ${set.join(', ')} WHERE id = ?`, [...Object.values(columns), one]);
    return String(one);
  });
}

beforeAll(async () => {
  made = await temporaryDatabase();
  const { db } = made;
  const put = async (name: string, bill: Record<string, string>, names: string[] = [], rows: string[] = []) => {
    const one = await putBill(name, bill);
    id[name] = one;
    await db.inTransaction((tx) => writeSearchTexts(tx, [{ id: one, names, rows }]));
  };
  await put(
    '202611240930000000188',
    {
      originator_name: '周明远',
      payee: '周明远',
      department: '销售二部',
      purpose: '上海客户拜访差旅',
      base_fen: '428650',
      kingdee_no: 'FKD00012345',
    },
    ['差旅费-市内交通'],
    ['打车', '虹桥站—客户公司'],
  );
  await put('202611240930000000299', {
    originator_name: '白露',
    payee: '云杉科技（杭州）有限公司',
    department: '研发一部',
    purpose: '云资源年费',
    base_fen: '896000',
  });
  await put('202611240930000000300', {
    originator_name: '重庆',
    payee: '招商银行支行',
    purpose: '卡 6222021234567890123',
    base_fen: '100',
  });
});
afterAll(() => made.drop());

async function found(q: string): Promise<string[]> {
  const one = await searchBills(made.db, q);
  const ids = new Set<string>();
  for (const how of ['whole', 'walk'] as const) {
    const rows = await made.db.query<{ id: string }>(
      `SELECT id FROM bill WHERE ${one?.[how].sql ?? '1 = 1'}`,
      one?.[how].params,
    );
    for (const row of rows) ids.add(row.id);
    expect(ids.size).toBe(rows.length);
  }
  return Object.entries(id).flatMap(([name, is]) => (ids.has(is) ? [name.slice(-3)] : []));
}

it.each([
  ['周明', ['188']],
  ['zhoumingyuan', ['188']],
  ['ZMY', ['188']],
  ['销售二', ['188']],
  ['xseb', ['188']],
  ['客户拜访', ['188']],
  ['khbf', ['188']],
  ['市内交通', ['188']],
  ['虹桥', ['188']],
  ['云杉科技(杭州)', ['299']],
  ['ysk', ['299']],
  ['云杉 年费', ['299']],
  ['云杉 拜访', []],
  ['zhou baifang', ['188']],
  ['4,286.50', ['188']],
  ['¥8960', ['299']],
  ['2026 1124 0930 0000 0018 8', ['188']],
  ['0000188', ['188']],
  ['fkd00012345', ['188']],
  ['12345', ['188']],
  ['zhaoshangyinhangzhihang', ['300']],
  ['ka0123', ['300']],
  ['6222021234567890123', []],
  ['%', []],
  ['没有', []],
] as const)('“%s” finds the bills that say so, in writing, pinyin, initials or numbers', async (q, expected) => {
  expect(await found(q)).toEqual(expected);
});

it('a bill is found by what it says now, and no more by what it said', async () => {
  const is = await putBill('later', { originator_name: '申屠岚', payee: '旧名字' });
  id.later = is;
  await made.db.inTransaction((tx) => writeSearchTexts(tx, [{ id: is, names: [], rows: [] }]));
  await made.db.inTransaction(async (tx) => {
    await tx.query("UPDATE bill SET payee = '新名字' WHERE id = ?", [is]);
    await writeSearchTexts(tx, [{ id: is, names: [], rows: [] }]);
    await addSearchText(tx, [is], '又名');
  });
  expect([await found('旧名'), await found('xmz'), await found('又名')]).toEqual([[], ['ter'], ['ter']]);
  await made.db.inTransaction((tx) => tx.query('DELETE FROM bill WHERE id = ?', [is]));
  delete id.later;
});

it('bills of before are found alike, and taking the step up again changes nothing', async () => {
  const rows = () =>
    made.db.query(
      `SELECT l.bill_id, t.words FROM bill_search_text l JOIN search_text t ON t.id = l.text_id JOIN bill b ON b.id = l.bill_id
       WHERE b.business_id LIKE '%299' OR b.business_id LIKE '%300' ORDER BY l.bill_id, t.words`,
    );
  const before = await rows();
  await made.db.inTransaction((tx) => tx.query('DELETE FROM bill_search_text'));
  await made.db.inTransaction((tx) => tx.query('DELETE FROM search_text'));
  const source = await openDataSource(dataSourceOptions(made.url));
  for (let run = 0; run < 2; run++) await new SearchTextsUntilNow1925000000001().up(source.createQueryRunner());
  await source.destroy();
  expect(await rows()).toEqual(before);
  expect(before.length).toBeGreaterThan(5);
});
