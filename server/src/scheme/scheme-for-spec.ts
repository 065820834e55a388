import { AuditLog } from '../audit/audit-log.js';
import type { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import type { Settings } from '../config/settings.js';
import type { DingTalkClient, FormControlSchema } from '../connectors/source.js';
import type { Database } from '../database/database.js';
import { NO_BASE_DATA, type UsableBaseData } from '../domain/draft/usable-base-data.js';
import { LiveEvents } from '../event-log/live-events.js';
import { LocalWakes } from '../queue/local-wakes.js';
import { CheckControls } from './drift/check-controls.js';
import { FormDefinitions } from './drift/form-definitions.js';
import { EnableScheme } from './enable/enable-scheme.js';
import { RetireScheme } from './enable/retire-scheme.js';
import { ReadForm } from './form/read-form.js';
import { KeptNumbers } from './number/kept-numbers.js';
import { SchemeStore } from './version/scheme-store.js';
import { WriteScheme } from './version/write-scheme.js';

export const control = (
  label: string,
  children: readonly FormControlSchema[] = [],
  more: Partial<FormControlSchema> = {},
): FormControlSchema => ({
  id: `id_${label.trim()}`,
  label,
  type: children.length > 0 ? 'TableField' : 'TextField',
  alias: null,
  required: false,
  options: [],
  children,
  ...more,
});

/** The reimbursement form without 公司帐号付款. */
export const FORM: readonly FormControlSchema[] = [
  control('费用归属项目'),
  control('报销类别 '),
  control('行政报销类型'),
  control('项目报销类型'),
  control('报销明细', [
    control('费用发生日期'),
    control('报销金额（元）'),
    control('费用明细 '),
    control('项目费用明细'),
  ]),
  control('总金额'),
  control('收款账号'),
];

/** Builds the services of schemes over a database, with a form and base data that a spec may change. */
export function schemesForSpec(db: Database) {
  const world = { form: FORM, baseData: NO_BASE_DATA as UsableBaseData };
  const dingtalk = { getForm: async () => ({ name: '费用报销', controls: world.form }) } as unknown as DingTalkClient;
  // The real catalog knows the number of organisations, so the replacement must too.
  const current = async () => Object.assign(Object.create(world.baseData), { organisations: 1 });
  const catalog = { current } as unknown as BaseDataCatalog;
  const [store, forms, audit, live, wakes] = [
    new SchemeStore(db),
    new ReadForm(dingtalk),
    new AuditLog(),
    new LiveEvents(),
    new LocalWakes(),
  ];
  const definitions = new FormDefinitions(db, audit, live);
  const numbers = new KeptNumbers({} as Settings);
  const writing = new WriteScheme(db, store, numbers, forms, catalog, audit, live, wakes);
  const enabling = new EnableScheme(db, store, forms, definitions, catalog, writing, audit, live, wakes, {
    LOOK_BACK_DAYS: 45,
  });
  const controls = new CheckControls(store, definitions, forms);
  return {
    world,
    store,
    definitions,
    controls,
    writing,
    enabling,
    retiring: new RetireScheme(db, store, writing, audit, live),
  };
}
