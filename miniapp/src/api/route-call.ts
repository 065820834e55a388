import type { Method } from '@dingdee/shared/routes/route';
import type { Routes } from '@dingdee/shared/routes/table';
import type * as z from 'zod/mini';

// Types of a call's input and answer, derived from the table of routes. Types only: a page never loads the table itself with its request schemas,
// roles and problems (decision 40).

/** Name of a row of the table: "POST /api/bills/:id/release". */
export type Operation = keyof Routes;
type Schema<S> = Extract<S, z.ZodMiniType>;

type Names<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | Names<More>
    : Rest
  : never;
/** A value for each `:name` of the path. */
export type Params<Op extends Operation> = Readonly<Record<Names<Op>, string | number>>;
/** Query values as text in an address; undefined values are left out. */
type Words<Q> = {
  readonly [Name in keyof Q]?:
    | (Q[Name] & (string | number))
    | (unknown extends Q[Name] ? string | number : never)
    | undefined;
};
type With<Name extends string, T> = [T] extends [never]
  ? { readonly [N in Name]?: never }
  : { readonly [N in Name]: T };

type Query<Op extends Operation> = z.input<Schema<Routes[Op]['query']>>;
type Answer<Op extends Operation> = Schema<Routes[Op]['answer']>;

export type Call<Op extends Operation> = With<'params', [Names<Op>] extends [never] ? never : Params<Op>> &
  With<'body', z.input<Schema<Routes[Op]['body']>>> &
  /** Parses the answer; the same schema as in the table. */
  With<'answer', Answer<Op>> & {
    readonly query?: [Schema<Routes[Op]['query']>] extends [never] ? never : Words<Query<Op>>;
    readonly signal?: AbortSignal;
    /** Idempotency key of a write that the caller repeats. If absent, the call uses its own key and looks up a lost answer. */
    readonly key?: string;
    /** false: a 401 is an answer and not an expired session (used by the log-in itself). */
    readonly keepSession?: boolean;
  };
/** null if the answer has no body (204). */
export type Answered<Op extends Operation> = [Answer<Op>] extends [never] ? null : z.output<Answer<Op>>;

/** The parts of a call that can be sent, for any route. */
export interface Sent {
  method: Method;
  url: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  answer?: z.ZodMiniType;
  key?: string;
  signal?: AbortSignal;
}
