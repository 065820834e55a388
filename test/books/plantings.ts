import type { Gap } from '@dingdee/shared/statement';
import { type Books, ourNumber, type Payment, toYuan } from './books.js';

/** A difference that the statement of `day` must name: by bill number, or by instance where there is no bill. */
export interface Planted {
  day: string;
  gap: Gap;
  bucket: string;
  of: string;
}
/** @param serial of this planting: no two are the same. */
type Plant = (books: Books, payment: Payment, serial: number) => Promise<readonly (readonly [Gap, string, string])[]>;

const target = (bucket: string, of: string) => ['target', bucket, of] as const;
const source = (bucket: string, of: string) => ['source', bucket, of] as const;
const bill = ({ billId }: Payment) => ({ id: billId });
const listed = ({ instanceId }: Payment) => ({ process_instance_id: instanceId });
/** More than any bill of the books pays, so that nothing else has this sum. */
const oddFen = (serial: number): bigint => 9_000_000_000n + BigInt(serial) * 7n;
const day = (date: string) => `${date}T00:00:00`;

async function forgetBill(books: Books, { billId, approvalId }: Payment): Promise<void> {
  await books.forget('bill_content', { bill_id: billId });
  await books.forget('bill', { id: billId });
  await books.forget('approval', { id: approvalId });
}
/** Where a bill stands that was never sent. */
async function neverSent(books: Books, payment: Payment, kind: string, more = ''): Promise<void> {
  await books.change(
    'bill',
    bill(payment),
    `state_kind = '${kind}', reached = 'none', state = '{"v":1}', kingdee_id = NULL, kingdee_no = NULL, sent_form = NULL${more}`,
  );
}
const removed = (books: Books, payment: Payment) => books.kingdee.remove(books.heldOf(payment));
/** Typed in by somebody: no key and no number of ours. */
const typed = (books: Books, payment: Payment, serial: number) =>
  books.putBeside(books.heldOf(payment), { FBillNo: `HAND-${serial}`, FTHIRDBILLNO: '', FDATE: day(payment.day) });
/** A bill that waits on the desk, and that nobody entered anywhere. */
const waits =
  (kind: string, bucket: string): Plant =>
  async (books, payment) => {
    removed(books, payment);
    await neverSent(books, payment, kind);
    return [target(bucket, payment.billNo)];
  };

