/** Body of a control request. */
export type Body = Record<string, unknown>;

export const fields = (body: unknown): Body =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};

/** Returns a number of a control request. @throws Error that names the field. */
export function number(body: Body, name: string, fallback?: number): number {
  const value = body[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${name} must be a number`);
  return value;
}

export function string(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new Error(`${name} must be a text`);
  return value;
}
