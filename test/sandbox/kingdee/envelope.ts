import { isObject, type JsonObject, member } from './json.js';

/** Error for a request that cannot be read; answered as `response_error:` text (kingdee.md §1). */
export class UnreadableRequest extends Error {}

/** Error for a readable request with wrong arguments; answered with MsgCode 8 (kingdee.md §6.1). */
export class BadArguments extends Error {}

/** Reads the body as JSON whatever the content type said (kingdee.md §1). An empty body is an empty object. */
export function parseBody(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  try {
    return JSON.parse(trimmed);
  } catch {
    throw new UnreadableRequest('请求内容不是有效的 JSON');
  }
}

/**
 * Returns the call's arguments in order, from any of the envelopes (kingdee.md §1): A and B by name, C by position, the older wrapper
 * around C with `parameters` as list or as text, and a bare list.
 * @param names argument names in order, such as ['formid', 'data'].
 */
export function readArguments(body: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body)) throw new UnreadableRequest('请求内容不是 JSON 对象');
  const parameters = member(body, 'parameters');
  if (typeof parameters === 'string') {
    const list = parseBody(parameters);
    if (!Array.isArray(list)) throw new UnreadableRequest('parameters 不是数组');
    return list;
  }
  if (Array.isArray(parameters)) return parameters;
  return names.map((name) => member(body, name));
}

/** Reads `data` as an object (A) or as its JSON text (B, C). JSON text inside JSON text is a parameter error (kingdee.md §12). */
export function readData(value: unknown): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== 'string') throw new BadArguments('参数 data 不能为空');
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new BadArguments('参数 data 不是有效的 JSON');
  }
  if (!isObject(parsed)) throw new BadArguments('参数 data 不是 JSON 对象');
  return parsed;
}
