import * as z from 'zod';
import { type Settings, settingsSchema } from '../config/settings.js';

export const SYSTEMS = ['dingtalk', 'kingdee'] as const;
export type System = (typeof SYSTEMS)[number];

/** Settings that belong to one connection; limits and waits belong to the program and are not part of it. */
const dingtalk = settingsSchema.pick({
  DINGTALK_CORP_ID: true,
  DINGTALK_CLIENT_ID: true,
  DINGTALK_CLIENT_SECRET: true,
  DINGTALK_AGENT_ID: true,
  DINGTALK_API_URL: true,
  DINGTALK_OAPI_URL: true,
  DINGTALK_API_FAMILY: true,
  DINGTALK_CALLBACK_TOKEN: true,
  DINGTALK_CALLBACK_AES_KEY: true,
});
const kingdee = settingsSchema.pick({
  KINGDEE_URL: true,
  KINGDEE_AUTH: true,
  KINGDEE_ACCT_ID: true,
  KINGDEE_USERNAME: true,
  KINGDEE_PASSWORD: true,
  KINGDEE_APP_ID: true,
  KINGDEE_APP_SECRET: true,
  KINGDEE_ORG: true,
  KINGDEE_LCID: true,
});
interface Configs {
  dingtalk: Readonly<z.output<typeof dingtalk>>;
  kingdee: Readonly<z.output<typeof kingdee>>;
}
export type ConnectionConfig<S extends System> = Configs[S];
const SCHEMAS: { readonly [S in System]: z.ZodType<Configs[S]> } = { dingtalk, kingdee };
const SETTINGS_OF: Readonly<Record<System, readonly string[]>> = {
  dingtalk: Object.keys(dingtalk.shape),
  kingdee: Object.keys(kingdee.shape),
};

/** Includes KINGDEE_APP_ID, because its second part is a packed secret (kingdee.md §3). */
const SECRETS: ReadonlySet<string> = new Set([
  'DINGTALK_CLIENT_SECRET',
  'DINGTALK_CALLBACK_TOKEN',
  'DINGTALK_CALLBACK_AES_KEY',
  'KINGDEE_PASSWORD',
  'KINGDEE_APP_ID',
  'KINGDEE_APP_SECRET',
]);

/** Setting that a person may replace on the page. */
export const enteredSetting = <S extends System>(system: S, config: ConnectionConfig<S>) =>
  system === 'dingtalk'
    ? 'DINGTALK_CLIENT_SECRET'
    : (config as ConnectionConfig<'kingdee'>).KINGDEE_AUTH === 'password'
      ? 'KINGDEE_PASSWORD'
      : 'KINGDEE_APP_SECRET';

/** What a secret belongs to: with another of these, a secret entered for the former one is of no use. */
export const ACCOUNT_OF: Readonly<Record<System, readonly string[]>> = {
  dingtalk: ['DINGTALK_CORP_ID', 'DINGTALK_CLIENT_ID', 'DINGTALK_API_URL', 'DINGTALK_OAPI_URL'],
  kingdee: ['KINGDEE_URL', 'KINGDEE_AUTH', 'KINGDEE_ACCT_ID', 'KINGDEE_USERNAME', 'KINGDEE_APP_ID'],
};

/** Setting name → value as text; unset settings are absent. */
export type Values = Readonly<Record<string, string>>;

/** A connection in two parts; only `secret` has to be protected. */
export interface Parts {
  open: Values;
  secret: Values;
}

/** Splits the settings of the environment's connection to a system. */
export function partsOf(system: System, settings: Partial<Settings>): Parts {
  const open: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const name of SETTINGS_OF[system]) {
    const value = settings[name as keyof Settings];
    if (value === undefined) continue;
    const text = String(value);
    (SECRETS.has(name) || holdsPassword(text) ? secret : open)[name] = text;
  }
  return { open, secret };
}

/** True for https://user:password@… */
const holdsPassword = (text: string): boolean => URL.canParse(text) && new URL(text).password !== '';

/** @returns null if a setting is missing or invalid. */
export function configOf<S extends System>(system: S, { open, secret }: Parts): ConnectionConfig<S> | null {
  const read = SCHEMAS[system].safeParse({ ...open, ...secret });
  return read.success ? read.data : null;
}

const texts = z.record(z.string(), z.string());
/** Reads a JSON column; values that are not text by name are dropped. */
export function readValues(column: unknown): Values {
  if (typeof column !== 'string') return {};
  try {
    const read = texts.safeParse(JSON.parse(column));
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}
