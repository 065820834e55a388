import { count } from '../ui/formats.js';

/** What DingTalk's early refusal says: how many calls of the quota other apps of the company have used. */
export const othersWords = ({ own, calls }: { own: number; calls: number }): string =>
  `钉钉在我们用到 ${count(own)} 次时就说用完了：另有约 ${count(calls)} 次是同一企业的其他应用用掉的。`;
