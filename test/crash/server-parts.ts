import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';

/** Parts of the compiled server that the preload changes, by name; if a part has moved, the process ends with one sentence. */
export type Method = (this: unknown, ...args: never[]) => unknown;
export type Part = Record<string, Method>;

const DIST = join(ROOT, 'server/dist');

/** Returns the prototype of a class of the compiled server. @throws Error if the file or class does not exist. */
export async function prototypeOf(file: string, name: string): Promise<Part> {
  const module = (await import(pathToFileURL(join(DIST, file)).href)) as Record<
    string,
    { prototype: Part } | undefined
  >;
  const found = module[name];
  if (!found) throw new Error(`crash hooks: server/dist/${file} has no ${name}`);
  return found.prototype;
}

/** Replaces a method by `around`, which gets the original, bound to the same object. @throws Error if there is no such method. */
export function wrap(
  part: Part,
  method: string,
  around: (original: (...args: never[]) => Promise<unknown>, args: readonly unknown[], self: unknown) => unknown,
): void {
  const original = part[method];
  if (typeof original !== 'function') throw new Error(`crash hooks: no method ${method}`);
  part[method] = function (this: unknown, ...args: never[]) {
    const bound = async (...given: never[]): Promise<unknown> => original.apply(this, given);
    return around(bound, args, this);
  };
}
