import type { KingdeeSwitches } from './switches.js';

/** Values of MsgCode (kingdee.md §6.1). */
export const MSG = {
  default: 0,
  sessionLost: 1,
  noPermission: 2,
  noOperation: 3,
  exception: 4,
  noForm: 5,
  databaseFailed: 6,
  badParameter: 8,
  notFound: 9,
  validation: 11,
  callLimit: 14,
} as const;

/** Message of a lost session (kingdee.md §2.3). */
export const SESSION_LOST = '会话信息已丢失，请重新登录';

export interface Complaint {
  fieldName: string | null;
  message: string;
  msgCode: number;
}

export interface ErrorLine {
  FieldName: string | null;
  Message: string;
  DIndex: number;
}

export interface SuccessEntity {
  id: number;
  number: string;
  dIndex: number;
}

export interface Outcome {
  successes: SuccessEntity[];
  errors: (Complaint & { dIndex: number })[];
  messages: ErrorLine[];
}

export interface ResponseStatus {
  ErrorCode?: number;
  IsSuccess: boolean;
  Errors: ErrorLine[];
  SuccessEntitys: { Id: number | string; Number: string; DIndex: number }[];
  SuccessMessages: ErrorLine[];
  MsgCode?: number;
}

export const complaint = (message: string, msgCode: number, fieldName: string | null = null): Complaint => ({
  fieldName,
  message,
  msgCode,
});

/** Builds a ResponseStatus (kingdee.md §6): ErrorCode only on failure, Id as number or text, MsgCode absent on old versions. */
export function responseStatus(outcome: Outcome, switches: KingdeeSwitches): ResponseStatus {
  const mixed = outcome.errors.length > 0 && outcome.successes.length > 0;
  const good = outcome.errors.length === 0 || (mixed && switches.partialIsSuccess);
  const status: ResponseStatus = {
    ...(good ? {} : { ErrorCode: 500 }),
    IsSuccess: good,
    Errors: outcome.errors.map(({ fieldName, message, dIndex }) => ({
      FieldName: fieldName,
      Message: message,
      DIndex: dIndex,
    })),
    SuccessEntitys: outcome.successes.map(({ id, number, dIndex }) => ({
      Id: switches.idAsString ? String(id) : id,
      Number: number,
      DIndex: dIndex,
    })),
    SuccessMessages: outcome.messages,
  };
  if (switches.msgCodePresent) status.MsgCode = good ? MSG.default : (outcome.errors[0]?.msgCode ?? MSG.default);
  return status;
}

/** Builds the answer of a call that failed as a whole: one error at DIndex 0 (kingdee.md §2.3, §6.2). */
export function failure(reason: Complaint, switches: KingdeeSwitches): { Result: { ResponseStatus: ResponseStatus } } {
  const outcome: Outcome = { successes: [], errors: [{ ...reason, dIndex: 0 }], messages: [] };
  return { Result: { ResponseStatus: responseStatus(outcome, switches) } };
}
