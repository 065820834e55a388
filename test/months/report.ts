import type { Lived } from './lived.js';
import { DAY, DAYS, HOUR, STANDARD } from './scenario.js';

const HEADINGS = [
  'forms × approvals',
  'events',
  'passed',
  'calls',
  'list',
  'detail',
  'comment',
  'read again',
  'other',
  'half wait at most',
  'the longest',
  'forecast on day 10',
  'said to be short',
  'left to the next month',
  'there after',
  'longest wait of a comment',
];

const MINUTE = 60_000;
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${(ms / HOUR).toFixed(1)} h` : `${(ms / DAY).toFixed(1)} d`;
}

const number = (n: number): string => n.toLocaleString('en-US');

/** The months as a table of Markdown. */
export function table(months: readonly Lived[]): string[] {
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...months.map((lived) => line(cells(lived)))];
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function cells({
  scenario,
  days,
  passed,
  calls,
  waits,
  said,
  shortOnDay,
  leftBehind,
  cameAfter,
  comments,
}: Lived): string[] {
  const {
    list = 0,
    'look-back': back = 0,
    detail = 0,
    event = 0,
    comment = 0,
    recheck = 0,
    ...others
  } = calls.byPurpose;
  const other = Object.values(others).reduce((sum, n) => sum + n, 0);
  const forecast = said.find(({ day }) => day === 10)?.forecast;
  return [
    `${scenario.forms} × ${number(scenario.perMonth)}${days < DAYS ? `, ${days} days` : ''}${scenario.limit === STANDARD ? '' : ` of ${number(scenario.limit)}`}`,
    scenario.events,
    number(passed),
    number(calls.used),
    number(list + back),
    number(detail + event),
    number(comment),
    number(recheck),
    number(other),
    span(waits.median),
    span(waits.longest),
    forecast === undefined ? '' : number(forecast),
    shortOnDay === null ? '' : `day ${shortOnDay}`,
    number(leftBehind),
    leftBehind === 0 ? '' : span(cameAfter),
    span(comments.longest),
  ];
}
