import * as z from 'zod/mini';
import { businessDate } from './page.js';
import { controlChoice, fieldRules, schemeContent } from './scheme.js';
import { versionChange } from './scheme-version.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/** Schema of a scheme in a file: a template of the market, or one that another site exported. It grows with every change that an older program could not read. */
export const SCHEME_FILE_VERSION = 2;
export const SCHEME_FILE_KIND = 'dingdee-scheme';
/** Longest text of a file, in UTF-16 units. */
export const LONGEST_SCHEME_FILE = 400_000;
/** Stands in a rule for the organisation that the scheme is made for. */
export const OWN_ORGANISATION = '{{orgNumber}}';

const wanted = {
  /** As the rules name it. */
  name: text(200),
  /** Kinds of DingTalk's controls that fit; none = any. */
  types: z.array(text(40)).check(z.maxLength(30)),
  /** Other usual labels of it. */
  aliases: z.array(text(200)).check(z.maxLength(60)),
  /** What follows where a form does not have it, or it is not used. */
  without: text(300),
  /** Every bill stops without it. */
  needed: z.optional(z.boolean()),
};
export const wantedColumn = z.object(wanted);
/** A control that a template reads; `columns`: it is a table. */
export const wantedControl = z.object({
  ...wanted,
  columns: z.optional(z.array(wantedColumn).check(z.maxLength(100))),
});
export type WantedControl = z.infer<typeof wantedControl>;
export type WantedColumn = z.infer<typeof wantedColumn>;

/** What stands in a control: its text, the named parts of an account or a suite, or the rows of a table, cells by label. */
export const sampleValue = z.union([
  z.string().check(z.maxLength(2000)),
  z.record(z.string(), z.string()),
  z.array(z.record(z.string(), z.string())).check(z.maxLength(200)),
]);
export type SampleValue = z.infer<typeof sampleValue>;

/** An approval, the mapping rows that are there, and the bill that must come of both. */
export const sampleApproval = z.object({
  title: text(200),
  businessId: text(40),
  originatorUserId: text(64),
  originatorName: text(60),
  originatorDeptName: text(200),
  finished: businessDate,
  /** By the template's own names of its controls. */
  values: z.record(z.string(), sampleValue),
  /** Controls that this sample's form does not have, by name. */
  unused: z.optional(z.array(text(200))),
  /** Mapping table → key → number in Kingdee. */
  tables: z.record(z.string(), z.record(z.string(), z.string())),
  bill: z.object({
    header: z.record(z.string(), z.string()),
    rows: z.array(z.object({ amount: z.string(), fields: z.record(z.string(), z.string()) })),
    total: z.string(),
  }),
});
export type SampleApproval = z.infer<typeof sampleApproval>;

/** What a scheme is apart from the site that it is for: no form code, no organisation, no first day. */
export const schemeFileContent = z.omit(schemeContent, {
  template: true,
  processCode: true,
  formName: true,
  orgNumber: true,
  cutOverDate: true,
});
export type SchemeFileContent = z.infer<typeof schemeFileContent>;

export const schemeFile = z.object({
  kind: z.literal(SCHEME_FILE_KIND),
  /** 1: no key of several values, no default of single organisations. A file is written as the oldest that can say it. */
  version: z.union([z.literal(1), z.literal(SCHEME_FILE_VERSION)]),
  code: z.string().check(z.regex(/^[a-z0-9-]{1,60}$/)),
  name: text(80),
  description: text(500),
  /** Kingdee's name of the form that it becomes. */
  target: text(60),
  controls: z.array(wantedControl).check(z.maxLength(300)),
  content: schemeFileContent,
  /** Rules of the rows in place of the same in `content`, where the form has no detail table and the approval is the one row. */
  oneRow: z.optional(z.record(z.string(), fieldRules)),
  samples: z.array(sampleApproval).check(z.maxLength(20)),
});
export type SchemeFile = z.infer<typeof schemeFile>;

/** How a control was found: it is called the same, or as the template says it may be, or it is the only one of its kind. */
export const MATCHED_HOW = ['same', 'alias', 'type'] as const;
/** A wanted control beside what the form has for it. */
export const controlMatch = z.object({
  name: z.string(),
  /** The wanted table that it is a column of; null at the top. */
  table: z.nullable(z.string()),
  /** What kind of control it is: "金额"; '' where any fits. */
  kind: z.string(),
  without: z.string(),
  needed: z.boolean(),
  /** Id of the form's control; null where none was found. */
  control: z.nullable(z.string()),
  how: z.nullable(z.enum(MATCHED_HOW)),
});
export type ControlMatch = z.infer<typeof controlMatch>;
/** A control of the form that may be chosen; `table`: the id of the table that it is a column of. */
export const offeredControl = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.string(),
  table: z.nullable(z.string()),
});
export type OfferedControl = z.infer<typeof offeredControl>;
/** GET /api/templates/:code/match: what a form has of what a template reads; the form is read from DingTalk now. */
export const formMatch = z.object({
  processCode: z.string(),
  formName: z.string(),
  controls: z.array(offeredControl),
  matches: z.array(controlMatch),
});
export type FormMatch = z.infer<typeof formMatch>;
/** `detail`: id of the table that a person has chosen for the template's, whose columns are looked at in its place. */
export const matchQuery = z.object({ processCode: text(64), detail: z.optional(text(200)) });
export type MatchQuery = z.infer<typeof matchQuery>;

/** A value in a scheme that belongs to the site it was made at: it stays in the file, and whoever takes the file over has to look at it. */
export const ownValue = z.object({ what: z.string(), value: z.string() });
export type OwnValue = z.infer<typeof ownValue>;
/** GET /api/schemes/:id/export. */
export const exportedScheme = z.object({ fileName: z.string(), file: schemeFile, own: z.array(ownValue) });
export type ExportedScheme = z.infer<typeof exportedScheme>;

/** Where a file cannot be read, and why, in words. */
export const fileFault = z.object({ where: z.string(), what: z.string() });
export type FileFault = z.infer<typeof fileFault>;

const imported = {
  /** The file as it is. */
  text: z.string().check(z.minLength(1), z.maxLength(LONGEST_SCHEME_FILE)),
  /** The form that a new scheme is for. */
  processCode: z.optional(text(64)),
  /** An existing scheme that gets a new version, in place of a new one. */
  schemeId: z.optional(text(64)),
  orgNumber: z.optional(text(40)),
  matches: z.optional(z.array(controlChoice).check(z.maxLength(500))),
};
/** POST /api/schemes/import/check: changes nothing. */
export const checkImport = z.object(imported);
export type CheckImport = z.infer<typeof checkImport>;
export const importCheck = z.object({
  /** Not empty: the file is not taken over, and nothing else below is filled. */
  faults: z.array(fileFault),
  about: z.nullable(z.object({ name: z.string(), description: z.string(), target: z.string() })),
  own: z.array(ownValue),
  /** null until a form or a scheme is chosen. */
  match: z.nullable(formMatch),
  /** What the scheme's next version says that its present one does not; null for a new scheme. */
  changes: z.nullable(z.array(versionChange)),
  /** Row version of that scheme. */
  version: z.nullable(z.int()),
});
export type ImportCheck = z.infer<typeof importCheck>;
/** POST /api/schemes/import: a draft, or with `schemeId` and the row version that was seen a new version of that scheme. */
export const importScheme = z.object({ ...imported, name: z.optional(text(80)), version: z.optional(z.int()) });
export type ImportScheme = z.infer<typeof importScheme>;
