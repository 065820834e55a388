/** Fields of a request body: JSON whatever the content type, or a form (the old host's own SDKs send forms). */
export interface RequestFields {
  fields: Record<string, unknown>;
  isForm: boolean;
  /** Whether the body is neither JSON nor a form. */
  unreadable: boolean;
}

const NONE: RequestFields = { fields: {}, isForm: false, unreadable: false };

export function parseRequestBody(text: string, contentType: string | undefined): RequestFields {
  if (text === '') return NONE;
  if (text.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return { ...NONE, fields: { ...parsed } };
    } catch {
      return { ...NONE, unreadable: true };
    }
  }
  if (contentType?.includes('x-www-form-urlencoded') || /^[\w.]+=/.test(text))
    return { ...NONE, fields: Object.fromEntries(new URLSearchParams(text)), isForm: true };
  // A JSON text that is no object ("null", "[]") has no fields, like an empty body.
  try {
    JSON.parse(text);
    return NONE;
  } catch {
    return { ...NONE, unreadable: true };
  }
}
