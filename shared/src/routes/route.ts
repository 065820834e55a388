import type * as z from 'zod/mini';
import type { Role } from '../session.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** Name of a route everywhere: "POST /api/bills/:id/release". */
export type Operation = `${Method} /${string}`;
/**
 * No session needed · a token of another system, and no session instead · a session, with or without a role · any role · one of
 * these roles, and no other role instead.
 */
export type Who = 'anyone' | 'token' | 'signed-in' | 'member' | readonly [Role, ...Role[]];
type Schema = z.ZodMiniType;
/** Content of the answer: JSON of this schema · nothing (204) · anything else, not parsed. */
type Answer = Schema | 'nothing' | 'raw';

interface Rules<Body, Query, Ans> {
  /** One line for readers of the API. */
  summary: string;
  who: Who;
  /** Called by a machine that authenticates by its message: without an Origin, and with at most this many bytes. */
  machine?: { longestBody: number };
  /** Longest body in bytes, if longer than usual: a file. */
  longestBody?: number;
  /** Schemas of path parts that are not free text. */
  parts?: Readonly<Record<string, Schema>>;
  query?: Query;
  /** Query parameters that are not parsed, and their meaning. */
  words?: Readonly<Record<string, string>>;
  body?: Body;
  answer: Ans;
  /** Set if it is not 200, or 204 for nothing. */
  status?: 201;
  /** Meaning of the answer, if its schema does not say it. */
  means?: string;
  /** Content types of a raw answer. */
  produces?: readonly string[];
  /** Refusals that a caller has to expect: status → meaning. */
  refusals?: Readonly<Record<number, string>>;
  /** Own problem codes besides COMMON_PROBLEMS; the family of DingTalk's refusals as 'dingtalk/*'. */
  problems: readonly string[];
}

/** One HTTP operation of the app. */
export interface Route<
  Op extends Operation = Operation,
  Body extends Schema | undefined = Schema | undefined,
  Query extends Schema | undefined = Schema | undefined,
  Ans extends Answer = Answer,
> extends Rules<Body, Query, Ans> {
  operation: Op;
  method: Method;
  /** Path in Fastify's syntax, e.g. "/api/bills/:id". */
  path: string;
  /** Heading in the API's documentation. */
  heading: string;
}

/** @returns a function that makes one route below a heading, from the operation and its rules. */
export const under =
  (heading: string) =>
  <
    const Op extends Operation,
    const Ans extends Answer,
    Body extends Schema | undefined = undefined,
    Query extends Schema | undefined = undefined,
  >(
    operation: Op,
    rules: Rules<Body, Query, Ans>,
  ): Route<Op, Body, Query, Ans> => {
    const [method, path] = operation.split(' ') as [Method, string];
    return { ...rules, heading, operation, method, path };
  };

/** Returns the status of an answer that is not a refusal. */
export const statusOf = ({ status, answer }: Route): number => status ?? (answer === 'nothing' ? 204 : 200);

/** Problems of every route: refused before the handler, a fault, or nothing can be stored. The last is a family. */
export const COMMON_PROBLEMS = [
  'request/invalid',
  'request/unreadable',
  'request/origin',
  'request/not-json',
  'request/not-found',
  'request/method',
  'request/too-large',
  'request/too-many',
  'request/done-before',
  'request/running',
  'request/broken-off',
  'request/key-reused',
  'session/missing',
  'access/refused',
  'server/failed',
  'database/*',
] as const;

/** True if a route may answer with this code. */
export const mayAnswer = ({ problems }: Pick<Route, 'problems'>, code: string): boolean =>
  [...COMMON_PROBLEMS, ...problems].some((known) =>
    known.endsWith('/*') ? code.startsWith(known.slice(0, -1)) : known === code,
  );
