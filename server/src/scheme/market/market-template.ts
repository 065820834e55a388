import type { Outcome } from '@dingdee/shared/bill-state';
import type { SchemeContent } from '@dingdee/shared/scheme';

/** What a template is filled with when a scheme is made of it. */
export interface TemplateBasis {
  processCode: string;
  formName: string;
  orgNumber: string;
  outcome: Outcome;
}

/** A scheme as the market offers it: rules name controls by their usual labels, matched to the customer's form on creation. */
export interface MarketTemplate {
  code: string;
  name: string;
  description: string;
  /** Kingdee form. */
  target: string;
  content: (basis: TemplateBasis) => SchemeContent;
}
