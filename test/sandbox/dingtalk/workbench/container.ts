/** The DingTalk client in front of the app: its user and its kind. Kept in a cookie of the app gateway. */
export interface Container {
  userid: string;
  platform: 'pc' | 'ios' | 'android';
  theme: 'light' | 'dark';
  /** A client before 7.0.45, which knows only the older login call (dingtalk.md §7.2). */
  old: boolean;
}

export const CONTAINER_COOKIE = 'dd_sandbox';

export function containerFrom(fields: URLSearchParams): Container | undefined {
  const userid = fields.get('userid') ?? '';
  if (!/^\d{6,24}$/.test(userid)) return undefined;
  const platform = fields.get('platform');
  return {
    userid,
    platform: platform === 'ios' || platform === 'android' ? platform : 'pc',
    theme: fields.get('theme') === 'dark' ? 'dark' : 'light',
    old: fields.get('old') === '1',
  };
}

export function containerQuery({ userid, platform, theme, old }: Container): string {
  return new URLSearchParams({ userid, platform, theme, old: old ? '1' : '0' }).toString();
}

/** Returns the container that the cookie of a request names. */
export function containerOf(cookieHeader: string | undefined): Container | undefined {
  const found = (cookieHeader ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${CONTAINER_COOKIE}=`));
  if (!found) return undefined;
  return containerFrom(new URLSearchParams(decodeURIComponent(found.slice(CONTAINER_COOKIE.length + 1))));
}

export function clientVersion({ old }: Container): string {
  return old ? '6.5.20' : '7.6.38';
}

/** Returns the user agent that the client sends (dingtalk.md §10: apps detect DingTalk by "DingTalk" in it). */
export function userAgent(container: Container): string {
  const version = clientVersion(container);
  const scheme = `colorScheme/${container.theme}`;
  if (container.platform === 'ios')
    return `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 AliApp(DingTalk/${version}) com.laiwang.DingTalk/38210411 Channel/201200 language/zh-Hans-CN UT4Aplus/0.0.6 ${scheme}`;
  if (container.platform === 'android')
    return `Mozilla/5.0 (Linux; U; Android 14; zh-CN; ALN-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.118 Mobile Safari/537.36 AliApp(DingTalk/${version}) com.alibaba.android.rimet/38210411 Channel/700159 language/zh-CN abi/64 ${scheme}`;
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 dingtalk-win/1.0.0 nw(0.14.7) DingTalk(${version}-Release.241018) Mojo/1.0.0 Native AppType(release) Channel/201200 ${scheme}`;
}
