import * as z from 'zod/mini';
import { instant } from './page.js';

/** What a passed approval becomes first: 付款单 at once, or 其他应付单, which is paid in Kingdee later. */
export const FIRST_DOCUMENTS = ['paybill', 'payable'] as const;
/** What an audited 付款单 means here: the cashier pays by it, or the money has left already. */
export const PAYBILL_MEANINGS = ['instruction', 'record'] as const;

const billType = z.string().check(z.maxLength(60), z.regex(/^[A-Za-z0-9_.-]*$/));
const answers = {
  first: z.enum(FIRST_DOCUMENTS),
  means: z.enum(PAYBILL_MEANINGS),
  /** Kingdee's expense management is on: its own bill types for expenses cannot be made by hand, so a copied one is used. */
  expenseModule: z.boolean(),
  /** Number of the bill type that was copied for 付款单, and for 其他应付单; "" where it was not, and the template's is used. */
  payBillType: billType,
  payableBillType: billType,
};
/** How a site keeps its payments, asked once (decision 79). `version` grows with each change. */
export const siteSetup = z.object({ ...answers, version: z.int(), by: z.string(), at: instant });
export type SiteSetup = z.infer<typeof siteSetup>;
/** PUT /api/setup/site: `version` as it was seen, 0 where nobody had answered. */
export const putSiteSetup = z.object({ ...answers, version: z.int() });
export type PutSiteSetup = z.infer<typeof putSiteSetup>;

/** 对接内容, 数据源, 映射, 启用. */
export const SETUP_STEPS = [1, 2, 3, 4] as const;
export const setupStep = z.literal(SETUP_STEPS);
export type SetupStep = z.infer<typeof setupStep>;
/** PUT /api/schemes/:id/setup-step: where the setting up of a draft was left. A bookmark: the last one counts. */
export const putSetupStep = z.object({ step: setupStep });
export type PutSetupStep = z.infer<typeof putSetupStep>;

const chosen = z.string().check(z.maxLength(200));
/** What stands in the first step before there is a draft: "" and null where nothing was chosen yet. `choices` as the page holds them: place → control. */
export const begunSetup = z.object({
  processCode: chosen,
  template: chosen,
  orgNumber: chosen,
  /** The table that was chosen by hand for the template's. */
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
/** PUT /api/setup/begun: of whoever asks; null once a draft was made of it. The last one counts. */
export const putBegunSetup = z.object({ begun: z.nullable(begunSetup) });
export type PutBegunSetup = z.infer<typeof putBegunSetup>;

/**
 * GET /api/setup: what was answered, of each draft that was begun in the wizard the step that it was left at, and what whoever asks has
 * chosen in the first step before there was one.
 */
export const setupState = z.object({
  site: z.nullable(siteSetup),
  begun: z.nullable(begunSetup),
  drafts: z.array(z.object({ schemeId: z.string(), step: setupStep, by: z.string(), at: instant })),
});
export type SetupState = z.infer<typeof setupState>;
