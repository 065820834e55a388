import * as z from 'zod/mini';
import { rule } from './scheme.js';
import { fieldPath } from './trial.js';

/** GET /api/schemes/:id/cures?control= : the changed control, as FormChange.key names it. */
export const curesQuery = z.object({ control: z.string().check(z.minLength(1), z.maxLength(200)) });
export type CuresQuery = z.infer<typeof curesQuery>;

/** One rule that reads another control instead. It is a proposal: nothing is saved before a person saves it in the rules editor. */
export const formCure = z.object({
  field: fieldPath,
  /** Label of the field of the bill. */
  label: z.string(),
  /** Place of the rule among those of the field, from 0. */
  index: z.int(),
  /** The whole rule as it would be. */
  rule,
  /** The control that it reads then, and its kind in DingTalk's words. */
  control: z.string(),
  kind: z.string(),
  /** Name of the table in which the control is looked up; null if its value is taken. */
  table: z.nullable(z.string()),
  /** Of `tried` approvals, how many get a usable value from this rule then; what it gives where its table has no row does not count. */
  filled: z.int(),
});
export type FormCure = z.infer<typeof formCure>;
export const formCures = z.object({
  /** Version that the rules are of. */
  version: z.int(),
  tried: z.int(),
  /** By field and rule; of a rule, the few that fill most, the best first. */
  items: z.array(formCure),
});
export type FormCures = z.infer<typeof formCures>;
