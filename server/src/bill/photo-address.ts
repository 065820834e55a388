/** Photos of an approval lie on DingTalk's own hosts as plain links (dingtalk.md §6.1); the page's policy lets in no other. */
const HOST = /^([a-z0-9-]+\.)*dingtalk\.com$/i;

/** The address as it may be shown in an <img>; null for everything that is not an https link of DingTalk. */
export function photoAddress(address: string | null | undefined): string | null {
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && url.protocol === 'https:' && url.port === '' && HOST.test(url.hostname) ? url.href : null;
}
