import { LogInClientRow } from '../access/client/log-in-client.entity.js';
import { Department } from '../access/department/department.entity.js';
import { Member, RoleGrant } from '../access/member/member.entity.js';
import { Session } from '../access/session/session.entity.js';
import { ApiTokenRow } from '../access/token/api-token.entity.js';
import { AnalysisCell, AnalysisDay } from '../analysis/analysis.entity.js';
import { AssistantProposalRow } from '../assistant/proposal/assistant-proposal.entity.js';
import { AuditEntry } from '../audit/audit.entity.js';
import { AuditHeadRow } from '../audit/chain/audit-head.entity.js';
import { EarlierDecision } from '../audit/earlier-decision.entity.js';
import { BaseData, BaseDataChangeRow, BaseDataKindRow } from '../base-data/base-data.entity.js';
import { EmptiedBaseDataRow } from '../base-data/emptied/emptied-base-data.entity.js';
import { BaseDataIncrementRow } from '../base-data/incremental/increment.entity.js';
import { OwnTargetFieldRow } from '../base-data/own-field/own-target-field.entity.js';
import { TargetFieldLimitRow } from '../base-data/own-field/target-field-limit.entity.js';
import { TargetMustInputRow } from '../base-data/own-field/target-must-input.entity.js';
import { RefusedBaseDataRow } from '../base-data/refused/refused-base-data.entity.js';
import { ApprovalSplitRow } from '../bill/ledger/approval-split.entity.js';
import { Bill, BillContent, BillLock, BillLookup } from '../bill/ledger/bill.entity.js';
import { BillAccount } from '../bill/ledger/bill-account.entity.js';
import { BillAssignment } from '../bill/ledger/bill-assignment.entity.js';
import { BillDueMap } from '../bill/ledger/due-map.entity.js';
import { BillSearchText, SearchText } from '../bill/ledger/search-text.entity.js';
import { BillLook } from '../bill/look/bill-look.entity.js';
import { ClosedPeriodRow } from '../bill/period/closed-period.entity.js';
import { Selection, SelectionItem } from '../bill/selection/selection.entity.js';
import { CheckUpLine, CheckUpRun } from '../checkup/store/check-up.entity.js';
import {
  CloseAccrualRow,
  CloseEntryRow,
  CloseNoteRow,
  ClosePackRow,
  CloseSignatureRow,
} from '../close/close.entity.js';
import { Connection } from '../connection/connection.entity.js';
import { ApiMeter, CallMeter } from '../connectors/dingtalk/call/call-meter.entity.js';
import { QuotaRefusal } from '../connectors/dingtalk/call/quota-refusal.entity.js';
import { KingdeeSlot } from '../connectors/kingdee/transport/kingdee-slot.entity.js';
import { RequestKey } from '../database/request-key.entity.js';
import { WriteCheckRow } from '../database/write-check.entity.js';
import { DataExportRow } from '../dataset/export/data-export.entity.js';
import { SavedViewRow } from '../desk/view/saved-view.entity.js';
import { LiveEvent } from '../event-log/live-event.entity.js';
import { LedgerHold, RestoredBill } from '../hold/ledger-hold.entity.js';
import { Amendment } from '../intake/amend/amendment.entity.js';
import { SuspectedOriginal } from '../intake/amend/suspected-original.entity.js';
import { Approval } from '../intake/approval/approval.entity.js';
import { EventChannelRow } from '../intake/channel/event-channel.entity.js';
import { CallbackNonce } from '../intake/event/callback-nonce.entity.js';
import { DingTalkEvent, EventMeterRow } from '../intake/event/dingtalk-event.entity.js';
import { ListedApproval } from '../intake/listed/listed-approval.entity.js';
import { QuotaMonth } from '../intake/plan/quota-month.entity.js';
import { Backfill, BackfillItem } from '../intake/quarantine/backfill.entity.js';
import { IntakeRun } from '../intake/run/intake-run.entity.js';
import { ValueAsideBill, ValueAsideRow } from '../mapping/aside/value-aside.entity.js';
import { MappingImport } from '../mapping/excel/mapping-import.entity.js';
import { RelatedSnapshotRow, RelatedWantedRow } from '../mapping/related/related.entity.js';
import { MappingRow, MappingTable } from '../mapping/run/mapping-table.entity.js';
import { MappingChangeRow } from '../mapping/table/mapping-change.entity.js';
import { NoticeChoice, NoticeRow, NoticeRule } from '../notice/notice.entity.js';
import { Outbox } from '../outbox/outbox.entity.js';
import { KingdeeWatch } from '../proof/watch/kingdee-watch.entity.js';
import { Probe, PushCall, PushClearance, PushReceipt } from '../push/call/push-call.entity.js';
import { OwnPush, PushItem, PushOrder, PushPreview } from '../push/order/push-order.entity.js';
import { PushPause } from '../push/order/push-pause.entity.js';
import { SourceCheckRow } from '../push/send/source-check.entity.js';
import { ProcessHeartbeatRow } from '../queue/process-heartbeat.entity.js';
import { ReportRow, ReportSendingRow } from '../report/report.entity.js';
import { FormDefinitionRow } from '../scheme/drift/form-definition.entity.js';
import { NumberingSeen, SchemeKeyField } from '../scheme/number/numbering-seen.entity.js';
import { SchemeSetupRow, SetupBegunRow, SiteSetupRow } from '../scheme/setup/site-setup.entity.js';
import { Scheme, SchemeVersion } from '../scheme/version/scheme.entity.js';
import { SimulationBillRow, SimulationRow } from '../simulate/simulation.entity.js';
import { StatementEntryRow, StatementRunRow } from '../statement/statement.entity.js';
import { TodoRefusalRow, TodoRow } from '../todo/todo.entity.js';
import { WebhookDeliveryRow, WebhookRow } from '../webhook/webhook.entity.js';

