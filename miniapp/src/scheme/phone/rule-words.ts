import type { VersionChange } from '@dingdee/shared/scheme-version';
import { PARTS } from '../version-words.js';

export const ruleWordsOfPhone = {
  title: '规则',
  of: (form: string, bill: string, version: number, label: string) =>
    `${form} → ${bill}，v${version}${label && ` ${label}`}`,
  parts: {
    intake: '采集',
    header: '单据头',
    rows: '明细行',
    push: PARTS.push,
  } satisfies Record<VersionChange['part'], string>,
  hint: '几条规则从上往下看，第一条用得上的算数。改规则在钉钉电脑版上做。',
} as const;
