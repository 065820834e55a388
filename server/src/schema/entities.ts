import { LogInClientRow } from '../access/client/log-in-client.entity.js';
import { Department } from '../access/department/department.entity.js';
import { Member, RoleGrant } from '../access/member/member.entity.js';
import { Session } from '../access/session/session.entity.js';
import { AuditEntry } from '../audit/audit.entity.js';
import { AuditHeadRow } from '../audit/chain/audit-head.entity.js';
import { EarlierDecision } from '../audit/earlier-decision.entity.js';
import { BaseData } from '../base-data/base-data.entity.js';
import { EmptiedBaseDataRow } from '../base-data/emptied/emptied-base-data.entity.js';
import { Bill, BillContent, BillLock, BillLookup } from '../bill/ledger/bill.entity.js';
import { Selection, SelectionItem } from '../bill/selection/selection.entity.js';
import { CheckUpLine, CheckUpRun } from '../checkup/store/check-up.entity.js';
import { Connection } from '../connection/connection.entity.js';
import { CallMeter } from '../connectors/dingtalk/call/call-meter.entity.js';
import { KingdeeSlot } from '../connectors/kingdee/transport/kingdee-slot.entity.js';
import { WriteCheckRow } from '../database/write-check.entity.js';
import { LiveEvent } from '../event-log/live-event.entity.js';
import { LedgerHold, RestoredBill } from '../hold/ledger-hold.entity.js';
import { Amendment } from '../intake/amend/amendment.entity.js';
import { SuspectedOriginal } from '../intake/amend/suspected-original.entity.js';
import { Approval } from '../intake/approval/approval.entity.js';
import { IntakeRun } from '../intake/run/intake-run.entity.js';
import { MappingRow, MappingTable } from '../mapping/table/mapping-table.entity.js';
import { Outbox } from '../outbox/outbox.entity.js';
import { KingdeeWatch } from '../proof/watch/kingdee-watch.entity.js';
import { Probe, PushCall, PushClearance, PushReceipt } from '../push/call/push-call.entity.js';
import { OwnPush, PushItem, PushOrder, PushPreview } from '../push/order/push-order.entity.js';
import { PushPause } from '../push/order/push-pause.entity.js';
import { ProcessHeartbeatRow } from '../queue/process-heartbeat.entity.js';
import { NumberingSeen, SchemeKeyField } from '../scheme/number/numbering-seen.entity.js';
import { Scheme, SchemeVersion } from '../scheme/version/scheme.entity.js';

/** Every table of the program; features export their entities to nobody else. */
export const ENTITIES = [
  Amendment,
  Approval,
  AuditEntry,
  AuditHeadRow,
  BaseData,
  Bill,
  BillContent,
  BillLock,
  BillLookup,
  CallMeter,
  CheckUpLine,
  CheckUpRun,
  Connection,
  Department,
  EarlierDecision,
  EmptiedBaseDataRow,
  IntakeRun,
  KingdeeSlot,
  KingdeeWatch,
  LedgerHold,
  LiveEvent,
  LogInClientRow,
  MappingRow,
  MappingTable,
  Member,
  NumberingSeen,
  Outbox,
  OwnPush,
  Probe,
  ProcessHeartbeatRow,
  PushCall,
  PushClearance,
  PushItem,
  PushOrder,
  PushPause,
  PushPreview,
  PushReceipt,
  RestoredBill,
  RoleGrant,
  Scheme,
  SchemeKeyField,
  SchemeVersion,
  Selection,
  SelectionItem,
  Session,
  SuspectedOriginal,
  WriteCheckRow,
];
