import * as z from 'zod/mini';

/** What a template makes of the approval that comes with it, as it stands in the bill: labels and numbers of Kingdee, accounts masked. */
export const sampleField = z.object({ label: z.string(), value: z.string() });
export const sampleBill = z.object({
  title: z.string(),
  businessId: z.string(),
  total: z.string(),
  header: z.array(sampleField),
  rows: z.array(z.object({ amount: z.string(), fields: z.array(sampleField) })),
});
export type SampleBill = z.infer<typeof sampleBill>;
export const marketTemplate = z.object({
  code: z.string(),
  name: z.string(),
  description: z.string(),
  target: z.string(),
  /** Controls that it reads, columns of its tables included. */
  wants: z.int(),
  /** Null where a template has no rules yet. */
  sample: z.nullable(sampleBill),
});
export type MarketTemplate = z.infer<typeof marketTemplate>;
export const marketTemplates = z.object({ items: z.array(marketTemplate) });
export type MarketTemplates = z.infer<typeof marketTemplates>;
