import { CreateTables1795000000000 } from '../database/migrations/1795000000000-create-tables.js';
import { ScaleOut1796000000000 } from '../database/migrations/1796000000000-scale-out.js';
import { PushChecks1797000000000 } from '../database/migrations/1797000000000-push-checks.js';
import { Withdrawal1798000000000 } from '../database/migrations/1798000000000-withdrawal.js';
import { Numbering1799000000000 } from '../database/migrations/1799000000000-numbering.js';
import { PushWays1800000000000 } from '../database/migrations/1800000000000-push-ways.js';
import { KingdeeWatch1801000000000 } from '../database/migrations/1801000000000-kingdee-watch.js';
import { StageSums1802000000000 } from '../database/migrations/1802000000000-stage-sums.js';
import { SentAs1803000000000 } from '../database/migrations/1803000000000-sent-as.js';
import { KingdeeIds1804000000000 } from '../database/migrations/1804000000000-kingdee-ids.js';
import { WatchedIds1805000000000 } from '../database/migrations/1805000000000-watched-ids.js';
import { CommentResends1806000000000 } from '../database/migrations/1806000000000-comment-resends.js';
import { NumberingSeen1807000000000 } from '../database/migrations/1807000000000-numbering-seen.js';
import { KeptBy1807100000000 } from '../database/migrations/1807100000000-kept-by.js';
import { ProgramPauses1808000000000 } from '../database/migrations/1808000000000-program-pauses.js';
import { OrderOutcomes1808100000000 } from '../database/migrations/1808100000000-order-outcomes.js';
import { WriteCheck1811000000000 } from '../database/migrations/1811000000000-write-check.js';
import { AmendmentNaming1812000000001 } from '../database/migrations/1812000000001-amendment-naming.js';
import { SuspectedOriginals1812000000002 } from '../database/migrations/1812000000002-suspected-originals.js';
import { UnnamedUntilNow1812000000003 } from '../database/migrations/1812000000003-unnamed-until-now.js';
import { AmendmentNamingIndex1812000000004 } from '../database/migrations/1812000000004-amendment-naming-index.js';
import { SweepCoverage1812000000005 } from '../database/migrations/1812000000005-sweep-coverage.js';
import { CoveredUntilNow1812000000006 } from '../database/migrations/1812000000006-covered-until-now.js';
import { EnabledForm1812000000007 } from '../database/migrations/1812000000007-enabled-form.js';
import { OneOfEachForm1812000000008 } from '../database/migrations/1812000000008-one-of-each-form.js';
import { EnabledFormKey1812000000009 } from '../database/migrations/1812000000009-enabled-form-key.js';
import { SeenBills1813000000000 } from '../database/migrations/1813000000000-seen-bills.js';
import { SeenTimes1813000000001 } from '../database/migrations/1813000000001-seen-times.js';
import { LedgerHold1814000000000 } from '../database/migrations/1814000000000-ledger-hold.js';
import { RestoredBills1814100000000 } from '../database/migrations/1814100000000-restored-bills.js';
import { MarkedProcesses1814200000000 } from '../database/migrations/1814200000000-marked-processes.js';
import { PayeeHands1815000000000 } from '../database/migrations/1815000000000-payee-hands.js';
import { OwnPushes1815000000001 } from '../database/migrations/1815000000001-own-pushes.js';
import { AuditMark1816000000000 } from '../database/migrations/1816000000000-audit-mark.js';
import { AuditHead1816100000000 } from '../database/migrations/1816100000000-audit-head.js';
import { SchemeSwitches1817000000000 } from '../database/migrations/1817000000000-scheme-switches.js';
import { SwitchedUntilNow1817000000001 } from '../database/migrations/1817000000001-switched-until-now.js';
import { AuditActions1819000000000 } from '../database/migrations/1819000000000-audit-actions.js';
import { Leavers1819000000001 } from '../database/migrations/1819000000001-leavers.js';
import { Hearing1821000000000 } from '../database/migrations/1821000000000-hearing.js';
import { FormerNames1821000000001 } from '../database/migrations/1821000000001-former-names.js';
import { EarlierDecisions1822000000000 } from '../database/migrations/1822000000000-earlier-decisions.js';
import { DecisionsUntilNow1822000000001 } from '../database/migrations/1822000000001-decisions-until-now.js';
import { SealedConnections1824000000000 } from '../database/migrations/1824000000000-sealed-connections.js';
import { BaseDataReasons1825000000000 } from '../database/migrations/1825000000000-base-data-reasons.js';
import { NamingRequests1827000000000 } from '../database/migrations/1827000000000-naming-requests.js';
import { OriginatorNames1828000000000 } from '../database/migrations/1828000000000-originator-names.js';
import { Departments1829000000000 } from '../database/migrations/1829000000000-departments.js';
import { DepartmentsUntilNow1830000000000 } from '../database/migrations/1830000000000-departments-until-now.js';
import { CheckUp1831000000000 } from '../database/migrations/1831000000000-check-up.js';
import { EmptiedBaseData1831100000000 } from '../database/migrations/1831100000000-emptied-base-data.js';
import { ApprovalsByDay1833000000000 } from '../database/migrations/1833000000000-approvals-by-day.js';
import { LogInClients1834000000000 } from '../database/migrations/1834000000000-log-in-clients.js';
import { KnownApprovals1835000000000 } from '../database/migrations/1835000000000-known-approvals.js';
import { DingTalkEvents1840000000000 } from '../database/migrations/1840000000000-dingtalk-events.js';
import { CallbackNonces1841000000000 } from '../database/migrations/1841000000000-callback-nonces.js';
import { EventChannel1843000000000 } from '../database/migrations/1843000000000-event-channel.js';
import { ListedApprovals1845000000000 } from '../database/migrations/1845000000000-listed-approvals.js';
import { FormDefinitions1850000000000 } from '../database/migrations/1850000000000-form-definitions.js';
import { SourceChecks1851000000000 } from '../database/migrations/1851000000000-source-checks.js';
import { Backfill1855000000000 } from '../database/migrations/1855000000000-backfill.js';
import { BackfillItem1856000000000 } from '../database/migrations/1856000000000-backfill-item.js';
import { SettledByHand1860000000000 } from '../database/migrations/1860000000000-settled-by-hand.js';
import { MappingImport1865000000000 } from '../database/migrations/1865000000000-mapping-import.js';
import { TargetForm1870000000000 } from '../database/migrations/1870000000000-target-form.js';
import { BaseDataReadings1875000000000 } from '../database/migrations/1875000000000-base-data-readings.js';
import { SiteSetup1880000000000 } from '../database/migrations/1880000000000-site-setup.js';
import { Simulation1885000000000 } from '../database/migrations/1885000000000-simulation.js';
import { OwnBaseData1890000000000 } from '../database/migrations/1890000000000-own-base-data.js';
import { ChangedKeys1900000000000 } from '../database/migrations/1900000000000-changed-keys.js';
import { EndedBy1901000000000 } from '../database/migrations/1901000000000-ended-by.js';
import { ApprovalSplit1905000000000 } from '../database/migrations/1905000000000-approval-split.js';
import { LockLines1910000000000 } from '../database/migrations/1910000000000-lock-lines.js';
import { SetupBegun1915000000000 } from '../database/migrations/1915000000000-setup-begun.js';
import { SearchTexts1925000000000 } from '../database/migrations/1925000000000-search-texts.js';
import { SearchTextsUntilNow1925000000001 } from '../database/migrations/1925000000001-search-texts-until-now.js';
import { RefusedValues1930000000000 } from '../database/migrations/1930000000000-refused-values.js';
import { SavedViews1945000000000 } from '../database/migrations/1945000000000-saved-views.js';
import { BillAccounts1946000000000 } from '../database/migrations/1946000000000-bill-accounts.js';
import { BillAccountsUntilNow1946000000001 } from '../database/migrations/1946000000001-bill-accounts-until-now.js';
import { Statement1955000000000 } from '../database/migrations/1955000000000-statement.js';
import { DataExports1960000000000 } from '../database/migrations/1960000000000-data-exports.js';
import { Close1965000000000 } from '../database/migrations/1965000000000-close.js';
import { Analysis1966000000000 } from '../database/migrations/1966000000000-analysis.js';
import { Webhooks1967000000000 } from '../database/migrations/1967000000000-webhooks.js';
import { BillAssignment1968000000000 } from '../database/migrations/1968000000000-bill-assignment.js';
import { Assistant1969000000000 } from '../database/migrations/1969000000000-assistant.js';
import { Reports1973000000000 } from '../database/migrations/1973000000000-reports.js';
import { Notices1977000000000 } from '../database/migrations/1977000000000-notices.js';
import { Todo1978000000000 } from '../database/migrations/1978000000000-todo.js';
import { BillReached1980000000000 } from '../database/migrations/1980000000000-bill-reached.js';
import { ListsFromIndexes1983000000000 } from '../database/migrations/1983000000000-lists-from-indexes.js';
import { EngineRevision1985000000000 } from '../database/migrations/1985000000000-engine-revision.js';
import { OutboxCause1986000000000 } from '../database/migrations/1986000000000-outbox-cause.js';
import { RequestKey1986000000001 } from '../database/migrations/1986000000001-request-key.js';
import { OlderLookedAt1987000000005 } from '../database/migrations/1987000000005-older-looked-at.js';
import { ChangesCounted1989000000000 } from '../database/migrations/1989000000000-changes-counted.js';
import { IndexesOfWhatIsLookedFor1990000000000 } from '../database/migrations/1990000000000-indexes-of-what-is-looked-for.js';
import { MappingChange1991000000000 } from '../database/migrations/1991000000000-mapping-change.js';
import { ClosedPeriods1992000000000 } from '../database/migrations/1992000000000-closed-periods.js';
import { VersionLabel1992000000001 } from '../database/migrations/1992000000001-version-label.js';
import { FirstDay1993000000000 } from '../database/migrations/1993000000000-first-day.js';
import { ApiMeter1993000000001 } from '../database/migrations/1993000000001-api-meter.js';
import { QuotaMonth1993000000002 } from '../database/migrations/1993000000002-quota-month.js';
import { PushDay1994000000000 } from '../database/migrations/1994000000000-push-day.js';
import { BillsDueToMap1994500000000 } from '../database/migrations/1994500000000-bills-due-to-map.js';
import { RowDays1995000000000 } from '../database/migrations/1995000000000-row-days.js';
import { TargetFieldLimits1996000000000 } from '../database/migrations/1996000000000-target-field-limits.js';
import { ValueAside1997000000000 } from '../database/migrations/1997000000000-value-aside.js';
import { ChangeTogether1997000000001 } from '../database/migrations/1997000000001-change-together.js';
import { RelatedApprovals1998100000000 } from '../database/migrations/1998100000000-related-approvals.js';
import { BaseDataIncrement1998200000000 } from '../database/migrations/1998200000000-base-data-increment.js';
import { PushCallOrder1998500000000 } from '../database/migrations/1998500000000-push-call-order.js';
import { ForeignSums1998600000000 } from '../database/migrations/1998600000000-foreign-sums.js';
import { QuotaRefusal1998700000000 } from '../database/migrations/1998700000000-quota-refusal.js';
import { LeftOutOfRuns1998800000000 } from '../database/migrations/1998800000000-left-out-of-runs.js';
import { TargetMustInputs1999000000000 } from '../database/migrations/1999000000000-target-must-inputs.js';
import { EnteredSecret1999100000000 } from '../database/migrations/1999100000000-entered-secret.js';

