import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, mapped, offeredOn, reviewer, reviewForSpec, told } from '../../bill/review/review-for-spec.js';
import { writeProvenance } from '../../domain/draft/provenance-text.js';

type Review = Awaited<ReturnType<typeof reviewForSpec>>;
let db: Review['db'];
let on: Review['on'];
let close: Review['close'];
let changeRow: Review['changeRow'];
let given: Review['given'];
let open: Review['open'];

beforeEach(async () => {
  ({ db, on, close, changeRow, given, open } = await reviewForSpec());
});
afterEach(() => close());

describe('one bill as it is shown', () => {
  it('shows each value beside its source, with the reason and who set it at the cited revision', async () => {
    const id = await given(1);
    await changeRow();
    const bill = await open(id);
    const costItem = bill.rows[0]?.fields.find(({ path }) => path === 'rows[0].costItem');
    expect(costItem).toMatchObject({
      label: '费用项目',
      source: '市内交通',
      sourceLabel: '费用明细',
      value: 'CI0012',
      valueName: '差旅费-市内交通',
      picker: 'costItem',
      editable: true,
      provenance: {
        kind: 'table',
        reference: '映射表 费用项目 v2：市内交通',
        gave: 'CI0012 差旅费-市内交通',
        lookup: { table: '费用项目', code: 'costItem', key: '市内交通' },
        actor: '顾南乔',
        at: 77,
      },
    });
    const unit = bill.header.find(({ path }) => path === 'header.contactUnit');
    expect(unit).toMatchObject({ source: '闻人瑾', value: 'YG00017', valueName: '闻人瑾', picker: 'employee' });
    expect(bill.header[0]).toMatchObject({ label: '往来单位类型', valueName: '员工', picker: null });
    expect(bill.rows[0]?.fields[0]).toMatchObject({ path: 'rows[0].amount', value: '286.50', editable: false });
    expect(bill.totals).toEqual({ form: '286.50', rows: '286.50', offset: null, payable: '286.50', agree: true });
    expect(bill.attachmentList).toEqual([{ name: '发票.pdf', kind: 'pdf', photo: false }]);
    expect([offeredOn(bill), bill.why]).toEqual([
      ['approve', 'fix', 'hold', 'exclude', 'handle-outside', 'ask-applicant'],
      null,
    ]);
    expect(bill.timeline.map(({ what }) => what)).toEqual(['采集到审批', '映射完成']);
  });

  it('puts an issue at the field where it is fixed', async () => {
    const bill = await open(await given(1, 'red'));
    const costItem = bill.rows[0]?.fields.find(({ path }) => path === 'rows[0].costItem');
    expect(costItem).toMatchObject({ value: null, issue: { table: 'costItem', key: '市内交通' }, picker: 'costItem' });
    expect([offeredOn(bill).includes('approve'), offeredOn(bill).includes('fix')]).toEqual([false, true]);
    expect(bill.totals).toMatchObject({ payable: null, agree: false });
  });

  it('gives out no full account number in any answer, and logs a reveal', async () => {
    const id = await given(1);
    const bill = await open(id);
    expect(JSON.stringify(bill)).not.toContain(ACCOUNT);
    expect(bill.others[0]).toEqual({ label: '备用账号', text: '中行 尾号 6217' });
    expect(bill.purpose).toBe('差旅，打到 尾号 6217');
    const page = await on.list.page({ sort: 'waiting', limit: 10 }, reviewer);
    expect(JSON.stringify(page)).not.toContain(ACCOUNT);
    expect(await on.reveal.reveal(id, reviewer)).toEqual({ account: ACCOUNT });
    const after = await open(id);
    expect(after.timeline.at(-1)).toMatchObject({ actor: '祝清和', what: '查看了完整收款账号' });
    expect(JSON.stringify(after)).not.toContain(ACCOUNT);
    expect(after.version).toBe(bill.version);
  });

  it('tells why a bill is in doubt and when Kingdee is asked next', async () => {
    const id = await given(1);
    const trouble = {
      class: 'in-doubt',
      sentence: '金蝶 120 秒没有回答，可能已经生成了单据。',
      nextStep: '等核对结果。',
      since: 9,
    };
    await db.inTransaction((tx) =>
      tx.query("UPDATE bill SET state_kind = 'in-doubt', state = ?, next_attempt_at = 12345 WHERE id = ?", [
        JSON.stringify({ orderId: 'o-1', trouble: { ...trouble, step: 'save', messages: [] } }),
        id,
      ]),
    );
    const bill = await open(id);
    expect(bill.trouble).toEqual({ ...trouble, nextProbeAt: 12345, path: null, compare: null });
    expect(offeredOn(bill)).toEqual(['check-now']);
  });

  it('opens a bill of 5,000 rows in reasonable size', async () => {
    const id = await given(1);
    const result = mapped('DD1', 'none');
    const row = result.fields.rows[0];
    const rows = Array.from({ length: 5000 }, () => row);
    const costItem = result.provenance['rows[0].costItem'] ?? told({});
    const provenance = Object.fromEntries([
      ...Object.entries(result.provenance).filter(([path]) => path.startsWith('header')),
      ['rows[*].oppositeAccount', result.provenance['rows[0].oppositeAccount'] ?? told({})],
      ...rows.map((_, i) => [`rows[${i}].costItem`, costItem]),
    ]);
    const notes = {
      fields: { header: result.fields.header, rows },
      facts: result.facts,
      others: result.others,
      attachments: [],
    };
    await db.inTransaction((tx) =>
      tx.query('UPDATE bill_content SET notes = ?, provenance = ? WHERE bill_id = ?', [
        JSON.stringify(notes),
        writeProvenance(provenance),
        id,
      ]),
    );
    const bill = await on.show.show(id, reviewer);
    expect(bill.rows).toHaveLength(5000);
    expect(bill.totals.rows).toBe('1432500.00');
    expect(bill.rows[0]?.fields.every(({ path, provenance: why }) => why !== null || path.endsWith('.amount'))).toBe(
      true,
    );
    expect(JSON.stringify(bill).length).toBeLessThan(6_000_000);
  });
});
