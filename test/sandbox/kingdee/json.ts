export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the member with this name, case-insensitive, because envelopes vary the case (kingdee.md §1). */
export function member(object: JsonObject, name: string): unknown {
  if (name in object) return object[name];
  const wanted = name.toLowerCase();
  for (const key of Object.keys(object)) if (key.toLowerCase() === wanted) return object[key];
  return undefined;
}

/** Returns the text of a JSON scalar; null for any other value. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

/** Returns a boolean that may be sent as `true` or as "true" (kingdee.md §5). */
export function flag(object: JsonObject, name: string, byDefault: boolean): boolean {
  const value = member(object, name);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return byDefault;
}
