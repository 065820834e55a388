import { isHeaderRow } from '@dingdee/shared/header-row';
import type { DatePick, SchemeContent } from '@dingdee/shared/scheme';
import type { DayChoice, RulePlace, SchemeFields, TriedField } from '@dingdee/shared/trial';
import type { ClosedPeriod } from '../bill/period/closed-periods.js';
import { Issues } from '../domain/draft/issues.js';
import { detailLines } from '../engine/field/detail-lines.js';
import { PUSH_DAY, pickedDay } from '../engine/rule/days.js';
import { instanceLabel } from '../engine/source/approval-source.js';
import { readDate } from '../engine/source/dates.js';
import type { Tried } from './try-one.js';

const PASSED_ON = 'instance:finishDate';
const PICKS: readonly DatePick[] = ['earliest', 'latest'];
/** Number of closed months to show. */
const MOST_CLOSED = 6;

type Source = NonNullable<Tried['source']>;
/** Shows the months that each choice of a date gives for the tried approvals, and the months known to be closed. */
export function tellDays(
  tried: readonly Tried[],
  shown: Tried | undefined,
  {
    content,
    places,
    closed,
    today,
  }: { content: SchemeContent; places: SchemeFields['places']; closed: readonly ClosedPeriod[]; today: string },
): NonNullable<TriedField['days']> {
  const dates = (all: readonly RulePlace[]) => all.filter(({ dated }) => dated);
  const columns = isHeaderRow(content.detail.table) ? [] : dates(places.row);
  const choice = (place: Pick<RulePlace, 'ref' | 'label'>, pick: DatePick | null): DayChoice => {
    const days = tried.map((each) => ({
      each,
      day: each.source && (place.ref === PUSH_DAY ? today : dayOf(each.source, place.ref, pick, content)),
    }));
    const known = days.flatMap(({ day }) => day ?? []);
    const months = new Map<string, number>();
    for (const day of known) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + 1);
    return {
      from: place.ref,
      pick,
      label: place.label,
      months: [...months]
        .map(([month, count]) => ({ month, count }))
        .sort((a, b) => b.count - a.count || (a.month < b.month ? 1 : -1)),
      unknown: days.length - known.length,
      shown: days.find(({ each }) => each === shown)?.day ?? null,
    };
  };
  return {
    choices: [
      choice({ ref: PUSH_DAY, label: instanceLabel('pushDay') }, null),
      ...places.approval.filter(({ ref }) => ref === PASSED_ON).map((place) => choice(place, null)),
      ...columns.flatMap((place) => PICKS.map((pick) => choice(place, pick))),
      ...dates(places.form).map((place) => choice(place, null)),
    ],
    closed: closed.slice(0, MOST_CLOSED).map((one) => ({ ...one })),
  };
}

function dayOf(source: Source, ref: string, pick: DatePick | null, content: SchemeContent): string | null {
  if (pick === null) return readDate(source.read(ref, null).text);
  const found = pickedDay(ref, pick, source, detailLines(source, content, new Issues()));
  return found.kind === 'day' ? found.day : null;
}
