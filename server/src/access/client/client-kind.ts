import type { LogInClient } from '@dingdee/shared/log-in';

const LONGEST_AGENT = 200;
const CONTROLS = /[\p{Cc}\p{Cf}]/gu;
/** AliApp(DingTalk/7.6.38) on phones, DingTalk(7.6.38-Release.…) on PC. */
const VERSION = /\bDingTalk[/(](\d{1,3})\.(\d{1,3})/;

/** Returns the kind of a client: platform, frame, and the first two parts of its version, e.g. "pc/framed/7.6". */
export function kindOf({ platform, framed }: Pick<LogInClient, 'platform' | 'framed'>, agent: string): string {
  const [, major, minor] = VERSION.exec(agent) ?? [];
  const version = major === undefined ? '' : `${Number(major)}.${Number(minor)}`;
  return `${platformOf(platform)}/${framed ? 'framed' : 'own'}/${version}`;
}

/** Government builds (gdt…) count as their base system, as on the page. */
function platformOf(told: string): string {
  if (/pc$/i.test(told)) return 'pc';
  return ['ios', 'android', 'harmony'].find((known) => told.toLowerCase().endsWith(known)) ?? 'other';
}

/** Returns the user agent as it is stored. */
export const agentOf = (header: string | undefined): string =>
  (header ?? '').replace(CONTROLS, ' ').slice(0, LONGEST_AGENT);
