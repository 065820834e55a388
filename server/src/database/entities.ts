import { Member, RoleGrant } from '../access/member.entity.js';
import { Session } from '../access/session.entity.js';
import { AuditEntry } from '../audit/audit.entity.js';
import { AuditHeadRow } from '../audit/audit-head.entity.js';
import { EarlierDecision } from '../audit/earlier-decision.entity.js';
import { Bill, BillContent, BillLock, BillLookup } from '../bill/bill.entity.js';
import { Selection, SelectionItem } from '../bill/selection.entity.js';
import { CallMeter } from '../dingtalk/call-meter.entity.js';
import { LedgerHold, RestoredBill } from '../hold/ledger-hold.entity.js';
import { Amendment } from '../intake/amendment.entity.js';
import { Approval } from '../intake/approval.entity.js';
import { IntakeRun } from '../intake/intake-run.entity.js';
import { SuspectedOriginal } from '../intake/suspected-original.entity.js';
import { KingdeeSlot } from '../kingdee/kingdee-slot.entity.js';
import { LiveEvent } from '../live/live-event.entity.js';
import { BaseData } from '../mapping/base-data.entity.js';
import { MappingRow, MappingTable } from '../mapping/mapping-table.entity.js';
import { KingdeeWatch } from '../proof/kingdee-watch.entity.js';
import { Probe, PushCall, PushClearance, PushReceipt } from '../push/push-call.entity.js';
import { OwnPush, PushItem, PushOrder, PushPreview } from '../push/push-order.entity.js';
import { PushPause } from '../push/push-pause.entity.js';
import { ProcessHeartbeatRow } from '../queue/process-heartbeat.entity.js';
import { Connection } from '../scheme/connection.entity.js';
import { NumberingSeen, SchemeKeyField } from '../scheme/numbering-seen.entity.js';
import { Scheme, SchemeVersion } from '../scheme/scheme.entity.js';
import { Outbox } from '../writeback/outbox.entity.js';
import { WriteCheckRow } from './write-check.entity.js';

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
  Connection,
  EarlierDecision,
  IntakeRun,
  KingdeeSlot,
  KingdeeWatch,
  LedgerHold,
  LiveEvent,
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
