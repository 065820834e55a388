import type { StageTotals } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { PushOrders } from '@dingdee/shared/push';
import type { Role } from '@dingdee/shared/session';
import { fullDate } from '../../ui/formats.js';

/** Roles that move a bill out of a stage; the same rights as on the server. */
const HANDLERS: readonly (readonly [Stage, readonly Role[]])[] = [
  ['mapping', ['mapper']],
  ['review', ['reviewer', 'admin']],
  ['push', ['pusher']],
];

/** Returns the stages in which bills wait for a person with these roles, in the order of the work. */
export function myStages(roles: readonly Role[]): Stage[] {
  return HANDLERS.filter(([, handlers]) => handlers.some((role) => roles.includes(role))).map(([stage]) => stage);
}

/** Returns the address of the list of a stage. */
export const toStage = (stage: Stage): string =>
  stage === 'review' ? '/review' : stage === 'push' ? '/push' : `/stages/${stage}`;

export function addUp(parts: readonly CountAndSum[]): CountAndSum {
  const fen = parts.reduce((total, { amount }) => total + toFen(amount), BigInt(0));
  const unknown = parts.reduce((total, part) => total + (part.unknown ?? 0), 0);
  const sum = { count: parts.reduce((total, { count }) => total + count, 0), amount: fromFen(fen) };
  return unknown > 0 ? { ...sum, unknown } : sum;
}

/** 待我处理: the bills that wait in the person's stages. */
export const myWork = (totals: StageTotals, roles: readonly Role[]): CountAndSum =>
  addUp(myStages(roles).flatMap((stage) => totals.stages.find((row) => row.stage === stage) ?? []));

/** 今日已入账: the booked bills of the orders that were pushed on this Beijing day. */
export const bookedToday = (orders: PushOrders['items'], now: number): CountAndSum =>
  addUp(orders.filter((order) => fullDate(order.createdAt) === fullDate(now)).map((order) => order.booked));
