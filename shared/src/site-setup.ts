import * as z from 'zod/mini';
import { instant } from './page.js';

/** First document of a passed approval: 付款单 at once, or 其他应付单, which is paid in Kingdee later. */
export const FIRST_DOCUMENTS = ['paybill', 'payable'] as const;
/** Meaning of an audited 付款单 at this site: the cashier pays by it, or the money has already been paid. */
export const PAYBILL_MEANINGS = ['instruction', 'record'] as const;

const billType = z.string().check(z.maxLength(60), z.regex(/^[A-Za-z0-9_.-]*$/));
const answers = {
  first: z.enum(FIRST_DOCUMENTS),
  means: z.enum(PAYBILL_MEANINGS),
  /** Kingdee's expense management is on: its own bill types for expenses cannot be created manually, so a copied type is used. */
  expenseModule: z.boolean(),
  /** Number of the copied bill type for 付款单, and for 其他应付单; "" if none was copied, and the template's is used. */
  payBillType: billType,
  payableBillType: billType,
};
/** A site's way of keeping its payments, asked once (decision 79). `version` grows with each change. */
export const siteSetup = z.object({ ...answers, version: z.int(), by: z.string(), at: instant });
export type SiteSetup = z.infer<typeof siteSetup>;
/** PUT /api/setup/site: `version` as it was seen, 0 if nobody had answered. */
export const putSiteSetup = z.object({ ...answers, version: z.int() });
export type PutSiteSetup = z.infer<typeof putSiteSetup>;

/** 对接内容, 数据源, 映射, 启用. */
export const SETUP_STEPS = [1, 2, 3, 4] as const;
export const setupStep = z.literal(SETUP_STEPS);
export type SetupStep = z.infer<typeof setupStep>;
/** PUT /api/schemes/:id/setup-step: the step at which the set-up of a draft was left. Only a bookmark: the last write wins. */
export const putSetupStep = z.object({ step: setupStep });
export type PutSetupStep = z.infer<typeof putSetupStep>;

const chosen = z.string().check(z.maxLength(200));
/** Choices of the first step before a draft exists: "" and null if nothing was chosen yet. `choices` as the page holds them: place → control. */
export const begunSetup = z.object({
  processCode: chosen,
  template: chosen,
  orgNumber: chosen,
  /** Table that a person chose instead of the template's. */
  detail: z.nullable(chosen),
  choices: z
    .record(z.string().check(z.maxLength(420)), z.nullable(chosen))
    .check(z.refine((all) => Object.keys(all).length <= 500)),
  answers: z.object({
    first: z.nullable(answers.first),
    means: z.nullable(answers.means),
    expenseModule: z.nullable(answers.expenseModule),
    payBillType: z.string().check(z.maxLength(60)),
    payableBillType: z.string().check(z.maxLength(60)),
  }),
});
export type BegunSetup = z.infer<typeof begunSetup>;
/** PUT /api/setup/begun: of the requesting person; null once a draft was made of it. The last write wins. */
export const putBegunSetup = z.object({ begun: z.nullable(begunSetup) });
export type PutBegunSetup = z.infer<typeof putBegunSetup>;

/**
 * GET /api/setup: the site's answers, the step at which each draft of the wizard was left, and the requesting person's choices in the
 * first step without a draft.
 */
export const setupState = z.object({
  site: z.nullable(siteSetup),
  begun: z.nullable(begunSetup),
  drafts: z.array(z.object({ schemeId: z.string(), step: setupStep, by: z.string(), at: instant })),
});
export type SetupState = z.infer<typeof setupState>;
