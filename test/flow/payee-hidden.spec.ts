import { expect, it, vi } from 'vitest';
import { contentHash } from '../../server/src/domain/draft/payment-bill.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();

it.each([
  ['stars for the account', { oppositeAccount: '***' }, undefined],
  ['no column of the account', { oppositeAccount: '' }, ['oppositeAccount']],
])(
  'a bill without an account, of which Kingdee shows %s, is asked about again and then stops for a person',
  async (_, held, unseen) => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const { push } = pushParts(db, kingdee);
    const { id, draft } = await putPushing(db, 'one');
    const open = {
      ...draft,
      rows: draft.rows.map((row) => ({ ...row, fields: { ...row.fields, oppositeAccount: '' } })),
    };
    const hash = contentHash(open);
    await db.inTransaction(async (tx) => {
      await tx.query('UPDATE bill_content SET draft = ? WHERE bill_id = ?', [JSON.stringify(open), id]);
      await tx.query('UPDATE bill SET content_hash = ?, approved_hash = ? WHERE id = ?', [hash, hash, id]);
      await tx.query('UPDATE push_item SET content_hash = ? WHERE bill_id = ?', [hash, id]);
    });
    const save = kingdee.take.bind(kingdee);
    kingdee.take = (bill, change) =>
      save(bill, {
        ...change,
        rows: bill.rows.map((row) => ({ ...row, fields: { ...row.fields, ...held } })),
        ...(unseen ? { unseen } : {}),
      });
    for (let tries = 0; tries < 5; tries++) {
      await push.run();
      expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing', reached: 'saved' });
      vi.advanceTimersByTime(3_600_000);
    }
    await push.run();
    expect(await billNow(db, id)).toMatchObject({
      state_kind: 'failed',
      reached: 'saved',
      reason: expect.stringContaining('不给看'),
    });
    expect(kingdee.calls).not.toContain('submit');
  },
);
