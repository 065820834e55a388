// Preloaded into the demo's server: its clock begins at DEMO_CLOCK_MS and is set by a message {clockMs}, so that a month of work takes
// seconds. {clockMs: null} restores the machine's clock. Timers run as usual.
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
// The uptime also moves by the time between two days: otherwise the program takes each of them for a changed clock.
performance.now = () => realUptime() + uptimeMs;
process.on('message', ({ clockMs }) => {
  if (clockMs === undefined) return;
  uptimeMs += set(clockMs);
  process.send({ clockMs: now() });
});
process.channel?.unref();
