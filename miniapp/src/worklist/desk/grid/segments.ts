import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { BillFilter } from '../../../api/bill-api.js';
import type { BillPages } from '../../bill-pages.js';

/** A segment of the list: one reason group with its heading, or the whole list without one. */
export interface Segment {
  /** reasonKey, or FLAT. */
  key: string;
  group: ReasonGroup | null;
  collapsed: boolean;
  /** Filter of all bills of the segment. */
  filter: BillFilter;
  /** 刚放行: bills of another stage, which are not part of this stage's sums. */
  released: boolean;
  /** Number of rows of the whole segment, loaded or not. */
  count: number;
  pages: BillPages;
}
export const FLAT = '\u0000flat';

export interface RowHeights {
  row: number;
  head: number;
}

/** A line on screen: a heading, a bill, or the placeholder of a bill that is being read. */
export interface GridLine {
  segment: Segment;
  /** -1 = heading. */
  index: number;
  bill: BillSummary | null;
  top: number;
  /** 1-based over the whole grid, headings included; the column head is 1. */
  ariaIndex: number;
}

const shown = (segment: Segment): number => (segment.collapsed ? 0 : segment.count);
const headed = (segment: Segment): number => (segment.group ? 1 : 0);

/** Returns the height of all lines, so that the scroll bar is right even for 20,000 rows. */
export function totalHeight(segments: readonly Segment[], heights: RowHeights): number {
  return segments.reduce((sum, s) => sum + headed(s) * heights.head + shown(s) * heights.row, 0);
}

/** Returns the number of lines of the whole grid, without the column head. */
export const lineCount = (segments: readonly Segment[]): number =>
  segments.reduce((sum, s) => sum + headed(s) + shown(s), 0);

/** Returns the lines that touch the window from `top` to `bottom` (px from the start of the list). */
export function linesBetween(
  segments: readonly Segment[],
  heights: RowHeights,
  top: number,
  bottom: number,
): GridLine[] {
  const lines: GridLine[] = [];
  let y = 0;
  let aria = 2;
  for (const segment of segments) {
    if (y > bottom) break;
    if (segment.group) {
      if (y + heights.head >= top) lines.push({ segment, index: -1, bill: null, top: y, ariaIndex: aria });
      y += heights.head;
      aria += 1;
    }
    const rows = shown(segment);
    const first = Math.max(0, Math.floor((top - y) / heights.row));
    const last = Math.min(rows - 1, Math.floor((bottom - y) / heights.row));
    for (let index = first; index <= last; index += 1) {
      const bill = segment.pages.items[index] ?? null;
      lines.push({ segment, index, bill, top: y + index * heights.row, ariaIndex: aria + index });
    }
    y += rows * heights.row;
    aria += rows;
  }
  return lines;
}

export interface Place {
  key: string;
  index: number;
}

/** Returns the start of a bill's line, in px. */
export function topOf(segments: readonly Segment[], heights: RowHeights, place: Place): number {
  let y = 0;
  for (const segment of segments) {
    y += headed(segment) * heights.head;
    if (segment.key === place.key) return y + place.index * heights.row;
    y += shown(segment) * heights.row;
  }
  return y;
}

/** Returns the place one bill further (+1) or back (-1); skips collapsed and empty segments; null at the end. */
export function stepFrom(segments: readonly Segment[], from: Place | null, by: 1 | -1): Place | null {
  const open = segments.filter((s) => shown(s) > 0);
  if (!from) {
    const edge = by === 1 ? open[0] : open[open.length - 1];
    return edge ? { key: edge.key, index: by === 1 ? 0 : edge.count - 1 } : null;
  }
  const at = open.findIndex((s) => s.key === from.key);
  const here = open[at];
  if (!here) return stepFrom(segments, null, by);
  const index = from.index + by;
  if (index >= 0 && index < here.count) return { key: here.key, index };
  const next = open[at + by];
  return next ? { key: next.key, index: by === 1 ? 0 : next.count - 1 } : null;
}

/** Returns the place of a bill among the loaded rows. */
export function placeOf(segments: readonly Segment[], id: string): Place | null {
  for (const segment of segments) {
    const index = segment.pages.items.findIndex((bill) => bill.id === id);
    if (index >= 0) return { key: segment.key, index };
  }
  return null;
}

export function billAt(segments: readonly Segment[], place: Place): BillSummary | null {
  return segments.find((s) => s.key === place.key)?.pages.items[place.index] ?? null;
}
