import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';

/** Why Kingdee's base data cannot be used: 已禁用, not audited, or not listed any more (kept, since old mappings and bills show its name). */
export const UNUSABLE_REASONS = ['forbidden', 'unaudited', 'gone'] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];
export const UNUSABLE_WORDS: Readonly<Record<UnusableReason, string>> = {
  forbidden: '已禁用',
  unaudited: '未审核',
  gone: '金蝶里已没有',
};
/** @param code as it is stored. @returns in words; null where none is stored. */
export const unusableWords = (code: string | null): string | null => {
  const known = UNUSABLE_REASONS.find((each) => each === code);
  return known === undefined ? null : UNUSABLE_WORDS[known];
};

export interface KnownBaseData {
  number: string;
  name: string;
  usable: boolean;
  /** 已禁用 …; null when usable. */
  reason: string | null;
}

export type OwnLevel = 'header' | 'rows';

/** Kingdee base data as the checks see it. It only ever adds issues and names: payload, provenance and hash do not depend on it. */
export interface UsableBaseData {
  /** False until this kind was read from Kingdee: nothing can be said then. */
  knows(kind: BaseDataKind): boolean;
  /** As the organisation may use it: its own or group-wide; null when Kingdee has no such number there. */
  find(kind: BaseDataKind, number: string, orgNumber: string): KnownBaseData | null;
  /** Like find, but of a number that only other organisations have it says so: unusable, with the reason, and whose it is. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): (KnownBaseData & { orgNumber: string }) | null;
  /**
   * What a field of the customer's own is chosen from: as its form says, else by the mapping tables that it is looked up in; null where
   * neither tells. Absent: nothing is known of such fields.
   */
  ownKind?(form: TargetName, level: OwnLevel, key: string, tables: readonly string[]): BaseDataKind | null;
}

/** For re-runs that compare payload and hash only. */
export const NO_BASE_DATA: UsableBaseData = { knows: () => false, find: () => null, lookup: () => null };
