import pLimit from 'p-limit';
import { type Finding, unknown } from '../probe/finding.js';
import { lineOf, NO_SUBJECT, type Probe, QuotaKeptError, type Subject, type World } from '../probe/probe.js';
import { unanswered } from '../probe/unanswered.js';

/** Time limit of the whole run, whatever the other systems do (product.md §5: 60 s). */
const ALL_MS = 55_000;
const ONE_MS = 15_000;
/** Concurrent probes per system; the rest of KINGDEE_CONCURRENCY, Kingdee's total, stays free for bills. */
const AT_ONCE = { dingtalk: 3, kingdee: 3 } as const;

/** The finding of one line, with its duration. */
export interface Found {
  line: string;
  probe: string;
  subject: Subject;
  finding: Finding;
  at: number;
  ms: number;
}

export interface RunOptions {
  allMs?: number;
  oneMs?: number;
  /** Called after each line. */
  told?: (found: Found) => void;
}

/**
 * Asks all probes: first the log-ins, then the others of each system, a few at once. A line that could not be asked says why. Never throws; ends
 * within `allMs`.
 */
export async function runProbes(
  probes: readonly Probe[],
  world: World,
  { allMs = ALL_MS, oneMs = ONE_MS, told }: RunOptions = {},
): Promise<Found[]> {
  const until = Date.now() + allMs;
  const found: Found[] = [];
  const run = async (probe: Probe, subject: Subject, shut: string | undefined) => {
    const one = await askOne(probe, subject, world, { until, oneMs, shut });
    found.push(one);
    told?.(one);
  };
  const doors = probes.filter(({ code }) => probes.some(({ after }) => after === code));
  const doorsRun = Promise.all(doors.map((door) => run(door, NO_SUBJECT, undefined)));
  await doorsRun;
  const isShut = (code: string | undefined) =>
    code !== undefined && found.some(({ probe, finding }) => probe === code && finding.state === 'red');
  const limits = { dingtalk: pLimit(AT_ONCE.dingtalk), kingdee: pLimit(AT_ONCE.kingdee) };
  await Promise.all(
    probes
      .filter((probe) => !doors.includes(probe))
      .map(async (probe) => {
        const shut = isShut(probe.after) ? probe.after : undefined;
        const subjects = shut || !probe.subjects ? [NO_SUBJECT] : await subjectsOf(probe, world, until);
        const limit = limits[probe.system];
        await Promise.all(subjects.map((subject) => limit(() => run(probe, subject, shut))));
      }),
  );
  const order = new Map(probes.map(({ code }, index) => [code, index]));
  return found.sort((a, b) => (order.get(a.probe) ?? 0) - (order.get(b.probe) ?? 0));
}

/** Returns the subjects of a probe. If they cannot be determined because the quota is kept, one line without a subject asks and says so. */
async function subjectsOf(probe: Probe, world: World, until: number): Promise<readonly Subject[]> {
  const asked = probe.subjects?.(world) ?? Promise.resolve([NO_SUBJECT]);
  const subjects = await within(
    asked.catch((error: unknown) => (error instanceof QuotaKeptError ? [NO_SUBJECT] : [])),
    until - Date.now(),
  );
  return subjects === LATE ? [] : subjects.filter(({ id }, i) => subjects.findIndex((other) => other.id === id) === i);
}

/** Asks one line alone. */
export async function askOne(
  probe: Probe,
  subject: Subject,
  world: World,
  { until, oneMs = ONE_MS, shut }: { until?: number; oneMs?: number; shut?: string } = {},
): Promise<Found> {
  const at = Date.now();
  const finding = await findingOf(probe, subject, world, Math.min(oneMs, (until ?? at + oneMs) - at), shut);
  return { line: lineOf(probe, subject), probe: probe.code, subject, finding, at, ms: Date.now() - at };
}

async function findingOf(probe: Probe, subject: Subject, world: World, ms: number, shut?: string): Promise<Finding> {
  if (shut !== undefined) return unknown('not-asked');
  if (ms <= 0) return unknown('no-time');
  try {
    const finding = await within(probe.ask(world, subject), ms);
    return finding === LATE ? unknown('timed-out', { seconds: Math.round(ms / 1000) }) : finding;
  } catch (error) {
    return unanswered(error, probe.after === undefined);
  }
}

const LATE = Symbol('late');
/** Waits for `work` at most `ms`; a later result or error is ignored. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), Math.max(0, ms));
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
