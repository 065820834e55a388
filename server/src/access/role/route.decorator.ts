import { type Route as Row, statusOf } from '@dingdee/shared/routes/route';
import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type * as z from 'zod/mini';
import { ACCESS } from './roles.decorator.js';

type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : never;
type Answered<R extends Row> = R['answer'] extends z.ZodMiniType
  ? z.output<R['answer']>
  : R['answer'] extends 'nothing'
    ? // biome-ignore lint/suspicious/noConfusingVoidType: what a method without an answer returns
      void
    : unknown;
interface Handler<A extends unknown[], T> {
  value?: (...args: A) => T | Promise<T>;
}
/** Requires that the handler has an argument of the type that the row parses. */
type Takes<S, A extends unknown[]> = [Parsed<S>] extends [never]
  ? unknown
  : Parsed<S> extends A[number]
    ? unknown
    : 'no argument of the handler is what the row parses';

/**
 * Serves one row of the table of routes: method, path, who may call it, status, documentation, and the schemas of `@Body()`, `@Query()` and
 * `@Param(name)`. Controllers declare none of these themselves (`npm run lint`).
 * @throws Error if the handler takes a body or a query that the row does not have, or takes none although the row has one.
 */
export const Route =
  <const R extends Row>(row: R) =>
  <A extends unknown[]>(
    target: object,
    key: string,
    handler: Handler<A, Answered<R>> & Takes<R['body'], A> & Takes<R['query'], A>,
  ): void => {
    parse(row, target, key);
    serve(row)(target, key, handler as PropertyDescriptor);
  };

function serve(row: Row): MethodDecorator {
  const { method, path, who, heading, summary, answer, means = '', produces, words = {}, refusals = {} } = row;
  const status = statusOf(row);
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path }),
    HttpCode(status),
    SetMetadata(ACCESS, who),
    ApiTags(heading),
    ApiOperation({ summary }),
    ApiResponse({ status, description: means, ...(typeof answer === 'string' ? {} : { standardSchema: answer }) }),
    ...Object.entries(refusals).map(([code, description]) => ApiResponse({ status: Number(code), description })),
    ...Object.entries(words).map(([name, description]) => ApiQuery({ name, required: false, description })),
    ...(produces ? [ApiProduces(...produces)] : []),
  );
}

interface Argument {
  index: number;
  data?: unknown;
  schema?: unknown;
}

/** Adds the row's schemas to the arguments of the handler, where Nest's pipe and its documentation read them. */
function parse({ operation, body, query, parts, words }: Row, target: object, key: string): void {
  const args: Record<string, Argument> = Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {};
  const taken = { body: false, query: false };
  for (const [name, argument] of Object.entries(args)) {
    const kind = Number(name.split(':')[0]);
    const whole = argument.data === undefined;
    if (kind === RouteParamtypes.BODY && whole) [argument.schema, taken.body] = [body, true];
    if (kind === RouteParamtypes.QUERY && whole) [argument.schema, taken.query] = [query, true];
    if (kind === RouteParamtypes.QUERY && !whole && !(String(argument.data) in (words ?? {})))
      throw new Error(`${operation}: the table does not know the word ${String(argument.data)} of the query`);
    const part = kind === RouteParamtypes.PARAM && parts?.[String(argument.data)];
    if (part) argument.schema = part;
  }
  if (taken.body !== (body !== undefined) || taken.query !== (query !== undefined))
    throw new Error(`${operation}: the handler takes another body or query than the table says`);
}