/** In the order they run. */
export const MIGRATIONS = [
  CreateTables1795000000000,
  ScaleOut1796000000000,
  PushChecks1797000000000,
  Withdrawal1798000000000,
  Numbering1799000000000,
  PushWays1800000000000,
  KingdeeWatch1801000000000,
  StageSums1802000000000,
  SentAs1803000000000,
  KingdeeIds1804000000000,
  WatchedIds1805000000000,
  CommentResends1806000000000,
  NumberingSeen1807000000000,
  KeptBy1807100000000,
  ProgramPauses1808000000000,
  OrderOutcomes1808100000000,
  WriteCheck1811000000000,
  AmendmentNaming1812000000001,
  SuspectedOriginals1812000000002,
  UnnamedUntilNow1812000000003,
  AmendmentNamingIndex1812000000004,
  SweepCoverage1812000000005,
  CoveredUntilNow1812000000006,
  EnabledForm1812000000007,
  OneOfEachForm1812000000008,
  EnabledFormKey1812000000009,
  SeenBills1813000000000,
  SeenTimes1813000000001,
  LedgerHold1814000000000,
  RestoredBills1814100000000,
  MarkedProcesses1814200000000,
  PayeeHands1815000000000,
  OwnPushes1815000000001,
  AuditMark1816000000000,
  AuditHead1816100000000,
  SchemeSwitches1817000000000,
  SwitchedUntilNow1817000000001,
  AuditActions1819000000000,
  Leavers1819000000001,
  Hearing1821000000000,
  FormerNames1821000000001,
  EarlierDecisions1822000000000,
  DecisionsUntilNow1822000000001,
  SealedConnections1824000000000,
  BaseDataReasons1825000000000,
  NamingRequests1827000000000,
  OriginatorNames1828000000000,
  Departments1829000000000,
  DepartmentsUntilNow1830000000000,
  CheckUp1831000000000,
  EmptiedBaseData1831100000000,
  ApprovalsByDay1833000000000,
  LogInClients1834000000000,
  KnownApprovals1835000000000,
  DingTalkEvents1840000000000,
  CallbackNonces1841000000000,
  EventChannel1843000000000,
  ListedApprovals1845000000000,
  FormDefinitions1850000000000,
  SourceChecks1851000000000,
  Backfill1855000000000,
  BackfillItem1856000000000,
  SettledByHand1860000000000,
  MappingImport1865000000000,
  TargetForm1870000000000,
  BaseDataReadings1875000000000,
  SiteSetup1880000000000,
  Simulation1885000000000,
  OwnBaseData1890000000000,
  ChangedKeys1900000000000,
  EndedBy1901000000000,
  ApprovalSplit1905000000000,
  LockLines1910000000000,
  SetupBegun1915000000000,
  SearchTexts1925000000000,
  SearchTextsUntilNow1925000000001,
  RefusedValues1930000000000,
  SavedViews1945000000000,
  BillAccounts1946000000000,
  BillAccountsUntilNow1946000000001,
  Statement1955000000000,
  DataExports1960000000000,
  Close1965000000000,
  Analysis1966000000000,
  Webhooks1967000000000,
  BillAssignment1968000000000,
  Assistant1969000000000,
  Reports1973000000000,
  Notices1977000000000,
  Todo1978000000000,
  BillReached1980000000000,
  ListsFromIndexes1983000000000,
  EngineRevision1985000000000,
  OutboxCause1986000000000,
  RequestKey1986000000001,
  OlderLookedAt1987000000005,
  ChangesCounted1989000000000,
  IndexesOfWhatIsLookedFor1990000000000,
  MappingChange1991000000000,
  ClosedPeriods1992000000000,
  VersionLabel1992000000001,
  FirstDay1993000000000,
  ApiMeter1993000000001,
  QuotaMonth1993000000002,
  PushDay1994000000000,
  BillsDueToMap1994500000000,
  RowDays1995000000000,
  TargetFieldLimits1996000000000,
  ValueAside1997000000000,
  ChangeTogether1997000000001,
  RelatedApprovals1998100000000,
  BaseDataIncrement1998200000000,
  PushCallOrder1998500000000,
  ForeignSums1998600000000,
  QuotaRefusal1998700000000,
  LeftOutOfRuns1998800000000,
  TargetMustInputs1999000000000,
  EnteredSecret1999100000000,
];
