/** The parts of the compiled server that the preload reaches into, by name: a part that has moved ends the process with one sentence. */
export type Method = (this: unknown, ...args: never[]) => unknown;
export type Part = Record<string, Method>;

const DIST = new URL('../../../server/dist/', import.meta.url);

/** Prototype of a class of the compiled server. @throws Error where file or class is not there. */
export async function prototypeOf(file: string, name: string): Promise<Part> {
  const module = (await import(new URL(file, DIST).href)) as Record<string, { prototype: Part } | undefined>;
  const found = module[name];
  if (!found) throw new Error(`crash hooks: server/dist/${file} has no ${name}`);
  return found.prototype;
}

/** Puts `around` in the place of a method; it is given the original, bound to the same object. @throws Error where there is none. */
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
