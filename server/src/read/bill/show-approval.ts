import type { ApprovalLine, ApprovalRecord, BillApproval } from '@dingdee/shared/bill-approval';
import { Injectable } from '@nestjs/common';
import { BillHistory } from '../../bill/history/bill-history.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { type OperationRecord, readRecords } from '../../connectors/dingtalk/form/read-records.js';
import type { RawApproval } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import type { Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { maskedValue } from './masked-value.js';

const ARCHIVED = '审批原文已归档，这里不再显示，在钉钉里打开原审批看';
const UNREADABLE = '审批原文无法识别，在钉钉里打开原审批看';

/** Shows the approval behind a bill as its applicant filled it in, and what people did with it in DingTalk. */
@Injectable()
export class ShowApproval {
  constructor(
    private readonly db: Database,
    private readonly history: BillHistory,
  ) {}

  /** Returns the approval; `unread` says why it cannot be shown. @throws BillNotFoundError */
  async of(billId: string): Promise<BillApproval> {
    const [row] = await this.db.query<Record<string, unknown>>(
      `SELECT a.raw, a.family, a.process_code, a.process_instance_id, a.collected_at, a.originator_name, b.title, b.business_id, b.department, b.originator_userid
       FROM bill b JOIN approval a ON a.id = b.approval_id WHERE b.id = ?`,
      [billId],
    );
    if (!row) throw new BillNotFoundError(billId);
    const originatorId = String(row.originator_userid);
    const keep = [String(row.business_id), String(row.process_instance_id), originatorId];
    const shown = {
      title: maskText(String(row.title ?? ''), keep),
      originator: String(row.originator_name || originatorId),
      department: String(row.department ?? ''),
      readAt: Number(row.collected_at),
      lines: [],
      tables: [],
      records: [],
    };
    if (String(row.raw) === '') return { ...shown, unread: ARCHIVED };
    const raw: RawApproval = {
      family: row.family === 'topapi' ? 'topapi' : 'v1',
      processCode: String(row.process_code),
      processInstanceId: String(row.process_instance_id),
      text: String(row.raw),
    };
    try {
      const { controls } = parseApproval(raw);
      const records = await this.named(readRecords(raw), originatorId, shown.originator);
      return { ...shown, ...formOf(controls, keep), records, unread: null };
    } catch (error) {
      if (!(error instanceof UnreadableApprovalError)) throw error;
      return { ...shown, unread: UNREADABLE };
    }
  }

  /** Adds names, and merges records that DingTalk wrote several times at the same moment. */
  private async named(
    records: readonly OperationRecord[],
    originatorId: string,
    originator: string,
  ): Promise<ApprovalRecord[]> {
    const names = await this.history.names(records.map(({ userId }) => userId));
    const told: ApprovalRecord[] = [];
    for (const { userId, at, step, deed, remark } of records) {
      const known = userId === originatorId ? originator : names(userId);
      const record = { at, who: known === userId ? '' : known, step, deed, remark: maskText(remark) };
      const last = told.at(-1);
      if (last && last.at === at && last.who === record.who && last.deed === deed && last.remark === record.remark)
        last.times += 1;
      else told.push({ ...record, times: 1 });
    }
    return told;
  }
}

/** Returns the content of the form, in its order; missing and empty cells are left out, as on the form. */
function formOf(controls: readonly Control[], keep: readonly string[]): Pick<BillApproval, 'lines' | 'tables'> {
  const lines: ApprovalLine[] = [];
  const tables: BillApproval['tables'] = [];
  for (const control of controls) {
    const { value, name } = control;
    if (control.spread) continue;
    if (value.kind === 'table')
      tables.push({
        label: name,
        rows: value.rows.map(({ cells, unreadable }) =>
          unreadable === undefined
            ? cells.flatMap((cell) => linesOf(cell, keep))
            : [{ label: name, text: maskText(unreadable, keep) }],
        ),
      });
    else lines.push(...linesOf(control, keep));
  }
  return { lines, tables };
}

function linesOf({ name, value }: Control, keep: readonly string[]): ApprovalLine[] {
  if (value.kind === 'object')
    return Object.entries(value.entries)
      .filter(([, text]) => text !== '')
      .map(([key, text]) => ({ label: name, text: maskedValue(text, keep, key) }));
  const text = value.kind === 'empty' ? '' : controlText(value);
  return text === '' ? [] : [{ label: name, text: maskedValue(text, keep, name) }];
}
