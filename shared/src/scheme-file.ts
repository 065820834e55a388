import * as z from 'zod/mini';
import { businessDate } from './page.js';
import { controlChoice, fieldRules, schemeContent } from './scheme.js';
import { versionChange } from './scheme-version.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/**
 * Schema version of a scheme file: a market template, or an export of another site. It grows with every change that an older program could not read.
 */
export const SCHEME_FILE_VERSION = 2;
export const SCHEME_FILE_KIND = 'dingdee-scheme';
/** Longest text of a file, in UTF-16 units. */
export const LONGEST_SCHEME_FILE = 400_000;
/** Placeholder in a rule for the organisation that the scheme is made for. */
export const OWN_ORGANISATION = '{{orgNumber}}';

const wanted = {
  /** Name in the rules. */
  name: text(200),
  /** Kinds of DingTalk controls that fit; none = any. */
  types: z.array(text(40)).check(z.maxLength(30)),
  /** Other usual labels of the control. */
  aliases: z.array(text(200)).check(z.maxLength(60)),
  /** Consequence if a form does not have it, or if it is not used. */
  without: text(300),
  /** Every bill stops without it. */
  needed: z.optional(z.boolean()),
};
export const wantedColumn = z.object(wanted);
/** A control that a template reads; with `columns` it is a table. */
export const wantedControl = z.object({
  ...wanted,
  columns: z.optional(z.array(wantedColumn).check(z.maxLength(100))),
});
export type WantedControl = z.infer<typeof wantedControl>;
export type WantedColumn = z.infer<typeof wantedColumn>;

/** Value of a control: its text, the named parts of an account or a suite, or the rows of a table, cells by label. */
export const sampleValue = z.union([
  z.string().check(z.maxLength(2000)),
  z.record(z.string(), z.string()),
  z.array(z.record(z.string(), z.string())).check(z.maxLength(200)),
]);
export type SampleValue = z.infer<typeof sampleValue>;

/** An approval, the existing mapping rows, and the bill that must result. */
export const sampleApproval = z.object({
  title: text(200),
  businessId: text(40),
  originatorUserId: text(64),
  originatorName: text(60),
  originatorDeptName: text(200),
  finished: businessDate,
  /** Values by the template's names of the controls. */
  values: z.record(z.string(), sampleValue),
  /** Names of controls that this sample's form does not have. */
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

/** Content of a scheme without site-specific parts: no form code, no organisation, no first day. */
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
  /** 1: no key of several values, no default of single organisations. A file is written in the oldest version that can express it. */
  version: z.union([z.literal(1), z.literal(SCHEME_FILE_VERSION)]),
  code: z.string().check(z.regex(/^[a-z0-9-]{1,60}$/)),
  name: text(80),
  description: text(500),
  /** Kingdee's name of the target form. */
  target: text(60),
  controls: z.array(wantedControl).check(z.maxLength(300)),
  content: schemeFileContent,
  /** Row rules that replace the same rules in `content` if the form has no detail table and the approval is the only row. */
  oneRow: z.optional(z.record(z.string(), fieldRules)),
  samples: z.array(sampleApproval).check(z.maxLength(20)),
});
export type SchemeFile = z.infer<typeof schemeFile>;

/** How a control was found: same name, another name that the template allows, or the only one of its kind. */
export const MATCHED_HOW = ['same', 'alias', 'type'] as const;
/** A wanted control and the form's control for it. */
export const controlMatch = z.object({
  name: z.string(),
  /** Wanted table that it is a column of; null at the top level. */
  table: z.nullable(z.string()),
  /** Kind of control: "金额"; '' if any fits. */
  kind: z.string(),
  without: z.string(),
  needed: z.boolean(),
  /** Id of the form's control; null if none was found. */
  control: z.nullable(z.string()),
  how: z.nullable(z.enum(MATCHED_HOW)),
});
export type ControlMatch = z.infer<typeof controlMatch>;
/** A control of the form that may be chosen; `table`: id of the table that it is a column of. */
export const offeredControl = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.string(),
  table: z.nullable(z.string()),
});
export type OfferedControl = z.infer<typeof offeredControl>;
/** GET /api/templates/:code/match: the form's controls for a template's wanted controls; the form is read from DingTalk now. */
export const formMatch = z.object({
  processCode: z.string(),
  formName: z.string(),
  controls: z.array(offeredControl),
  matches: z.array(controlMatch),
});
export type FormMatch = z.infer<typeof formMatch>;
/** `detail`: id of the table that a person has chosen for the template's table; its columns are used instead. */
export const matchQuery = z.object({ processCode: text(64), detail: z.optional(text(200)) });
export type MatchQuery = z.infer<typeof matchQuery>;

/** A value of the scheme that belongs to its original site: it stays in the file, and the importing person has to check it. */
export const ownValue = z.object({ what: z.string(), value: z.string() });
export type OwnValue = z.infer<typeof ownValue>;
/** GET /api/schemes/:id/export. */
export const exportedScheme = z.object({ fileName: z.string(), file: schemeFile, own: z.array(ownValue) });
export type ExportedScheme = z.infer<typeof exportedScheme>;

/** Place and reason, in words, why a file cannot be read. */
export const fileFault = z.object({ where: z.string(), what: z.string() });
export type FileFault = z.infer<typeof fileFault>;

const imported = {
  /** Unchanged text of the file. */
  text: z.string().check(z.minLength(1), z.maxLength(LONGEST_SCHEME_FILE)),
  /** Form of a new scheme. */
  processCode: z.optional(text(64)),
  /** Existing scheme that gets a new version, instead of a new scheme. */
  schemeId: z.optional(text(64)),
  orgNumber: z.optional(text(40)),
  matches: z.optional(z.array(controlChoice).check(z.maxLength(500))),
};
/** POST /api/schemes/import/check: changes nothing. */
export const checkImport = z.object(imported);
export type CheckImport = z.infer<typeof checkImport>;
export const importCheck = z.object({
  /** If not empty, the file cannot be imported, and no field below is filled. */
  faults: z.array(fileFault),
  about: z.nullable(z.object({ name: z.string(), description: z.string(), target: z.string() })),
  own: z.array(ownValue),
  /** null until a form or a scheme is chosen. */
  match: z.nullable(formMatch),
  /** Changes of the scheme's next version against the current one; null for a new scheme. */
  changes: z.nullable(z.array(versionChange)),
  /** Row version of that scheme. */
  version: z.nullable(z.int()),
});
export type ImportCheck = z.infer<typeof importCheck>;
/** POST /api/schemes/import: a draft; with `schemeId` and the row version that was seen, a new version of that scheme. */
export const importScheme = z.object({ ...imported, name: z.optional(text(80)), version: z.optional(z.int()) });
export type ImportScheme = z.infer<typeof importScheme>;
