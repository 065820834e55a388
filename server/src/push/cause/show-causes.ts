import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { PushCauses, RefusedValue } from '@dingdee/shared/push-cause';
import { Inject, Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { RefusedBaseData } from '../../base-data/refused/refused-base-data.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { refusalWords } from '../../connectors/kingdee/answer/refusal-words.js';
import { readFen, readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { pushTroubleOf } from '../../domain/bill/bill-notes.js';
import type { CallStep } from '../../domain/bill/push-steps.js';
import { REFUSAL_CLASSES } from '../../domain/bill/refusal.js';
import { shownNotes } from '../../domain/bill/stored-state.js';
import { OFF_THE_PUSH } from '../confirm/push-item.js';
import { PushOrderNotFoundError } from '../order/push.errors.js';
import { GroupCauses, type KnownEntry, type StandingStill } from './group-causes.js';
import { readRefusal } from './refused-in.js';

type Row = Record<string, unknown>;
/** Number of bills read at once, since an order may have thousands. */
const AT_ONCE = 500;
const text = (value: unknown): string => String(value ?? '');

/** Shows why bills of an order have stopped, once for each cause (product.md §11). It reads the bills and their receipts. */
@Injectable()
export class ShowCauses {
  constructor(
    private readonly db: Database,
    private readonly catalog: BaseDataCatalog,
    private readonly refused: RefusedBaseData,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'KINGDEE_ACCT_ID'>,
  ) {}

  /** @throws PushOrderNotFoundError */
  async of(orderId: string): Promise<PushCauses> {
    const [order] = await this.db.query<Row>('SELECT created_at FROM push_order WHERE id = ?', [orderId]);
    if (!order) throw new PushOrderNotFoundError(orderId);
    const groups = new GroupCauses();
    const entries = new Map<string, RefusedValue>();
    for (let last = -1; ; ) {
      const rows = await this.db.query<Row>(
        `SELECT i.position, i.base_fen, b.id, b.version, b.state_kind, b.state, b.payee, b.department, b.purpose, b.bill_no, b.kingdee_no, b.org_number, b.business_date
         FROM push_item i JOIN bill b ON b.id = i.bill_id
         WHERE i.order_id = ? AND i.not_sent IS NULL AND i.passed_on = 0 AND (i.ended = 'failed' OR b.state_kind = 'failed') AND i.position > ?
         ORDER BY i.position LIMIT ${AT_ONCE}`,
        [orderId, last],
      );
      const receipts = await this.receipts(
        rows.map(({ id }) => text(id)),
        Number(order.created_at),
      );
      for (const row of rows) {
        const bill = standing(row, receipts.get(text(row.id)));
        if (bill === null) continue;
        groups.add(bill);
        if (bill.refused) entries.set(entryKey(bill.refused), bill.refused);
      }
      const end = rows.at(-1);
      if (!end || rows.length < AT_ONCE) break;
      last = readInt(end.position);
    }
    const known = await this.known([...entries.values()]);
    return {
      items: groups.answer({
        entry: (value) => known.get(entryKey(value)) ?? this.entry(value, undefined),
        orgName: (number) => this.catalog.nameOf('organisation', number, ''),
        accountSet: this.settings.KINGDEE_ACCT_ID,
      }),
    };
  }

  /** Returns the last refusal of each bill in this order, by bill id. */
  private async receipts(billIds: readonly string[], since: number): Promise<Map<string, Row>> {
    if (billIds.length === 0) return new Map();
    const rows = await this.db.query<Row>(
      `SELECT bill_id, step, detail FROM push_receipt WHERE outcome = 'refused' AND started_at >= ? AND bill_id IN (${placeholders(billIds)}) ORDER BY started_at`,
      [since, ...billIds],
    );
    return new Map(rows.map((row) => [text(row.bill_id), row]));
  }

  private async known(entries: readonly RefusedValue[]): Promise<Map<string, KnownEntry>> {
    const reasons = new Map<string, ReadonlyMap<string, string>>();
    const found = new Map<string, KnownEntry>();
    if (entries.length > 0) await this.catalog.current();
    for (const value of entries) {
      const place = `${value.kind}\n${value.orgNumber}`;
      const told = reasons.get(place) ?? (await this.refused.of(value.kind, value.orgNumber));
      reasons.set(place, told);
      found.set(entryKey(value), this.entry(value, told.get(value.number)));
    }
    return found;
  }

  private entry({ kind, number, orgNumber }: RefusedValue, told: string | undefined): KnownEntry {
    const held = this.catalog.lookup(kind, number, orgNumber);
    const name = held?.name ?? '';
    // The clause comes from Kingdee's own answer, otherwise from the last reading; if neither tells the state, the clause only says
    // that Kingdee refused it.
    const read = held?.usable === false && held.reason !== null ? `不能用：${held.reason}` : '金蝶没有接受';
    return { kindWord: this.catalog.wordOf(kind), name, clause: told === undefined ? read : `在金蝶${told}` };
  }
}

const entryKey = ({ kind, number, orgNumber }: RefusedValue): string => `${kind}\n${number}\n${orgNumber}`;

/** Returns the bill for its cause; null if it goes on, or if its receipt is gone with the archive and the bill has moved on. */
function standing(row: Row, receipt: Row | undefined): StandingStill | null {
  const kind = text(row.state_kind) as BillStateKind;
  // The bill has gone on, so its cause is over.
  if (kind !== 'failed' && !OFF_THE_PUSH.includes(kind)) return null;
  const refusal = receipt === undefined ? null : readRefusal(receipt.detail == null ? null : text(receipt.detail));
  const trouble = kind === 'failed' ? pushTroubleOf(shownNotes(kind, text(row.state))) : null;
  const kingdeeNo = row.kingdee_no == null ? null : text(row.kingdee_no);
  const common = {
    id: text(row.id),
    version: readInt(row.version),
    payee: text(row.payee),
    department: text(row.department),
    purpose: text(row.purpose),
    billNo: text(row.bill_no),
    kingdeeNo,
    orgNumber: text(row.org_number),
    businessDate: row.business_date == null ? null : text(row.business_date),
    fen: row.base_fen == null ? null : readFen(row.base_fen),
    mended: kind !== 'failed',
    filled: trouble?.payee ?? null,
    refused: refusal?.refused[0] ?? null,
  };
  if (trouble !== null) {
    const { class: of, step, sentence, nextStep, messages } = trouble;
    // An earlier refusal says nothing about the present cause.
    const refused = REFUSAL_CLASSES.some((one) => one === of) ? common.refused : null;
    return { ...common, refused, class: of, step, sentence, nextStep, messages };
  }
  if (refusal === null || receipt === undefined) return null;
  const step = text(receipt.step) as CallStep;
  const of = REFUSAL_CLASSES.find((one) => one === refusal.class) ?? 'unknown';
  const at = step === 'unsubmit' ? 'submit' : step;
  const words = refusalWords(
    { class: of, messages: refusal.messages, fields: [], retryable: false },
    { step: at, kingdeeNo },
  );
  return { ...common, class: of, step, messages: refusal.messages, ...words };
}
