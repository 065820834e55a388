import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily } from '../../connectors/source.js';
import type { Database } from '../../database/database.js';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { clip } from '../../json/json-reading.js';
import type { PlacedControl } from '../../scheme/drift/form-changes.js';
import { maskedValue } from '../bill/masked-value.js';

interface Snapshot {
  family: ApiFamily;
  process_code: string;
  process_instance_id: string;
  raw: string;
}

const MOST_LOOKED_AT = 20;
const MOST_SHOWN = 3;
const LONGEST = 40;

/** Returns the newest stored approvals of a scheme that can be read; their order is that of the day on which they finished. */
export async function newestApprovals(db: Database, schemeId: string): Promise<ApprovalInstance[]> {
  const rows = await db.query<Snapshot>(
    `SELECT family, process_code, process_instance_id, raw FROM approval WHERE scheme_id = ? AND raw <> '' ORDER BY finished_at DESC LIMIT ${MOST_LOOKED_AT}`,
    [schemeId],
  );
  return rows.flatMap(({ family, process_code: processCode, process_instance_id: processInstanceId, raw: text }) => {
    try {
      return [parseApproval({ family, processCode, processInstanceId, text })];
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return [];
      throw error;
    }
  });
}

/** Returns some different values that people gave a control, newest first; account numbers are masked. */
export function samplesOf({ id, label, table }: PlacedControl, approvals: readonly ApprovalInstance[]): string[] {
  const values = approvals.flatMap(({ controls, businessId }) =>
    placesOf(controls, table?.id ?? null)
      .filter((control) => control.id === id)
      .map(({ value }) => (value.kind === 'empty' || value.kind === 'unreadable' ? '' : controlText(value).trim()))
      .filter((text) => text !== '')
      .map((text) => clip(maskedValue(text, [businessId], label), LONGEST)),
  );
  return [...new Set(values)].slice(0, MOST_SHOWN);
}

const placesOf = (controls: readonly Control[], table: string | null): readonly Control[] =>
  table === null
    ? controls
    : controls.flatMap(({ id, value }) =>
        id === table && value.kind === 'table' ? value.rows.flatMap(({ cells }) => cells) : [],
      );
