import { stepReceipt } from '@dingdee/shared/bill-detail';
import type { ToldReceipts } from '@dingdee/shared/bill-receipt';
import { schemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { ownEntity } from '../../connectors/kingdee/answer/own-entity.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { contentHash } from '../../domain/draft/payment-bill.js';
import { readDraft, sentValues } from './sent-values.js';

type Row = Record<string, unknown>;
type Told = ToldReceipts['items'][number];
const detailShape = z.object({ messages: z.catch(z.optional(z.array(z.string())), undefined) });

const ANOTHER = '内容后来改过，这一次发出的原文没有另存；发出时的样子看金蝶里的单据';
const ASKED: Readonly<Record<Told['step'], string>> = {
  save: '保存下面的内容，已有同号的不改',
  submit: '提交',
  audit: '审核',
  unsubmit: '撤销提交',
  unaudit: '反审核',
  delete: '删除',
  probe: '查有没有这张单据',
};

/** Shows in words what was asked of Kingdee for a bill and what it answered, receipt by receipt; read when a person opens a receipt. */
@Injectable()
export class TellReceipts {
  constructor(private readonly db: Database) {}

  /** Returns the receipts and looks of a bill. @throws BillNotFoundError */
  async of(billId: string): Promise<ToldReceipts> {
    const [bill] = await this.db.query<Row>(
      `SELECT b.bill_no, b.kingdee_no, b.kingdee_id, b.third_bill_no, b.business_id, b.process_instance_id, b.originator_userid, c.draft, v.content
       FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id LEFT JOIN scheme_version v ON v.scheme_id = b.scheme_id AND v.number = b.scheme_version
       WHERE b.id = ?`,
      [billId],
    );
    if (!bill) throw new BillNotFoundError(billId);
    const [calls, probes] = await Promise.all([
      this.db.query<Row>(
        `SELECT r.step, r.attempt, r.outcome, r.payload_hash, r.detail, r.started_at, p.answer, p.settled_at
         FROM push_receipt r LEFT JOIN push_call p ON p.id = r.call_id WHERE r.bill_id = ?`,
        [billId],
      ),
      this.db.query<Row>('SELECT found FROM probe WHERE bill_id = ? ORDER BY asked_at', [billId]),
    ]);
    const keep = [bill.business_id, bill.process_instance_id, bill.originator_userid, bill.bill_no].map(String);
    const draft = readDraft(bill.draft == null ? null : String(bill.draft));
    const hash = draft === null ? null : contentHash(draft);
    const sent =
      draft && calls.some(({ payload_hash }) => payload_hash === hash) ? await this.sent(bill, draft, keep) : null;
    const number = String(bill.kingdee_no ?? bill.bill_no);
    const known = { billNo: number, id: bill.kingdee_id == null ? null : String(bill.kingdee_id) };
    const which = known.id === null ? `单据编号 ${number}` : `金蝶内部编号 ${known.id}，单据编号 ${number}`;
    const told = calls.map((row): Told => {
      const step = stepReceipt.shape.step.parse(row.step);
      const save = step === 'save';
      const same = save && row.payload_hash === hash;
      return {
        step,
        attempt: readInt(row.attempt),
        asked: save ? `${ASKED.save}：单据编号 ${String(bill.bill_no)}` : `${ASKED[step]}：${which}`,
        sent: same ? sent : null,
        unsent: save && !same ? ANOTHER : null,
        answer: answerOf(row, known).map((line) => maskText(line, [...keep, number])),
      };
    });
    const asked = probes.map(
      (row, at): Told => ({
        step: 'probe',
        attempt: at + 1,
        asked: `${ASKED.probe}：单据编号 ${number}，或第三方单据编号 ${String(bill.third_bill_no)}`,
        sent: null,
        unsent: null,
        answer: [readInt(row.found) === 0 ? '没有' : `有 ${readInt(row.found)} 张`],
      }),
    );
    return { items: [...told, ...asked] };
  }

  private sent(bill: Row, draft: NonNullable<ReturnType<typeof readDraft>>, keep: readonly string[]) {
    const content = bill.content == null ? null : schemeContent.parse(JSON.parse(String(bill.content)));
    const labels = (fields: Readonly<Record<string, { label: string }>> | undefined) =>
      Object.fromEntries(Object.entries(fields ?? {}).map(([name, { label }]) => [name, label]));
    return sentValues(this.db, draft, { header: labels(content?.header), rows: labels(content?.rows) }, keep);
  }
}

/** Returns Kingdee's answer, in its own words if it said something about this bill. */
function answerOf(row: Row, bill: { billNo: string; id: string | null }): string[] {
  if (row.outcome === 'not-sent') return ['没有发出，金蝶没有收到'];
  if (row.settled_at == null) return ['还没有回答'];
  const detail = row.detail == null ? undefined : detailShape.safeParse(JSON.parse(String(row.detail)));
  const messages = (detail?.data?.messages ?? []).map((message) => `“${message}”`);
  if (row.answer == null)
    return [row.outcome === 'unknown' ? '没有收到回答' : '金蝶的回答已归档，这里只留下结果', ...messages];
  const own = ownEntity(String(row.answer), bill);
  if (own === undefined) return ['金蝶的回答读不懂，请管理员查原文', ...messages];
  if (own === null) return messages.length > 0 ? messages : ['金蝶的回答里没有提到这张单据'];
  const id = own.id === '' ? '' : `，金蝶内部编号 ${own.id}`;
  return [`做了：单据编号 ${own.number}${id}`, ...messages];
}
