import type { DayApproval, DayApprovals, DayApprovalsQuery, LeftOutQuery } from '@dingdee/shared/completeness';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import { readFen, readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { beijingMonth, whenInWords } from '../../domain/beijing-time.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { FEN, ofForm, PLACE } from './day-places.js';

const MOST = 500;

interface Row {
  id: string;
  outcome: string;
  reason: string | null;
  business_id: string | null;
  title: string | null;
  originator_name: string | null;
  started_at: unknown;
  finished_at: unknown;
  listed_at: unknown;
  next_at: unknown;
  fen: unknown;
  settled_at: unknown;
  settled_by_name: string | null;
  settled_reason: string | null;
}
type Part = DayApprovalsQuery['part'];
/** A condition on `l` with its parameters. */
interface Which {
  where: string;
  values: readonly string[];
  /** SQL order: oldest first on one day, newest day first over many days. */
  order: string;
}

/** Lists the approvals of a day and form that are unexplained, settled or left out. */
@Injectable()
export class ListDayApprovals {
  constructor(private readonly db: Database) {}

  list(day: string, { processCode, part }: DayApprovalsQuery, now = Date.now()): Promise<DayApprovals> {
    const form = ofForm(processCode);
    const which = { where: `l.day = ?${form.and}`, values: [day, ...form.values], order: 'l.listed_at' };
    return this.find(part, which, now);
  }

  /** Lists this month's approvals that were left out. */
  leftOut({ reason, processCode }: LeftOutQuery, now = Date.now()): Promise<DayApprovals> {
    const form = ofForm(processCode);
    const why = reason === undefined ? '' : ` AND COALESCE(l.reason, '') = ?`;
    const values = [`${beijingMonth(now)}-01`, ...(reason === undefined ? [] : [reason]), ...form.values];
    const which = { where: `l.day >= ?${why}${form.and}`, values, order: 'l.day DESC, l.listed_at DESC' };
    return this.find('left-out', which, now);
  }

  /** Lists the approvals of any day that a person has settled, so that they stay visible. */
  settled(processCode?: string, now = Date.now()): Promise<DayApprovals> {
    const { and, values } = ofForm(processCode);
    const which = { where: `l.settled_at IS NOT NULL${and}`, values, order: 'l.settled_at DESC' };
    return this.find('settled', which, now);
  }

  private async find(part: Part, { where, values, order }: Which, now: number): Promise<DayApprovals> {
    const of = `FROM listed_approval l WHERE ${where} AND ${PLACE} = ?`;
    const asked = [...values, part];
    const [total] = await this.db.query<{ n: unknown }>(`SELECT COUNT(*) AS n ${of}`, asked);
    const sorted = `ORDER BY ${order}, l.process_instance_id`;
    const rows = await this.db.query<Row>(
      `SELECT l.process_instance_id AS id, l.outcome, l.reason, l.started_at, l.finished_at, l.listed_at, l.next_at, l.fen,
         l.settled_at, l.settled_by_name, l.settled_reason, s.business_id, s.title, s.originator_name
       FROM (SELECT l.*, ${FEN} AS fen ${of} ${sorted} LIMIT ${MOST}) l
       LEFT JOIN approval s ON s.corp_id = l.corp_id AND s.process_instance_id = l.process_instance_id AND s.source_version = 1
       ${sorted}`,
      asked,
    );
    return { items: rows.map((row) => itemOf(row, part, now)), total: readInt(total?.n) };
  }
}

function itemOf(row: Row, part: Part, now: number): DayApproval {
  const at = (value: unknown) => (value == null ? null : readInt(value));
  return {
    processInstanceId: row.id,
    businessId: row.business_id,
    title: row.title === null ? null : maskText(row.title, [row.business_id ?? '']),
    originatorName: row.originator_name,
    startedAt: at(row.started_at),
    finishedAt: at(row.finished_at),
    listedAt: readInt(row.listed_at),
    amount: row.fen == null ? null : fromFen(readFen(row.fen)),
    maySettle: part === 'unexplained' && row.outcome === 'unread' && row.reason !== null,
    settled:
      part === 'settled'
        ? { byName: row.settled_by_name ?? '', at: readInt(row.settled_at), reason: row.settled_reason ?? '' }
        : null,
    ...(part === 'left-out' ? { reason: row.reason ?? '', next: null } : unexplained(row, at(row.next_at), now)),
  };
}

function unexplained(
  { outcome, reason }: Row,
  nextAt: number | null,
  now: number,
): Pick<DayApproval, 'reason' | 'next'> {
  if (outcome !== 'unread')
    return {
      reason: outcome === 'collected' ? '采集过，台账里却没有它的单据。' : '记过不采集，留存的审批却不见了。',
      next: '按“现在采集”会重新收进来。仍然这样，请管理员核对数据库是否被改过，或恢复过旧备份。',
    };
  if (reason === null)
    return {
      reason: '钉钉列出了它，采集在读它之前停了。',
      next: '下一次采集会先读它；等不及就按“现在采集”。',
    };
  const again = nextAt === null || nextAt <= now ? '下一次采集再读' : `${whenInWords(nextAt, now)} 起再读`;
  return { reason, next: `${again}，不用人管。一直读不到，请管理员到钉钉里查这条，写明结果；急着付的先按线下处理。` };
}
