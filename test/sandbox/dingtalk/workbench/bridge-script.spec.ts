// @vitest-environment happy-dom
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bridgeScript } from './bridge-script.js';
import type { Container } from './container.js';

/** What we use of dingtalk-jsapi 3.2.9. */
interface JsApi {
  env: { platform: string; version: string };
  requestAuthCode(options: object): Promise<{ code: string }>;
  runtime: { permission: { requestAuthCode(options: object): Promise<{ code: string }> } };
  config(options: object): void;
  ready(callback: () => void): void;
  error(callback: (error: unknown) => void): void;
}

const require = createRequire(import.meta.url);
const asked: { path: string; body?: string }[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (path: string, options?: { body?: string }) => {
    asked.push({ path, body: options?.body });
    const corp = new URL(path, 'http://app').searchParams.get('corpId');
    const answer = path.includes('config-check')
      ? { ok: true }
      : corp === 'dingours'
        ? { code: 'c-1' }
        : { errorCode: '3', errorMessage: '对应企业没有该域名微应用' };
    return { json: async () => answer };
  });
});

/** The real package, loaded fresh after the bridge, as a page would. */
function jsapi(container: Partial<Container>): JsApi {
  for (const name of [
    '__sandboxBridge',
    'WebViewJavascriptBridge',
    'WebViewJavascriptBridgeAndroid',
    'nuva',
    'dingtalk',
    'dd_bridge_config',
  ])
    Reflect.deleteProperty(window, name);
  window.name = '';
  const script = bridgeScript({ userid: '1', platform: 'pc', theme: 'light', old: false, ...container });
  new Function('window', script)(window);
  for (const key of Object.keys(require.cache)) if (key.includes('/dingtalk-jsapi/')) delete require.cache[key];
  return require('dingtalk-jsapi') as JsApi;
}

describe.each(['pc', 'ios', 'android'] as const)('on %s', (platform) => {
  it('is recognised by dingtalk-jsapi', () => {
    expect(jsapi({ platform }).env).toMatchObject({ platform, version: '7.6.38' });
  });

  it('answers the new and the old login call with a code', async () => {
    const dd = jsapi({ platform });
    expect(await dd.requestAuthCode({ corpId: 'dingours', clientId: 'x' })).toEqual({ code: 'c-1' });
    expect(await dd.runtime.permission.requestAuthCode({ corpId: 'dingours' })).toEqual({ code: 'c-1' });
  });

  it('knows only the old login call when the client is old', async () => {
    const dd = jsapi({ platform, old: true });
    await expect(dd.requestAuthCode({ corpId: 'dingours', clientId: 'x' })).rejects.toMatchObject({ errorCode: '1' });
    expect(await dd.runtime.permission.requestAuthCode({ corpId: 'dingours' })).toEqual({ code: 'c-1' });
  });

  it('refuses a code for another corporation with error 3', async () => {
    await expect(jsapi({ platform }).runtime.permission.requestAuthCode({ corpId: 'dingother' })).rejects.toMatchObject(
      { errorCode: '3' },
    );
  });

  it('has the signature of dd.config checked', async () => {
    const dd = jsapi({ platform });
    await new Promise<void>((resolve, reject) => {
      dd.error(reject);
      dd.config({
        agentId: '1',
        corpId: 'dingours',
        timeStamp: 5,
        nonceStr: 'n',
        signature: 's',
        jsApiList: ['biz.contact.complexPicker'],
      });
      dd.ready(resolve);
    });
    expect(JSON.parse(asked.find(({ path }) => path.includes('config-check'))?.body ?? '')).toMatchObject({
      nonceStr: 'n',
      signature: 's',
    });
  });
});

it('says the colour scheme in the user agent', () => {
  jsapi({ theme: 'dark' });
  expect(navigator.userAgent).toContain('colorScheme/dark');
});
