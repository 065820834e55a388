import * as z from 'zod';
import { type ExactJson, isObject } from './exact-json.js';

/** One line of Errors, SuccessEntitys or SuccessMessages; every member may be missing (kingdee.md §6). */
export interface ErrorLine {
  /** "" if Kingdee names no field; may hold several keys, "FNumber,FUseOrgId". */
  field: string;
  message: string;
  dIndex: number | null;
}
export interface SuccessEntity {
  id: string;
  number: string;
  dIndex: number | null;
}
/** ResponseStatus, read leniently: booleans and numbers may be text, lists and MsgCode may be absent. */
export interface ResponseStatus {
  isSuccess: boolean | null;
  /** kingdee.md §6.1; null on old versions. */
  msgCode: number | null;
  errors: readonly ErrorLine[];
  successes: readonly SuccessEntity[];
}

const word = z.union([z.string(), z.boolean()]).nullish().catch(null);
const asText = word.transform((value) => (value == null ? '' : String(value)));
const asIndex = word.transform((value) =>
  typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : null,
);
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) =>
      (items ?? []).flatMap((each) => {
        const parsed = item.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      }),
    );
const errorLine = z
  .object({ FieldName: asText, Message: asText, DIndex: asIndex })
  .transform((line): ErrorLine => ({ field: line.FieldName, message: line.Message, dIndex: line.DIndex }));
const successEntity = z
  .object({ Id: asText, Number: asText, DIndex: asIndex })
  .transform((line): SuccessEntity => ({ id: line.Id, number: line.Number, dIndex: line.DIndex }));
const responseStatus = z
  .object({ IsSuccess: asText, MsgCode: asIndex, Errors: listOf(errorLine), SuccessEntitys: listOf(successEntity) })
  .transform(
    (status): ResponseStatus => ({
      isSuccess: /^(true|false)$/i.test(status.IsSuccess) ? status.IsSuccess.toLowerCase() === 'true' : null,
      msgCode: status.MsgCode,
      errors: status.Errors,
      successes: status.SuccessEntitys,
    }),
  );

/** Unwraps one-element lists: an error of ExecuteBillQuery is [[{Result}]] (kingdee.md §9). */
function peel(json: ExactJson): ExactJson {
  let inner = json;
  while (Array.isArray(inner) && inner.length === 1) inner = inner[0] as ExactJson;
  return inner;
}

/** Reads the ResponseStatus of an answer; null if it has none: rows of a query, metadata, or something else. */
export function readStatus(json: ExactJson): ResponseStatus | null {
  const object = peel(json);
  const result = isObject(object) ? object.Result : undefined;
  const status = isObject(result) ? result.ResponseStatus : undefined;
  if (!isObject(status)) return null;
  const parsed = responseStatus.safeParse(status);
  return parsed.success ? parsed.data : null;
}

/** Returns whether the session is lost (kingdee.md §2.3); versions without MsgCode are recognised by the text alone. */
export function isSessionLost(status: ResponseStatus | null): boolean {
  if (!status || status.successes.length > 0) return false;
  return status.msgCode === 1 || status.errors.some((line) => line.message.includes('会话信息已丢失'));
}

/**
 * Returns whether Kingdee reports its limit on calls (kingdee.md §6.1); versions without MsgCode are recognised by the text alone. False if
 * anything was done.
 */
export function saysTooOften(status: ResponseStatus): boolean {
  if (status.successes.length > 0 || status.errors.length === 0) return false;
  return (
    status.msgCode === 14 || (status.msgCode === null && status.errors.every(({ message }) => TOO_OFTEN.test(message)))
  );
}
const TOO_OFTEN = /调用(次数|频率)|频繁/;

/** Returns all messages in one line, for a log or a sentence. */
export const wordsOf = (status: ResponseStatus): string =>
  status.errors.map((line) => line.message).join('；') || '没有说明原因';