/** Every kind of difference, on either side, and what the statement must call it. */
export const KINDS: Readonly<Record<string, Plant>> = {
  // Between DingTalk and the ledger.
  'never read': async (books, payment) => {
    await forgetBill(books, payment);
    removed(books, payment);
    return [source('missing', payment.instanceId)];
  },
  'lost in the ledger, paid in Kingdee': async (books, payment) => {
    await forgetBill(books, payment);
    return [source('missing', payment.instanceId), target('extra', payment.billNo)];
  },
  'in no list of DingTalk': async (books, payment) => {
    await books.forget('listed_approval', listed(payment));
    return [source('unlisted', payment.billNo)];
  },
  'form says another sum': async (books, payment, serial) => {
    await books.change('listed_approval', listed(payment), `total_fen = total_fen + ${serial + 1}`);
    return [source('unexplained', payment.billNo)];
  },
  'sum changed in our table': async (books, payment, serial) => {
    await books.change('bill', bill(payment), `base_fen = base_fen + ${serial + 1}`);
    return [source('unexplained', payment.billNo), target('unexplained', payment.billNo)];
  },
  'edited after it passed': async (books, payment, serial) => {
    await books.change('listed_approval', listed(payment), `total_fen = total_fen + ${serial + 1}`);
    await books.change('approval', { id: payment.approvalId }, 'source_version = 2');
    const [kept] = await books.db.query(`SELECT notes FROM bill_content WHERE bill_id = '${payment.billId}'`);
    const notes = JSON.parse(String(kept?.notes)) as { facts: Record<string, unknown> };
    const facts = { ...notes.facts, formTotal: toYuan(payment.fen) };
    const text = JSON.stringify({ ...notes, facts }).replaceAll("'", "''");
    await books.change('bill_content', { bill_id: payment.billId }, `notes = '${text}'`);
    return [source('edited', payment.billNo)];
  },
  'left out by a rule': async (books, payment) => {
    await forgetBill(books, payment);
    removed(books, payment);
    await books.change('listed_approval', listed(payment), "outcome = 'gone'");
    return [source('left-out', payment.instanceId)];
  },
  'settled in writing': async (books, payment) => {
    await forgetBill(books, payment);
    removed(books, payment);
    await books.change('listed_approval', listed(payment), "outcome = 'unread', settled_at = 1");
    return [source('settled', payment.instanceId)];
  },
  'twice in the ledger': async (books, payment, serial) => {
    const [own] = await books.db.query(`SELECT * FROM bill WHERE id = '${payment.billId}'`);
    // Behind the first one in the order of the numbers.
    const billNo = `DDZ0000000${ourNumber(serial).slice(-8)}`;
    const second = {
      id: `second-${serial}`,
      part: `p${serial}`,
      bill_no: billNo,
      third_bill_no: `${payment.instanceId}~p${serial}`,
    };
    const fresh = {
      state_kind: 'ready',
      reached: 'none',
      state: '{"v":1}',
      kingdee_id: null,
      kingdee_no: null,
      sent_form: null,
    };
    await books.db.insert('bill', [{ ...own, ...second, ...fresh }]);
    return [source('unexplained', payment.billNo), source('split', billNo), target('review', billNo)];
  },
  'no sum yet': async (books, payment) => {
    removed(books, payment);
    await neverSent(books, payment, 'needs-mapping', ', base_fen = NULL, amount_minor = NULL');
    return [source('no-sum', payment.billNo), target('mapping', payment.billNo)];
  },
  // Between the ledger and Kingdee.
  deleted: async (books, payment) => {
    removed(books, payment);
    return [target('deleted', payment.billNo)];
  },
  cancelled: async (books, payment) => {
    books.kingdee.change(payment.billNo, 'cancel');
    return [target('cancelled', payment.billNo)];
  },
  'un-audited': async (books, payment) => {
    books.kingdee.change(payment.billNo, 'unaudit');
    return [target('un-audited', payment.billNo)];
  },
  'changed amount': async (books, payment, serial) => {
    books.kingdee.change(payment.billNo, 'amount', toYuan(oddFen(serial)));
    return [target('changed-amount', payment.billNo)];
  },
  'a fen less': async (books, payment) => {
    books.kingdee.change(payment.billNo, 'amount', toYuan(payment.fen - 1n));
    return [target('changed-amount', payment.billNo)];
  },
  'changed payee': async (books, payment) => {
    books.kingdee.change(payment.billNo, 'payee', 'YG99999');
    return [target('changed-payee', payment.billNo)];
  },
  'changed account': async (books, payment) => {
    books.kingdee.change(payment.billNo, 'account', '6222000000000000001');
    return [target('changed-payee', payment.billNo)];
  },
  'changed organisation': async (books, payment) => {
    const { cells } = books.heldOf(payment);
    const own = cells.get('FPAYORGID');
    if (typeof own !== 'object' || own === null) throw new Error('no organisation');
    cells.set('FPAYORGID', { ...own, number: own.number === '101' ? '102' : '101' });
    return [target('changed-other', payment.billNo)];
  },
  'changed currency': async (books, payment) => {
    const { cells } = books.heldOf(payment);
    const own = cells.get('FCURRENCYID');
    if (typeof own !== 'object' || own === null) throw new Error('no currency');
    cells.set('FCURRENCYID', { ...own, number: 'PRE007' });
    return [target('changed-other', payment.billNo)];
  },
  'moved to another day of the books': async (books, payment, serial) => {
    const other =
      books.days[(books.days.indexOf(payment.day) + 1 + (serial % (books.days.length - 1))) % books.days.length];
    books.heldOf(payment).cells.set('FDATE', day(other ?? ''));
    return [target('moved-date', payment.billNo)];
  },
  'moved to another year': async (books, payment) => {
    books.heldOf(payment).cells.set('FDATE', day('2025-01-05'));
    return [target('moved-date', payment.billNo)];
  },
  'un-audited and dearer': async (books, payment, serial) => {
    books.kingdee.change(payment.billNo, 'unaudit');
    books.kingdee.change(payment.billNo, 'amount', toYuan(oddFen(serial)));
    return [target('un-audited', payment.billNo)];
  },
  'moved, and paid to another': async (books, payment) => {
    books.heldOf(payment).cells.set('FDATE', day('2025-01-05'));
    books.kingdee.change(payment.billNo, 'payee', 'YG99999');
    return [target('changed-payee', payment.billNo)];
  },
  'entered twice': async (books, payment, serial) => {
    books.putBeside(books.heldOf(payment), { FBillNo: `TWICE-${serial}` });
    return [target('double', payment.billNo)];
  },
  'a number of ours, and no bill': async (books, payment, serial) => {
    const number = ourNumber(32 ** 7 + serial);
    books.putBeside(books.heldOf(payment), { FBillNo: number, FTHIRDBILLNO: '', FDATE: day(payment.day) });
    return [target('extra', number)];
  },
  'typed in by hand': async (books, payment, serial) => {
    const beside = typed(books, payment, serial);
    books.kingdee.change(`HAND-${serial}`, 'amount', toYuan(oddFen(serial)));
    return [target('hand-typed', String(beside.cells.get('FBillNo')))];
  },
  'typed in by hand, same payee and sum': async (books, payment, serial) => {
    typed(books, payment, serial);
    return [target('hand-double', `HAND-${serial}`)];
  },
  'in Kingdee, and not sent': async (books, payment) => {
    await neverSent(books, payment, 'ready');
    return [target('unsent', payment.billNo)];
  },
  'stopped half-way': async (books, payment) => {
    await books.change('bill', bill(payment), "state_kind = 'failed', reached = 'saved', state = '{\"v\":1}'");
    return [target('half-way', payment.billNo)];
  },
  'excluded, and still there': async (books, payment) => {
    await books.change('bill', bill(payment), `state_kind = 'excluded', state = '{"v":1,"reason":"x","by":"y"}'`);
    return [target('still-there', payment.billNo)];
  },
  refused: waits('failed', 'refused'),
  'waits for review': waits('ready', 'review'),
  'waits for its push': waits('approved', 'push'),
  held: waits('held', 'held'),
  excluded: waits('excluded', 'excluded'),
  'paid elsewhere': waits('handled-outside', 'outside'),
  superseded: waits('superseded', 'superseded'),
};

/** A small generator of its own: a seed that is printed gives the same plantings again. */
export function drawing(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 1) % 4294967291;
  return (below) => {
    state = (state * 48271 + 11) % 2147483647;
    return state % below;
  };
}

/**
 * `count` differences on as many payments, each kind at least once where there are enough, in an order and on payments that the seed gives.
 * @param within what their days begin with: "2026-10".
 */
export async function plant(books: Books, count: number, seed: number, within = ''): Promise<Planted[]> {
  const draw = drawing(seed);
  const names = Object.keys(KINDS);
  const planted: Planted[] = [];
  // No two plantings share one, of whichever round.
  const first = books.payments.length - books.untouched.length;
  const free = books.untouched.filter(({ day }) => day.startsWith(within));
  for (let at = 0; at < count; at += 1) {
    const name = names[at < names.length ? at : draw(names.length)] ?? '';
    const [payment] = free.splice(draw(free.length), 1);
    if (!payment) throw new Error('more differences than payments');
    books.untouched.splice(books.untouched.indexOf(payment), 1);
    const found = (await KINDS[name]?.(books, payment, first + at)) ?? [];
    planted.push(...found.map(([gap, bucket, of]) => ({ day: payment.day, gap, bucket, of })));
  }
  return planted;
}
