import * as z from 'zod/mini';
import { STAGES } from './bill-state.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';
import { versionName } from './scheme.js';

const MOST_VERSIONS = 999_999_999;

/** One version of a scheme, which never changes. */
export const schemeVersionSummary = z.object({
  number: z.int(),
  /** What a person calls it; "" where nobody has named it. */
  label: z.string(),
  /** Name of who saved it; their id where nobody of that name is known any more. */
  writtenBy: z.string(),
  writtenAt: instant,
  /** What it changed, in a few words: "费用项目、行备注"; "" for the first. */
  changed: z.string(),
  /** Bills that it has mapped last. */
  bills: countAndSum,
});
export type SchemeVersionSummary = z.infer<typeof schemeVersionSummary>;

/**
 * What a new version does to the bills of a stage. `remapped`: mapped anew · `voided`: mapped anew though somebody had approved them, whose
 * approval falls where the content changes · `kept`: left alone, by the version that they have.
 */
export const VERSION_FATES = ['remapped', 'voided', 'kept'] as const;
export const versionImpact = z.object({ stage: z.enum(STAGES), fate: z.enum(VERSION_FATES), sum: countAndSum });
export type VersionImpact = z.infer<typeof versionImpact>;

/**
 * GET /api/schemes/:id/enabling: what a scheme that was switched off meets when it is switched on again. `fates`, all three always: the bills
 * that are not over, by what the versions saved since did to them; a bill stands in one of them alone.
 */
export const schemeEnabling = z.object({
  /** The version that counted when it was switched last, and the one that counts now. */
  from: z.int(),
  to: z.int(),
  fates: z.array(z.object({ fate: z.enum(VERSION_FATES), sum: countAndSum })),
  /** Approvals that passed meanwhile, as far as DingTalk was asked: they are collected as soon as it is on. */
  collects: countAndSum,
});
export type SchemeEnabling = z.infer<typeof schemeEnabling>;

/** GET /api/scheme-openings: of each scheme that names its first day, the approvals from before it, which are 期初 and never pushed. */
export const schemeOpenings = z.object({
  items: z.array(z.object({ schemeId: z.string(), cutOverDate: businessDate, approvals: countAndSum })),
});
export type SchemeOpenings = z.infer<typeof schemeOpenings>;

/** GET /api/schemes/:id/versions, the newest first. */
export const schemeVersions = z.object({
  name: z.string(),
  /** The version that is used, and the scheme's row version for going back. */
  current: z.int(),
  version: z.int(),
  /** Bills that another version would map anew: not approved yet, and nothing of them sent. */
  open: countAndSum,
  /** All bills of the scheme, each in one line, those that are mapped anew first; a line without bills is left out. */
  impact: z.array(versionImpact),
  items: z.array(schemeVersionSummary),
});
export type SchemeVersions = z.infer<typeof schemeVersions>;

export const VERSION_PARTS = ['intake', 'header', 'rows', 'push'] as const;
export const versionChange = z.object({
  part: z.enum(VERSION_PARTS),
  kind: z.enum(['added', 'changed', 'removed']),
  /** The field or setting by its name: "费用项目". */
  what: z.string(),
  /** One line per rule, in order; empty where there was none, or is none any more. */
  before: z.array(z.string()),
  after: z.array(z.string()),
});
export type VersionChange = z.infer<typeof versionChange>;

/** Numbers of versions: what `to` says where `from` says something else. */
export const versionDiffQuery = z.object({ from: queryInt(1, MOST_VERSIONS), to: queryInt(1, MOST_VERSIONS) });
export type VersionDiffQuery = z.infer<typeof versionDiffQuery>;
/** GET /api/schemes/:id/diff: what is different, read from `from` to `to`. */
export const versionDiff = z.object({ from: z.int(), to: z.int(), changes: z.array(versionChange) });
export type VersionDiff = z.infer<typeof versionDiff>;

/** POST /api/schemes/:id/restore: the content of version `number` becomes the next version. `version` is the scheme's row version. */
export const restoreVersion = z.object({
  version: z.int(),
  number: z.int().check(z.minimum(1), z.maximum(MOST_VERSIONS)),
});
export type RestoreVersion = z.infer<typeof restoreVersion>;

/** POST /api/schemes/:id/name-version. `was`: the name that was on screen, so that nobody writes over one that they have not seen. */
export const nameVersion = z.object({
  number: z.int().check(z.minimum(1), z.maximum(MOST_VERSIONS)),
  name: versionName,
  was: z.string(),
});
export type NameVersion = z.infer<typeof nameVersion>;

/** GET /api/schemes/:id/words: the version that is used, as it is read: each field or setting that says something, in order. */
export const schemeInWords = z.object({
  name: z.string(),
  formName: z.string(),
  version: z.int(),
  versionLabel: z.string(),
  /** What its approvals become: "付款单". */
  bill: z.string(),
  lines: z.array(z.object({ part: z.enum(VERSION_PARTS), what: z.string(), said: z.array(z.string()) })),
});
export type SchemeInWords = z.infer<typeof schemeInWords>;
