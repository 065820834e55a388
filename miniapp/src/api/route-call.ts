import type { Method } from '@dingdee/shared/routes/route';
import type { Routes } from '@dingdee/shared/routes/table';
import type * as z from 'zod/mini';

// What a call takes and gives, read off the table of routes. Types only: the table itself, with the schemas of what is
// sent, with roles and problems, is never loaded by a page (decision 40).

/** A row of the table is called by its operation: "POST /api/bills/:id/release". */
export type Operation = keyof Routes;
type Schema<S> = Extract<S, z.ZodMiniType>;

type Names<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | Names<More>
    : Rest
  : never;
/** A value for each `:name` of the path. */
export type Params<Op extends Operation> = Readonly<Record<Names<Op>, string | number>>;
/** As it stands in an address: what is undefined is left out. */
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
  /** Parses the answer; the one that the table has. */
  With<'answer', Answer<Op>> & {
    readonly query?: [Schema<Routes[Op]['query']>] extends [never] ? never : Words<Query<Op>>;
    readonly signal?: AbortSignal;
    /** Of a write that is tried again with the same key by whoever calls; absent: one of its own, and an answer that is lost is asked about. */
    readonly key?: string;
    /** false: a 401 is an answer and not a lost session (login itself). */
    readonly keepSession?: boolean;
  };
/** null where the answer carries nothing (204). */
export type Answered<Op extends Operation> = [Answer<Op>] extends [never] ? null : z.output<Answer<Op>>;

/** What of a call there is to send, whichever row it is of. */
export interface Sent {
  method: Method;
  url: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  answer?: z.ZodMiniType;
  key?: string;
  signal?: AbortSignal;
}