/** All tables of the program; a room exports its entities for this list only. */
export const ENTITIES = [
  ApprovalSplitRow,
  Amendment,
  AnalysisCell,
  AnalysisDay,
  ApiTokenRow,
  AssistantProposalRow,
  Approval,
  AuditEntry,
  AuditHeadRow,
  Backfill,
  BackfillItem,
  BaseData,
  BaseDataChangeRow,
  BaseDataKindRow,
  BaseDataIncrementRow,
  Bill,
  BillAccount,
  BillContent,
  BillDueMap,
  BillLock,
  BillAssignment,
  BillLook,
  BillLookup,
  BillSearchText,
  ApiMeter,
  CallMeter,
  QuotaMonth,
  QuotaRefusal,
  CallbackNonce,
  CheckUpLine,
  CheckUpRun,
  ClosedPeriodRow,
  CloseAccrualRow,
  CloseEntryRow,
  CloseNoteRow,
  ClosePackRow,
  CloseSignatureRow,
  Connection,
  DataExportRow,
  Department,
  DingTalkEvent,
  EarlierDecision,
  EmptiedBaseDataRow,
  OwnTargetFieldRow,
  TargetFieldLimitRow,
  TargetMustInputRow,
  EventChannelRow,
  EventMeterRow,
  FormDefinitionRow,
  IntakeRun,
  KingdeeSlot,
  KingdeeWatch,
  LedgerHold,
  LiveEvent,
  LogInClientRow,
  MappingChangeRow,
  MappingImport,
  MappingRow,
  MappingTable,
  ValueAsideRow,
  ValueAsideBill,
  RelatedSnapshotRow,
  RelatedWantedRow,
  ListedApproval,
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
  RefusedBaseDataRow,
  RestoredBill,
  RoleGrant,
  SavedViewRow,
  Scheme,
  SchemeKeyField,
  SchemeSetupRow,
  SchemeVersion,
  SetupBegunRow,
  SiteSetupRow,
  SearchText,
  Selection,
  SelectionItem,
  Session,
  ReportRow,
  ReportSendingRow,
  NoticeRow,
  NoticeRule,
  NoticeChoice,
  SimulationBillRow,
  SimulationRow,
  StatementEntryRow,
  StatementRunRow,
  SourceCheckRow,
  SuspectedOriginal,
  TodoRefusalRow,
  TodoRow,
  WebhookDeliveryRow,
  WebhookRow,
  WriteCheckRow,
  RequestKey,
];
