import * as z from 'zod/mini';

/** What is kept on this device for one person. A device that keeps nothing (private mode, full) is no error: then it lives as long as the page. */
export interface DeviceStore<T> {
  read(): T;
  write(value: T): void;
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
