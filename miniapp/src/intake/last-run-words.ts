import { count, hourMinute } from '../ui/formats.js';

/** Text about the last finished run: "10:30 采集，新收 5 条。" */
export const lastRunSaid = ({ at, seen, created }: { at: number; seen: number; created: number }): string =>
  created > 0
    ? `${hourMinute(at)} 采集，新收 ${count(created)} 条。`
    : `${hourMinute(at)} 采集到 ${count(seen)} 条，没有新的。`;
