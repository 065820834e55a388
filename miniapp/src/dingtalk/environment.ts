import { getENV } from 'dingtalk-jsapi/lib/env';

export type Platform = 'pc' | 'ios' | 'android' | 'notInDingTalk';

/**
 * Detects the DingTalk client by its user agent and, on PC, by the container bridge. HarmonyOS clients use the phone's calls and count as android;
 * government builds (gdt…) count as their base system.
 * @see dingtalk.md §10
 */
export function detectPlatform(): Platform {
  const platform = String(getENV().platform);
  if (platform === 'notInDingTalk') return 'notInDingTalk';
  if (/pc$/i.test(platform)) return 'pc';
  return /ios/i.test(platform) ? 'ios' : 'android';
}

export type Layout = 'desk' | 'phone';
export const DESK_MIN_WIDTH = 860;

/** Chooses desk or phone by the DingTalk platform; by width only outside DingTalk (ui.md §2). */
export function chooseLayout(platform: Platform, width: number): Layout {
  if (platform === 'notInDingTalk') return width >= DESK_MIN_WIDTH ? 'desk' : 'phone';
  return platform === 'pc' ? 'desk' : 'phone';
}

/**
 * Sets the dark theme from the container's user agent (… colorScheme/dark). Without it the system's setting counts, which tokens.css follows by
 * itself.
 */
export function followContainerTheme(root: HTMLElement, userAgent: string): void {
  const scheme = /colorScheme\/(dark|light)/i.exec(userAgent)?.[1]?.toLowerCase();
  if (scheme) root.dataset.theme = scheme;
}
