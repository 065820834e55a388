import type { Settings } from './settings.js';

const SECRETS = [
  'APP_SECRET',
  'APP_SECRET_BEFORE',
  'METRICS_TOKEN',
  'DINGTALK_CLIENT_SECRET',
  'DINGTALK_CALLBACK_TOKEN',
  'DINGTALK_CALLBACK_AES_KEY',
  'KINGDEE_PASSWORD',
  'KINGDEE_APP_SECRET',
] as const satisfies readonly (keyof Settings)[];
/** Ids of apps: not secret by themselves, but half of a credential. */
const APP_KEYS = ['DINGTALK_CLIENT_ID', 'KINGDEE_APP_ID'] as const satisfies readonly (keyof Settings)[];
/** Least length of a secret: a shorter text occurs in ordinary words, and its removal there would reveal it. */
const LEAST = 4;
const LEAST_OF_APP_KEYS = 8;

/** Secrets that a person entered while the program ran, by its settings: from then on no text shows them either. */
const entered = new WeakMap<Settings, Set<string>>();

/** Adds a secret that these settings do not hold. */
export function enterSecret(settings: Settings, secret: string): void {
  const known = entered.get(settings) ?? new Set();
  entered.set(settings, known.add(secret));
}

/** Returns a function for `secretValues` that reads them again only after a secret was entered. */
export function currentSecrets(settings: Settings): () => readonly string[] {
  let read = { entered: 0, values: secretValues(settings) };
  return () => {
    const count = entered.get(settings)?.size ?? 0;
    if (count !== read.entered) read = { entered: count, values: secretValues(settings) };
    return read.values;
  };
}

/** @returns the secret values of the settings and those entered since, unchanged and in other notations; the longest first. */
export function secretValues(settings: Settings): string[] {
  const values = [...SECRETS.map((name) => settings[name] ?? ''), ...(entered.get(settings) ?? [])].filter(
    ({ length }) => length >= LEAST,
  );
  const keys = APP_KEYS.map((name) => settings[name] ?? '').filter(({ length }) => length >= LEAST_OF_APP_KEYS);
  const passwords = [settings.DATABASE_URL, settings.REDIS_URL]
    .flatMap((url) => {
      const password = url && URL.canParse(url) ? new URL(url).password : '';
      return password ? [password, decodeURIComponent(password)] : [];
    })
    .filter(({ length }) => length >= LEAST);
  const spelt = [...values, ...keys, ...passwords].flatMap(spellings);
  return [...new Set(spelt)].sort((a, b) => b.length - a.length);
}

/** Returns the notations of a value: in a URL and a form, in JSON as we and .NET write it, in HTML, in a header. */
function spellings(value: string): string[] {
  const inAddress = encodeURIComponent(value);
  const inForm = new URLSearchParams([['', value]]).toString().slice(1);
  const inJson = JSON.stringify(value).slice(1, -1);
  const onPage = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    value,
    ...[inAddress, inForm].flatMap((each) => [each, each.replace(/%../g, (code) => code.toLowerCase())]),
    inJson,
    inJson.replace(/\\"|[&<>'+]/g, (sign) => `\\u${sign.slice(-1).charCodeAt(0).toString(16).padStart(4, '0')}`),
    onPage,
    onPage.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    Buffer.from(value).toString('base64'),
  ];
}
