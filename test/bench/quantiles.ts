/** Buckets of one Prometheus histogram series: upper bound in seconds → cumulative count. */
export type Buckets = ReadonlyMap<number, number>;

/** Reads a histogram from the text of /metrics, one entry per value of `label`. */
export function histogram(text: string, name: string, label: string): Map<string, Map<number, number>> {
  const found = new Map<string, Map<number, number>>();
  for (const line of text.split('\n')) {
    const match = /^(\w+)_bucket\{(.+)\} (\d+)/.exec(line);
    if (match?.[1] !== name) continue;
    const labels = new Map([...(match[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1] ?? '', m[2] ?? '']));
    const series = labels.get(label) ?? '';
    const bound = labels.get('le') === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.get('le'));
    const buckets = found.get(series) ?? new Map<number, number>();
    buckets.set(bound, (buckets.get(bound) ?? 0) + Number(match[3]));
    found.set(series, buckets);
  }
  return found;
}

/** Returns, as text, the bucket bound that a share `q` of the observations does not exceed: a histogram holds no more detail. */
export function quantile(buckets: Buckets, q: number): string {
  const total = buckets.get(Number.POSITIVE_INFINITY) ?? 0;
  if (total === 0) return '—';
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const bound = bounds.find((each) => (buckets.get(each) ?? 0) >= q * total) ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(bound)
    ? `≤ ${Math.round(bound * 1000)} ms`
    : `> ${Math.round((bounds.at(-2) ?? 0) * 1000)} ms`;
}

/** Returns the value that a share `q` of the values does not exceed; NaN if there are none. */
export function atMost(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** Formats single measurements in ms: "p50 120  p95 180  p99 240  most 260 ms". */
export function spread(values: readonly number[]): string {
  const at = (q: number): number => atMost(values, q);
  const shown = (ms: number): string => String(Math.round(ms)).padStart(5);
  return `p50 ${shown(at(0.5))}  p95 ${shown(at(0.95))}  p99 ${shown(at(0.99))}  most ${shown(at(1))} ms`;
}
