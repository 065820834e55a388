// Preloaded into the demo's server: its clock begins at DEMO_CLOCK_MS and is set by a message {clockMs}, so that a month of work can be
// done in seconds. {clockMs: null} gives it the machine's clock back. Timers run as always.
const RealDate = Date;
const realUptime = performance.now.bind(performance);
let offsetMs = 0;
let uptimeMs = 0;

function set(clockMs) {
  const before = offsetMs;
  offsetMs = clockMs === null ? 0 : clockMs - RealDate.now();
  return offsetMs - before;
}

if (process.env.DEMO_CLOCK_MS) set(Number(process.env.DEMO_CLOCK_MS));
const now = () => RealDate.now() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
// The time between two days passes for the program as well: otherwise it takes each of them for a clock that was set.
performance.now = () => realUptime() + uptimeMs;
process.on('message', ({ clockMs }) => {
  if (clockMs === undefined) return;
  uptimeMs += set(clockMs);
  process.send({ clockMs: now() });
});
process.channel?.unref();
