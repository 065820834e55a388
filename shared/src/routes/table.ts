import { analysisRoutes } from './analysis.js';
import { assignmentRoutes } from './assignment.js';
import { assistantRoutes, proposalRoutes } from './assistant.js';
import { backfillRoutes } from './backfill.js';
import { billRoutes, decisionRoutes } from './bill.js';
import { checkUpRoutes } from './check-up.js';
import { closeRoutes } from './close.js';
import { connectionRoutes } from './connection.js';
import { datasetRoutes, openRoutes, tokenRoutes } from './dataset.js';
import { formRoutes } from './form.js';
import { callbackRoutes, intakeRoutes } from './intake.js';
import { baseDataRoutes, mappingRoutes } from './mapping.js';
import { mappingChangeRoutes } from './mapping-change.js';
import { mappingImportRoutes } from './mapping-import.js';
import { noticeRoutes } from './notice.js';
import { operationRoutes } from './operation.js';
import { outsideRoutes } from './outside.js';
import { pushRoutes } from './push.js';
import { reportRoutes } from './report.js';
import type { Route } from './route.js';
import { schemeRoutes } from './scheme.js';
import { memberRoutes, requestRoutes, sessionRoutes } from './session.js';
import { setupRoutes } from './setup.js';
import { simulationRoutes } from './simulation.js';
import { statementRoutes } from './statement.js';
import { viewRoutes } from './view.js';
import { webhookRoutes } from './webhook.js';
import { writebackRoutes } from './writeback.js';

/**
 * Every HTTP operation of the app, once. The server checks access, parses and documents by it, and the tests go through it; pages use only its
 * types (decision 40), so that a phone loads none of it.
 */
export const routes = {
  bill: billRoutes,
  assignment: assignmentRoutes,
  decision: decisionRoutes,
  outside: outsideRoutes,
  view: viewRoutes,
  push: pushRoutes,
  mapping: mappingRoutes,
  mappingChange: mappingChangeRoutes,
  mappingImport: mappingImportRoutes,
  baseData: baseDataRoutes,
  scheme: schemeRoutes,
  simulation: simulationRoutes,
  setup: setupRoutes,
  form: formRoutes,
  intake: intakeRoutes,
  backfill: backfillRoutes,
  callback: callbackRoutes,
  session: sessionRoutes,
  member: memberRoutes,
  request: requestRoutes,
  operation: operationRoutes,
  checkUp: checkUpRoutes,
  connection: connectionRoutes,
  statement: statementRoutes,
  close: closeRoutes,
  dataset: datasetRoutes,
  analysis: analysisRoutes,
  token: tokenRoutes,
  open: openRoutes,
  webhook: webhookRoutes,
  writeback: writebackRoutes,
  report: reportRoutes,
  notice: noticeRoutes,
  assistant: assistantRoutes,
  proposal: proposalRoutes,
};

type Rooms = typeof routes;
type AnyRow = { [Room in keyof Rooms]: Rooms[Room][keyof Rooms[Room]] }[keyof Rooms];
/** The table by operation: "POST /api/bills/:id/release" → the row. */
export type Routes = { [Row in AnyRow as Row['operation']]: Row };

export const everyRoute: readonly Route[] = Object.values(routes).flatMap((room): Route[] => Object.values(room));
