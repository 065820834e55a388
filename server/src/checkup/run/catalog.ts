import { accessProbes } from '../dingtalk/access.js';
import { approvalProbes } from '../dingtalk/approvals.js';
import { cardProbe } from '../dingtalk/cards.js';
import { clientProbes } from '../dingtalk/clients.js';
import { eventProbe } from '../dingtalk/events.js';
import { formProbes as dingtalkForms } from '../dingtalk/forms.js';
import { baseDataProbe } from '../kingdee/base-data.js';
import { billProbes } from '../kingdee/bills.js';
import { formProbes } from '../kingdee/form.js';
import { rightProbes } from '../kingdee/rights.js';
import { seenBeforeProbes } from '../kingdee/seen-before.js';
import { setUpProbes } from '../kingdee/set-up.js';
import { kingdeeLoginProbe, siteProbe } from '../kingdee/site.js';
import type { Probe } from '../probe/probe.js';

/** All probes, in the order of the page. */
export const PROBES: readonly Probe[] = [
  ...accessProbes,
  eventProbe,
  cardProbe,
  ...clientProbes,
  ...dingtalkForms,
  ...approvalProbes,
  siteProbe,
  kingdeeLoginProbe,
  ...formProbes,
  ...billProbes,
  ...rightProbes,
  ...setUpProbes,
  ...seenBeforeProbes,
  baseDataProbe,
];
