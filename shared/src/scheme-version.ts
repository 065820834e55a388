import * as z from 'zod/mini';
import { STAGES } from './bill-state.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';
import { versionName } from './scheme.js';

const MOST_VERSIONS = 999_999_999;

/** One immutable version of a scheme. */
export const schemeVersionSummary = z.object({
  number: z.int(),
  /** A person's name for it; "" if it has none. */
  label: z.string(),
  /** Name of the person who saved it; their id if the name is no longer known. */
  writtenBy: z.string(),
  writtenAt: instant,
  /** Its changes in a few words: "费用项目、行备注"; "" for the first version. */
  changed: z.string(),
  /** Bills whose last mapping used it. */
  bills: countAndSum,
});
export type SchemeVersionSummary = z.infer<typeof schemeVersionSummary>;

/**
 * Effect of a new version on the bills of a stage. `remapped`: mapped again · `voided`: mapped again although approved, and the
 * approval is voided if the content changes · `kept`: unchanged, with their own version.
 */
export const VERSION_FATES = ['remapped', 'voided', 'kept'] as const;
export const versionImpact = z.object({ stage: z.enum(STAGES), fate: z.enum(VERSION_FATES), sum: countAndSum });
export type VersionImpact = z.infer<typeof versionImpact>;

/**
 * GET /api/schemes/:id/enabling: effects of switching a scheme on again. `fates`, always all three: unfinished
 * bills by the effect of the versions saved since; each bill counts in one of them.
 */
export const schemeEnabling = z.object({
  /** Version in use at the last switch, and version in use now. */
  from: z.int(),
  to: z.int(),
  fates: z.array(z.object({ fate: z.enum(VERSION_FATES), sum: countAndSum })),
  /** Approvals that passed meanwhile, as far as DingTalk was asked: they are collected as soon as the scheme is on. */
  collects: countAndSum,
});
export type SchemeEnabling = z.infer<typeof schemeEnabling>;

/** GET /api/scheme-openings: for each scheme with a first day, the earlier approvals, which are 期初 and never pushed. */
export const schemeOpenings = z.object({
  items: z.array(z.object({ schemeId: z.string(), cutOverDate: businessDate, approvals: countAndSum })),
});
export type SchemeOpenings = z.infer<typeof schemeOpenings>;

/** GET /api/schemes/:id/versions, the newest first. */
export const schemeVersions = z.object({
  name: z.string(),
  /** The version in use, and the scheme's row version for a restore. */
  current: z.int(),
  version: z.int(),
  /** Bills that another version would map again: not approved yet, and nothing of them sent. */
  open: countAndSum,
  /** All bills of the scheme, each in one line, remapped ones first; lines without bills are omitted. */
  impact: z.array(versionImpact),
  items: z.array(schemeVersionSummary),
});
export type SchemeVersions = z.infer<typeof schemeVersions>;

export const VERSION_PARTS = ['intake', 'header', 'rows', 'push'] as const;
export const versionChange = z.object({
  part: z.enum(VERSION_PARTS),
  kind: z.enum(['added', 'changed', 'removed']),
  /** Name of the field or setting: "费用项目". */
  what: z.string(),
  /** One line per rule, in order; empty if there was none before, or is none after. */
  before: z.array(z.string()),
  after: z.array(z.string()),
  /** Only of the setting that says how far bills go in Kingdee: more steps than before, or fewer. */
  reach: z.optional(z.enum(['further', 'shorter'])),
});
export type VersionChange = z.infer<typeof versionChange>;

/** Version numbers: lists the values of `to` that differ from `from`. */
export const versionDiffQuery = z.object({ from: queryInt(1, MOST_VERSIONS), to: queryInt(1, MOST_VERSIONS) });
export type VersionDiffQuery = z.infer<typeof versionDiffQuery>;
/** GET /api/schemes/:id/diff: the differences, read from `from` to `to`. */
export const versionDiff = z.object({ from: z.int(), to: z.int(), changes: z.array(versionChange) });
export type VersionDiff = z.infer<typeof versionDiff>;

/** POST /api/schemes/:id/restore: the content of version `number` becomes the next version. `version` is the scheme's row version. */
export const restoreVersion = z.object({
  version: z.int(),
  number: z.int().check(z.minimum(1), z.maximum(MOST_VERSIONS)),
});
export type RestoreVersion = z.infer<typeof restoreVersion>;

/** POST /api/schemes/:id/name-version. `was`: the name on screen, so that nobody overwrites a name that they have not seen. */
export const nameVersion = z.object({
  number: z.int().check(z.minimum(1), z.maximum(MOST_VERSIONS)),
  name: versionName,
  was: z.string(),
});
export type NameVersion = z.infer<typeof nameVersion>;

/** GET /api/schemes/:id/words: the version in use, in words: each field or setting that has content, in order. */
export const schemeInWords = z.object({
  name: z.string(),
  formName: z.string(),
  version: z.int(),
  versionLabel: z.string(),
  /** Name of the bill that its approvals become: "付款单". */
  bill: z.string(),
  lines: z.array(z.object({ part: z.enum(VERSION_PARTS), what: z.string(), said: z.array(z.string()) })),
});
export type SchemeInWords = z.infer<typeof schemeInWords>;
