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
];
