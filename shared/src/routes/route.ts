import type * as z from 'zod/mini';
import type { Role } from '../session.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** What a route is called everywhere: "POST /api/bills/:id/release". */
export type Operation = `${Method} /${string}`;
/**
 * Without a session · a token of another system, and no session stands in for it · a session, with or without a role · any role · one of
 * these, and no other role stands in for them.
 */
export type Who = 'anyone' | 'token' | 'signed-in' | 'member' | readonly [Role, ...Role[]];
type Schema = z.ZodMiniType;
/** What the answer carries: JSON of this schema · nothing (204) · something else, or nothing that is parsed. */
type Answer = Schema | 'nothing' | 'raw';

interface Rules<Body, Query, Ans> {
  /** One line for who reads the API. */
  summary: string;
  who: Who;
  /** Called by a machine that proves itself by what it sends: without an Origin, and with no more than so many bytes. */
  machine?: { longestBody: number };
  /** Bytes of a body that is longer than others: a file. */
  longestBody?: number;
  /** Parts of the path that are not any text. */
  parts?: Readonly<Record<string, Schema>>;
  query?: Query;
  /** Words of the query that are taken as they come, and what they say. */
  words?: Readonly<Record<string, string>>;
  body?: Body;
  answer: Ans;
  /** Where it is not 200, or 204 for nothing. */
  status?: 201;
  /** What the answer means, where its schema does not say it. */
  means?: string;
  /** Content types of a raw answer. */
  produces?: readonly string[];
  /** Refusals that a caller plans for: status → what it means. */
  refusals?: Readonly<Record<number, string>>;
  /** Codes of its own that it may answer besides COMMON_PROBLEMS; the family of DingTalk's refusals as 'dingtalk/*'. */
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
  /** As Fastify matches it, e.g. "/api/bills/:id". */
  path: string;
  /** Under which heading the API's documentation has it. */
  heading: string;
}

/** @returns what writes one row below a heading: the operation, then everything that holds for it. */
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

/** Status of an answer that is no refusal. */
export const statusOf = ({ status, answer }: Route): number => status ?? (answer === 'nothing' ? 204 : 200);

/** What any route may answer: refused at the door, broken, or nothing can be stored. The last is a family. */
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

/** Whether a route may answer with this code. */
export const mayAnswer = ({ problems }: Pick<Route, 'problems'>, code: string): boolean =>
  [...COMMON_PROBLEMS, ...problems].some((known) =>
    known.endsWith('/*') ? code.startsWith(known.slice(0, -1)) : known === code,
  );
