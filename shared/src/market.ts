import * as z from 'zod/mini';

/** A template's result for its sample approval, as on the bill: labels and numbers of Kingdee, account numbers masked. */
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
  /** Number of controls that it reads, including columns of its tables. */
  wants: z.int(),
  /** Null if a template has no rules yet. */
  sample: z.nullable(sampleBill),
});
export type MarketTemplate = z.infer<typeof marketTemplate>;
export const marketTemplates = z.object({ items: z.array(marketTemplate) });
export type MarketTemplates = z.infer<typeof marketTemplates>;
