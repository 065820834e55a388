/**
 * Library functions that Chrome 69 and iOS 14 lack and that this page and its libraries call. Runs before everything else (main.ts). Under 1 KB,
 * while core-js's modules for the same list are 14 KB gzipped.
 */

function add(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

add(window, 'globalThis', window);
add(window, 'queueMicrotask', (task: () => void) => {
  Promise.resolve()
    .then(task)
    .catch((error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
    );
});
add(Object, 'hasOwn', (object: object, key: PropertyKey) => Object.hasOwn(object, key));
add(Object, 'fromEntries', (entries: Iterable<readonly [PropertyKey, unknown]>) => {
  const object: Record<PropertyKey, unknown> = {};
  for (const [key, value] of entries) object[key] = value;
  return object;
});
add(Array.prototype, 'at', function at(this: readonly unknown[], index: number) {
  return this[index < 0 ? this.length + index : index];
});
add(
  String.prototype,
  'replaceAll',
  function replaceAll(this: string, pattern: string | RegExp, replacement: (match: string) => string) {
    return typeof pattern === 'string'
      ? this.split(pattern).join(typeof replacement === 'function' ? replacement(pattern) : String(replacement))
      : this.replace(pattern, replacement);
  },
);
add(Promise, 'allSettled', (all: Iterable<unknown>) =>
  Promise.all(
    [...all].map((one) =>
      Promise.resolve(one).then(
        (value) => ({ status: 'fulfilled', value }),
        (reason: unknown) => ({ status: 'rejected', reason }),
      ),
    ),
  ),
);

export {};
