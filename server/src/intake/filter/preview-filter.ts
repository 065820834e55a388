import { setImmediate as breathe } from 'node:timers/promises';
import type { FilterCondition, FilterPreview, PreviewFilter as Wanted } from '@dingdee/shared/filter';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { detailTables } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily } from '../../connectors/source.js';
import { readFen, readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { unmetReason } from '../../domain/approval/filter-words.js';
import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { YUAN } from '../../domain/draft/base-total.js';
import { ApprovalSource } from '../../engine/source/approval-source.js';
import { textsKey, textsMeet, textsOf } from '../../engine/source/filter.js';
import { checkFilter } from '../../scheme/version/check-content.js';
import { SchemeStore, type SchemeVersionContent } from '../../scheme/version/scheme-store.js';
import { leftOutReason } from '../approval/approval-fate.js';
import { yuanTotalOf } from '../approval/read-approval.js';
import { StoredTexts, type Texts } from './stored-texts.js';

const DAY_MS = 86_400_000;
/** Approvals per page of columns. Raw answers are read READ at a time, and other requests are served between two reads. */
const PAGE = 500;
const READ = 50;
const MOST_SHOWN = 200;
/** Uses the index on scheme and day. Of a changed approval only the newest version counts. */
const OF_FORM = `a.scheme_id IN (SELECT s.id FROM scheme s WHERE s.process_code = ?) AND NOT EXISTS (SELECT 1 FROM approval n
  WHERE n.corp_id = a.corp_id AND n.process_instance_id = a.process_instance_id AND n.source_version > a.source_version)`;

interface Row {
  id: string;
  process_instance_id: string;
  business_id: string;
  title: string;
  originator_name: string;
  status: string;
  result: string;
  biz_action: string;
  finished_at: unknown;
  archived: unknown;
  fen: unknown;
  has: unknown;
  /** 1 if its bill is not in yuan: its total is counted and not added. */
  abroad: unknown;
}
interface Answer {
  id: string;
  process_instance_id: string;
  originator_name: string;
  family: ApiFamily;
  raw: string;
}
/** The parts of an approval that have to be read from DingTalk's answer. */
interface Read {
  texts: ReadonlyMap<string, Texts>;
  amount: Amount | null;
}

/** A judged approval. `reason` is null if it is collected. */
interface Judged {
  row: Row;
  amount: Amount | null;
  reason: string | null;
  condition: number | null;
}

/** Shows which stored approvals a filter would leave out, before the filter is saved. */
@Injectable()
export class PreviewFilter {
  private readonly known = new StoredTexts();

  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
  ) {}

  /**
   * Judges the stored approvals of the scheme's form by this filter instead of the saved one: all approvals, or those of the
   * last `days`. DingTalk is not asked, and nothing is written. The first request about a control takes some seconds for
   * 20,000 approvals, later ones less than a second.
   * @throws SchemeNotFoundError, SchemeContentError for a filter that could not be saved.
   */
  async run(schemeId: string, { filter, days }: Wanted, now = Date.now()): Promise<FilterPreview> {
    checkFilter(filter);
    const scheme = await this.schemes.get(schemeId);
    const version = await this.schemes.version(schemeId, scheme.currentVersion);
    const from = days === undefined ? null : beijingDate(now - (days - 1) * DAY_MS);
    const told = new Told();
    let oldest = now;
    const ids = await this.newest(scheme.processCode, from === null ? 0 : dayStart(from));
    for (let start = 0; start < ids.length; start += PAGE) {
      const rows = await this.rows(ids.slice(start, start + PAGE));
      const read = await this.read(rows, filter, version, now);
      for (const row of rows) told.add(inYuan(judge(row, filter, read.get(row.id))));
      oldest = readInt(rows.at(-1)?.finished_at ?? oldest);
      // SQLite answers without yielding to the event loop, so no other request would be served until the last page.
      await breathe();
    }
    return told.read(from ?? beijingDate(oldest));
  }

  private async newest(processCode: string, from: number): Promise<string[]> {
    const sql = `SELECT a.id FROM approval a WHERE ${OF_FORM} AND a.finished_at >= ? ORDER BY a.finished_at DESC, a.id DESC`;
    return (await this.db.query<{ id: string }>(sql, [processCode, from])).map(({ id }) => id);
  }

  /** Returns the rows, newest first. `fen` is the total that was read from the form when the approval was stored. */
  private rows(ids: readonly string[]): Promise<Row[]> {
    return this.db.query<Row>(
      `SELECT a.id, a.process_instance_id, a.business_id, a.title, a.originator_name, a.status, a.result, a.biz_action, a.finished_at,
         CASE WHEN a.raw = '' THEN 1 ELSE 0 END AS archived, l.total_fen AS fen,
         CASE WHEN EXISTS (SELECT 1 FROM bill b WHERE b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id)
         THEN 1 ELSE 0 END AS has,
         CASE WHEN EXISTS (SELECT 1 FROM bill b WHERE b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id AND b.currency NOT IN ('', '${YUAN}'))
         THEN 1 ELSE 0 END AS abroad
       FROM approval a LEFT JOIN listed_approval l ON l.corp_id = a.corp_id AND l.process_instance_id = a.process_instance_id
       WHERE a.id IN (${placeholders(ids)}) ORDER BY a.finished_at DESC, a.id DESC`,
      [...ids],
    );
  }

  /** Returns the texts that the conditions ask for, by approval id. Unreadable approvals are left out; known texts are not read again. */
  private async read(
    rows: readonly Row[],
    filter: readonly FilterCondition[],
    version: SchemeVersionContent,
    now: number,
  ): Promise<ReadonlyMap<string, Read>> {
    const { content, schemeId, number } = version;
    // The names by which a control is found depend on the form as the version knows it.
    const form = `${schemeId} ${number}`;
    this.known.begin(form, now);
    const wanted = new Map(filter.map((condition) => [textsKey(condition), condition]));
    const read = new Map<string, Read>();
    const missing = new Map<string, Row>();
    for (const row of rows) {
      if (readInt(row.archived) === 1) continue;
      const texts = new Map<string, Texts>();
      // Refused and cancelled approvals are left out whatever their controls hold.
      for (const key of outright(row) === null ? wanted.keys() : []) {
        const known = this.known.get(row.id, key);
        if (known !== undefined) texts.set(key, known);
      }
      const complete = row.fen != null && (outright(row) !== null || texts.size === wanted.size);
      if (complete) read.set(row.id, { texts, amount: fromFen(readFen(row.fen)) });
      else missing.set(row.id, row);
    }
    const ids = [...missing.keys()];
    for (let start = 0; start < ids.length; start += READ) {
      for (const answer of await this.answers(ids.slice(start, start + READ))) {
        const source = sourceOf(answer, version);
        if (source === null) continue;
        const tables = detailTables(content.detail);
        const texts = new Map([...wanted].map(([key, condition]) => [key, textsOf(condition, source, tables)]));
        for (const [key, text] of texts) this.known.keep(form, answer.id, key, text);
        const fen = missing.get(answer.id)?.fen;
        read.set(answer.id, { texts, amount: fen == null ? yuanTotalOf(content, source) : fromFen(readFen(fen)) });
      }
      await breathe();
    }
    return read;
  }

  private answers(ids: readonly string[]): Promise<Answer[]> {
    return this.db.query<Answer>(
      `SELECT id, process_instance_id, originator_name, family, raw FROM approval WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
  }
}

const outright = ({ status, result, biz_action }: Row): string | null =>
  leftOutReason({ status, result, bizAction: biz_action });

/** Judges one approval. @param read undefined if the raw answer was archived or cannot be read; the result is then null. */
function judge(row: Row, filter: readonly FilterCondition[], read: Read | undefined): Judged | null {
  if (read === undefined) return null;
  const { amount, texts } = read;
  const reason = outright(row);
  if (reason !== null) return { row, amount, reason, condition: null };
  const at = filter.findIndex((condition) => {
    const own = texts.get(textsKey(condition));
    return own != null && !textsMeet(condition, own);
  });
  const unmet = filter[at];
  return { row, amount, reason: unmet ? unmetReason(unmet) : null, condition: unmet ? at : null };
}

const inYuan = (judged: Judged | null): Judged | null =>
  judged !== null && readInt(judged.row.abroad) === 1 ? { ...judged, amount: null } : judged;

function sourceOf(answer: Answer, { content: { processCode }, form }: SchemeVersionContent): ApprovalSource | null {
  try {
    const { family, process_instance_id: processInstanceId, raw: text } = answer;
    const instance = parseApproval({ family, processCode, processInstanceId, text });
    return new ApprovalSource(instance, answer.originator_name, form);
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return null;
    throw error;
  }
}

/** Counts the judged approvals as they come; their texts are not kept. */
class Told {
  private readonly total = new Sum();
  private readonly collected = new Sum();
  private readonly leftOut = new Sum();
  private readonly kept = new Sum();
  private readonly reasons = new Map<string, { condition: number | null; sum: Sum }>();
  private readonly items: FilterPreview['items'] = [];
  private notJudged = 0;

  /** @param judged null for an approval that could not be judged. */
  add(judged: Judged | null): void {
    if (judged === null) {
      this.notJudged += 1;
      return;
    }
    const { row, amount, reason, condition } = judged;
    this.total.add(amount);
    if (reason === null) {
      this.collected.add(amount);
      return;
    }
    this.leftOut.add(amount);
    const hasBill = readInt(row.has) === 1;
    if (hasBill) this.kept.add(amount);
    const of = this.reasons.get(reason) ?? { condition, sum: new Sum() };
    of.sum.add(amount);
    this.reasons.set(reason, of);
    if (this.items.length < MOST_SHOWN)
      this.items.push({
        processInstanceId: row.process_instance_id,
        businessId: row.business_id,
        title: maskText(row.title, [row.business_id]),
        originatorName: row.originator_name,
        finishedAt: readInt(row.finished_at),
        amount,
        reason,
        hasBill,
      });
  }

  read(from: string): FilterPreview {
    return {
      from,
      total: this.total.read(),
      collected: this.collected.read(),
      leftOut: this.leftOut.read(),
      reasons: [...this.reasons]
        .map(([reason, { condition, sum }]) => ({ reason, condition, sum: sum.read() }))
        .sort((one, other) => other.sum.count - one.sum.count),
      items: this.items,
      kept: this.kept.read(),
      notJudged: this.notJudged,
    };
  }
}

class Sum {
  private count = 0;
  private fen = 0n;
  private unknown = 0;

  add(amount: Amount | null): void {
    this.count += 1;
    if (amount === null) this.unknown += 1;
    else this.fen += toFen(amount);
  }

  read(): CountAndSum {
    const { count, fen, unknown } = this;
    return { count, amount: fromFen(fen), ...(unknown > 0 ? { unknown } : {}) };
  }
}
