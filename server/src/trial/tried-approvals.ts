import type { SchemeContent } from '@dingdee/shared/scheme';
import { TRIED } from '@dingdee/shared/trial';
import { Injectable } from '@nestjs/common';
import { DingTalkClient, type RawApproval } from '../connectors/source.js';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { departmentKey } from '../domain/approval/department-key.js';
import { billNo, thirdBillNo } from '../domain/bill/bill-key.js';
import { BillsToMap, isUnseen } from '../mapping/run/bills-to-map.js';
import type { SnapshotToMap } from '../mapping/run/map-one.js';
import type { FreshApproval } from './recent-reads.js';

/** An approval to try; if it has a bill, with the bill's locks. */
export interface ToTry {
  id: string;
  snapshot: SnapshotToMap;
  /** Nobody has approved its bill, so changes of the form stop it. */
  unseen: boolean;
  fresh: boolean;
  /** It has a bill, so no scheme makes another one. */
  billed: boolean;
}

interface Row {
  id: string;
  process_instance_id: string;
  process_code: string;
  source_version: unknown;
  family: string;
  originator_userid: string;
  originator_name: string;
  raw: string;
  bill_id: string | null;
}

/** SQL: only the newest version of a changed approval; a revoked approval makes no bill. */
const PASSED = `a.process_code = ? AND a.status = 'COMPLETED' AND a.result = 'agree' AND a.biz_action <> 'REVOKE' AND a.raw <> ''
  AND a.scheme_id IN (SELECT s.id FROM scheme s WHERE s.process_code = ?)
  AND NOT EXISTS (SELECT 1 FROM approval n WHERE n.corp_id = a.corp_id AND n.process_instance_id = a.process_instance_id
    AND n.source_version > a.source_version)`;

/** Loads the newest passed approvals of a form. */
@Injectable()
export class TriedApprovals {
  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** Returns stored approvals, the newest first, at most TRIED. */
  async stored({ processCode, billNoPrefix, orgNumber }: SchemeContent): Promise<ToTry[]> {
    const rows = await this.db.query<Row>(
      `SELECT a.id, a.process_instance_id, a.process_code, a.source_version, a.family, a.originator_userid, a.originator_name, a.raw,
         (SELECT MAX(b.id) FROM bill b WHERE b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id) AS bill_id
       FROM approval a WHERE ${PASSED} ORDER BY a.finished_at DESC, a.id DESC LIMIT ${TRIED}`,
      [processCode, processCode],
    );
    const loaded = await this.bills.load(rows.flatMap(({ bill_id }) => bill_id ?? []));
    const bills = new Map(loaded.filter(({ raw }) => raw.text !== '').map((bill) => [bill.ref.id, bill]));
    return rows.map((row): ToTry => {
      const bill = row.bill_id === null ? undefined : bills.get(row.bill_id);
      if (bill) return { id: row.id, snapshot: bill, unseen: isUnseen(bill), fresh: false, billed: true };
      const raw: RawApproval = {
        family: row.family === 'topapi' ? 'topapi' : 'v1',
        processCode: row.process_code,
        processInstanceId: row.process_instance_id,
        text: row.raw,
      };
      const who = { userId: row.originator_userid, name: row.originator_name };
      const snapshot = this.without(raw, who, { billNoPrefix, orgNumber }, readInt(row.source_version));
      return { id: row.id, snapshot, unseen: true, fresh: false, billed: row.bill_id !== null };
    });
  }

  /** Makes an approval that was only read. */
  fresh({ raw, instance, originatorName }: FreshApproval, content: SchemeContent): ToTry {
    const who = { userId: instance.originatorUserId, name: originatorName };
    const snapshot = this.without(raw, who, content, 1);
    snapshot.shown.department = instance.originatorDeptName;
    snapshot.shown.departmentKey = departmentKey([instance.originatorDeptId]);
    return { id: instance.processInstanceId, snapshot, unseen: true, fresh: true, billed: false };
  }

  /** Makes the snapshot that an approval's new bill would start with. */
  private without(
    raw: RawApproval,
    who: { userId: string; name: string },
    { billNoPrefix, orgNumber }: Pick<SchemeContent, 'billNoPrefix' | 'orgNumber'>,
    sourceVersion: number,
  ): SnapshotToMap {
    return {
      raw,
      sourceVersion,
      originatorUserId: who.userId,
      originatorName: who.name,
      locks: {},
      lockedBy: {},
      lockedOn: {},
      billNo: billNo(billNoPrefix, this.dingtalk.corpId, raw.processInstanceId, ''),
      thirdBillNo: thirdBillNo(raw.processInstanceId, ''),
      shown: {
        payee: who.name,
        department: '',
        departmentKey: '',
        purpose: '',
        orgNumber,
        currency: 'CNY',
        fen: null,
      },
    };
  }
}
