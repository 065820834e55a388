import { billRoutes, decisionRoutes } from './bill.js';
import { checkUpRoutes } from './check-up.js';
import { connectionRoutes } from './connection.js';
import { intakeRoutes } from './intake.js';
import { baseDataRoutes, mappingRoutes } from './mapping.js';
import { operationRoutes } from './operation.js';
import { pushRoutes } from './push.js';
import type { Route } from './route.js';
import { schemeRoutes } from './scheme.js';
import { memberRoutes, sessionRoutes } from './session.js';

/**
 * Every HTTP operation of the app, once. The server lets in, parses and documents by it, the tests walk it; pages know its
 * types only (decision 40), so that none of it is loaded on a phone.
 */
export const routes = {
  bill: billRoutes,
  decision: decisionRoutes,
  push: pushRoutes,
  mapping: mappingRoutes,
  baseData: baseDataRoutes,
  scheme: schemeRoutes,
  intake: intakeRoutes,
  session: sessionRoutes,
  member: memberRoutes,
  operation: operationRoutes,
  checkUp: checkUpRoutes,
  connection: connectionRoutes,
};

type Rooms = typeof routes;
type AnyRow = { [Room in keyof Rooms]: Rooms[Room][keyof Rooms[Room]] }[keyof Rooms];
/** The table by what its rows are called: "POST /api/bills/:id/release" → the row. */
export type Routes = { [Row in AnyRow as Row['operation']]: Row };

export const everyRoute: readonly Route[] = Object.values(routes).flatMap((room): Route[] => Object.values(room));
