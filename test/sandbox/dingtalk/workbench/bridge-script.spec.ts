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
  biz: {
    navigation: { setMenu(options: { items: object[]; onSuccess: (data: unknown) => void }): Promise<unknown> };
    util: { share(options: object): Promise<unknown> };
  };
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

it.each(['ios', 'android'] as const)(
  'on %s keeps the menu that a page sets, and tells it of every press',
  async (platform) => {
    const dd = jsapi({ platform });
    const told: unknown[] = [];
    await dd.biz.navigation.setMenu({ items: [{ id: 'share', text: '分享' }], onSuccess: (data) => told.push(data) });
    told.length = 0;
    const bridge = (window as unknown as { __sandboxBridge: { menu: unknown; press(id: string): void } })
      .__sandboxBridge;
    bridge.press('share');
    await vi.waitFor(() => expect(told).toEqual([{ id: 'share' }]));
    bridge.press('share');
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(bridge.menu).toEqual([{ id: 'share', text: '分享' }]);
  },
);

it.each(['pc', 'ios', 'android'] as const)(
  'on %s shares only after dd.config was accepted, and is cancelled or never answers where a test says so',
  async (platform) => {
    const dd = jsapi({ platform });
    const share = () => dd.biz.util.share({ type: 0, url: 'https://a', title: 't', content: 'c', image: '' });
    await expect(share()).rejects.toMatchObject({ errorCode: '7' });
    await new Promise<void>((resolve, reject) => {
      dd.error(reject);
      dd.config({ agentId: '1', corpId: 'dingours', timeStamp: 5, nonceStr: 'n', signature: 's', jsApiList: [] });
      dd.ready(resolve);
    });
    await share();
    const bridge = (window as unknown as { __sandboxBridge: { sharing?: string } }).__sandboxBridge;
    bridge.sharing = 'cancelled';
    await expect(share()).rejects.toMatchObject({ errorCode: '-1', errorMessage: 'user cancelled' });
    bridge.sharing = 'never answers';
    const silent = await Promise.race([share(), new Promise((resolve) => setTimeout(resolve, 50, 'silent'))]);
    expect(silent).toBe('silent');
  },
);

it('says the colour scheme in the user agent', () => {
  jsapi({ theme: 'dark' });
  expect(navigator.userAgent).toContain('colorScheme/dark');
});
