import type { BaseDataKind } from '@dingdee/shared/base-data';

export interface KnownBaseData {
  number: string;
  name: string;
  usable: boolean;
  /** 已禁用 …; null when usable. */
  reason: string | null;
}

/** Kingdee base data as the checks see it. It only ever adds issues and names: payload, provenance and hash do not depend on it. */
export interface UsableBaseData {
  /** False until this kind was read from Kingdee: nothing can be said then. */
  knows(kind: BaseDataKind): boolean;
  /** As the organisation may use it: its own or group-wide; null when Kingdee has no such number there. */
  find(kind: BaseDataKind, number: string, orgNumber: string): KnownBaseData | null;
  /** Like find, but of a number that only other organisations have it says so: unusable, with the reason, and whose it is. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): (KnownBaseData & { orgNumber: string }) | null;
}

/** For re-runs that compare payload and hash only. */
export const NO_BASE_DATA: UsableBaseData = { knows: () => false, find: () => null, lookup: () => null };
