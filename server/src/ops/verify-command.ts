import { AuditKey } from '../audit/chain/audit-key.js';
import { LedgerMarker, markerFile } from '../audit/marker/ledger-marker.js';
import type { Settings } from '../config/settings.js';
import { withEnteredSecrets } from '../connection/entered-secrets.js';
import { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import { OwnSlots } from '../connectors/kingdee/transport/call-slots.js';
import { KingdeeHealth } from '../connectors/kingdee/transport/kingdee-health.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import type { Database } from '../database/database.js';
import { ourMarks } from '../statement/our-marks.js';
import { EXIT } from './exit.js';
import type { Finding } from './finding.js';
import { otherForms } from './other-forms.js';
import { subjectText } from './terminal.js';
import { verifyApprovals } from './verify-approvals.js';
import { verifyBills, verifySums } from './verify-bills.js';
import { verifyHeld, verifyUnknown } from './verify-kingdee.js';
import { verifyLog } from './verify-log.js';
import { verifyReceipts } from './verify-receipts.js';
import { withDatabase } from './with-database.js';

type Tell = (line: string) => void;

/**
 * npm run ops -- verify: reads a live database and Kingdee, changes nothing.
 * @param tell receives each line of the result.
 * @returns the exit code.
 * @throws SettingsError
 */
export async function verify(settings: Settings, tell: Tell): Promise<number> {
  return withDatabase(settings, 'read', async (db) => {
    const kingdee = new K3CloudClient(await withEnteredSecrets(db, settings), new KingdeeHealth(), new OwnSlots(1));
    try {
      return await verifyLedger(db, kingdee, settings, tell);
    } finally {
      kingdee.onApplicationShutdown();
    }
  });
}

async function verifyLedger(db: Database, kingdee: K3CloudClient, settings: Settings, tell: Tell): Promise<number> {
  const findings: Finding[] = [];
  const collected = await verifySums(db, findings);
  let marks = await ourMarks(db);
  const asked = new Asked();
  await asked.unlessLost(async () => {
    const others = await otherForms(kingdee, marks);
    for (const note of others.notes) tell(note);
    marks = { ...marks, forms: [...marks.forms, ...others.asked] };
  });
  for await (const page of verifyBills(db, findings))
    await asked.unlessLost(async () => {
      const { gone, others } = await verifyHeld(db, kingdee, page, marks, findings);
      asked.accepted += others;
      asked.gone += gone;
      asked.bills += page.length;
    });
  await asked.unlessLost(async () => {
    asked.foreign = await verifyUnknown(db, kingdee, marks, findings);
  });
  await verifyReceipts(db, findings);
  await verifyApprovals(db, findings);
  const {
    verdict: audit,
    notes,
    whole,
  } = await verifyLog(db, new AuditKey(settings.APP_SECRET), markerOf(settings), findings);
  for (const note of notes) tell(note);
  asked.tell(tell);
  for (const { rule, subject } of findings) tell(`✗ ${rule}：${subjectText(subject)}`);
  tell(
    `单据 ${collected} 张，在金蝶核对 ${asked.bills} 张；审计 ${audit.sealed} 条已封存，${audit.unsealed} 条等待封存；不符 ${findings.length} 处。`,
  );
  if (findings.length > 0) return EXIT.broken;
  return asked.lost === null && whole ? EXIT.holds : EXIT.unknown;
}

export const markerOf = ({ DATABASE_URL, LEDGER_MARKER_FILE }: Settings): LedgerMarker =>
  new LedgerMarker(markerFile(DATABASE_URL, LEDGER_MARKER_FILE));

/** Counts the answers of Kingdee until one question fails; the rest of the proof does not need Kingdee. */
class Asked {
  bills = 0;
  accepted = 0;
  gone = 0;
  foreign = 0;
  lost: string | null = null;

  async unlessLost(ask: () => Promise<void>): Promise<void> {
    if (this.lost !== null) return;
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.lost = error.sentence;
    }
  }

  tell(tell: Tell): void {
    if (this.accepted > 0) tell(`· 另有 ${this.accepted} 张与金蝶不同，两个人确认过仍然有效`);
    if (this.gone > 0) tell(`· 另有 ${this.gone} 张金蝶里已删除、作废或反审核，两个人确认过仍然有效`);
    if (this.foreign > 0) tell(`· 金蝶里另有 ${this.foreign} 张单据带着别的第三方编号，这里没有对应的审批`);
    if (this.lost !== null) tell(`! 金蝶没有核对完，只核对了这里的库：${this.lost}`);
  }
}
