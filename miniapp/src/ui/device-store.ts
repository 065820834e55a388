import * as z from 'zod/mini';

/**
 * Data kept on this device for one person. If the device keeps nothing (private mode, full), this is no error: the data then lives as long as the
 * page.
 */
export interface DeviceStore<T> {
  read(): T;
  write(value: T): void;
}

/** Lifetime of unsent text and decisions on the device: one week covers a weekend or a trip; after that nobody remembers the reason. */
export const KEPT_MS = 7 * 86_400_000;
/** Includes keys of earlier versions. */
const OF_SOMEBODY = /^dingdee\.(of|pending|drafts)\b/;

/** Returns the key of a person's own data. */
export const ownKey = (userId: string, name: string): string => `dingdee.of ${userId} ${name}`;

/** Deletes other people's data from this device. @param userId the person whose data stays; null deletes all */
export function forgetOthers(userId: string | null): void {
  try {
    for (const key of Object.keys(localStorage))
      if (OF_SOMEBODY.test(key) && (userId === null || !key.startsWith(ownKey(userId, ''))))
        localStorage.removeItem(key);
    // Data of this window only (worklist/desk/useKeptSelection.ts).
    if (userId === null) sessionStorage.removeItem('dingdee.ticks');
  } catch {
    // Without storage nothing is kept either.
  }
}

/** @param empty value if nothing was kept, or if the kept data cannot be read any more */
export function deviceStore<S extends z.ZodMiniType>(
  key: string,
  shape: S,
  empty: z.output<S>,
): DeviceStore<z.output<S>> {
  return {
    read: () => {
      try {
        const read = z.safeParse(shape, JSON.parse(localStorage.getItem(key) ?? 'null'));
        return read.success ? read.data : empty;
      } catch {
        return empty;
      }
    },
    write: (value) => {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // The data stays in the page only.
      }
    },
  };
}
