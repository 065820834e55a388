import * as z from 'zod/mini';

/** What is kept on this device for one person. A device that keeps nothing (private mode, full) is no error: then it lives as long as the page. */
export interface DeviceStore<T> {
  read(): T;
  write(value: T): void;
}

/** What a person typed or decided and has not sent stays on the device for a week: a weekend or a trip; after that nobody remembers why. */
export const KEPT_MS = 7 * 86_400_000;
/** Also what earlier versions kept. */
const OF_SOMEBODY = /^dingdee\.(of|pending|drafts)\b/;

/** Under which one person's own things are kept. */
export const ownKey = (userId: string, name: string): string => `dingdee.of ${userId} ${name}`;

/** Takes what others typed and decided from this device. @param userId who stays; null: nobody does. */
export function forgetOthers(userId: string | null): void {
  try {
    for (const key of Object.keys(localStorage))
      if (OF_SOMEBODY.test(key) && (userId === null || !key.startsWith(ownKey(userId, ''))))
        localStorage.removeItem(key);
    // Of this window alone (worklist/desk/useKeptSelection.ts).
    if (userId === null) sessionStorage.removeItem('dingdee.ticks');
  } catch {
    // Then nothing is kept either.
  }
}

/** @param empty what is there where nothing was kept, or what was kept cannot be read any more. */
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
        // It stays in the page.
      }
    },
  };
}
