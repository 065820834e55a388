import { ownDatabase } from '../crash/databases.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { addApprovals, addForms, isWorkday, type Passing, pass } from './approvals.js';
import type { Lived, Said } from './lived.js';
import { MonthServer } from './month-server.js';
import { People } from './people.js';
import { BROKEN, DAY, DAYS, EVENT_LIMIT, HOUR, type Scenario, START } from './scenario.js';

const MINUTE = 60_000;
const BEIJING = 8 * HOUR;
/** The program is set up the evening before. */
const EVENING = START - 3 * HOUR;
/** When people approve and push, on working days. */
const ROUNDS = [10 * HOUR, 14 * HOUR, 17 * HOUR];
/** What a push leaves to be tried again is looked at after these. */
const AFTER_ROUND = [MINUTE, 5 * MINUTE];
/** The plan that 采集 names where the month does not last: calls a month. */
const LARGER = 200_000;
const PLENTY = 5_000_000;
/** Of the next month so much is lived through, at most. */
const NEXT_DAYS = 15;

const SETTINGS: Readonly<Record<string, string>> = {
  DINGTALK_QPS: '0',
  EVENT_RETRY_MS: '10',
  EVENT_SILENCE_MS: '600000',
  // Kingdee is asked seldom whether a bill still stands: that costs no call of DingTalk's.
  WATCH_DAYS: '1',
  WATCH_INTERVAL_MS: '86400000',
};

/** Lives through the month. */
export async function liveMonth(scenario: Scenario, seed: number, tell: (line: string) => void): Promise<Lived> {
  const started = performance.now();
  const sandbox = await startSandbox({ approvals: 0, qps: 0, seed });
  const database = await ownDatabase('sqlite', 'months');
  const server = new MonthServer(sandbox, database.url);
  try {
    const month = new Month(scenario, sandbox, server, seed, tell);
    return { ...(await month.live()), seconds: (performance.now() - started) / 1000 };
  } finally {
    await server.stop();
    await sandbox.close();
    await database.drop();
  }
}

class Month {
  private readonly people: People;
  private readonly all: readonly Passing[];
  private readonly forms;
  private next = 0;
  private delivered = 0;
  private readonly untold = new Set<Passing>();
  /** When the detail of an approval was first answered, and pushes were ordered, by instance and by 审批编号. */
  private readonly readAt = new Map<string, number>();
  private readonly pushedAt = new Map<string, number>();
  private refused = 0;
  private readonly said: Said[] = [];
  private broken = false;
  private day = -1;

  constructor(
    private readonly scenario: Scenario,
    private readonly sandbox: Sandbox,
    private readonly server: MonthServer,
    seed: number,
    private readonly tell: (line: string) => void,
  ) {
    sandbox.state.ctx.clock.offsetMs = EVENING - Date.now();
    this.forms = addForms(sandbox, scenario.forms);
    this.all = addApprovals(sandbox, this.forms, scenario, seed);
    this.people = new People(server, sandbox);
    sandbox.state.ctx.switches.dingtalk.streamKeepsEvents = false;
    this.watchReadings();
  }

  async live(): Promise<Omit<Lived, 'seconds'>> {
    const { scenario, sandbox, server, people } = this;
    const { quota } = sandbox.state.dingtalk.state;
    const days = scenario.days ?? DAYS;
    const end = START + days * DAY;
    this.passUntil(EVENING);
    // It has been there for long: what came before, however long ago it was launched, is no cost of this month.
    await server.start({ ...SETTINGS, DINGTALK_EVENTS: 'off', DINGTALK_MONTHLY_CALLS: String(PLENTY) });
    await people.setUp(this.forms);
    await people.collect();
    this.tell(`${this.readAt.size} approvals of the time before are read`);
    await server.stop();
    await server.start(this.settings());
    quota.limit = scenario.limit;
    // The last minute belongs to the counting: a moment later the calls are those of the next month.
    await this.through(START, end - MINUTE);
    const calls = await this.counted();
    const due = this.all.filter(({ at }) => at >= START && at < end);
    const left = due.filter(({ approval }) => !this.readAt.has(approval.instanceId));
    const closed = await people.lookedBack(end - DAY);
    // What passes after its form's closing look-back waits for a sweep like any other; the month did not lack calls for it.
    const lacked = left.filter(({ approval, at }) => at <= (closed.get(approval.processCode) ?? end));
    const comments = this.comments(due, end);
    this.tell(
      `${due.length} passed, ${left.length} left behind, ${quota.used} calls, ${comments.made} comments, ${comments.owed} pushed without`,
    );
    const { missed, never } = await this.nextMonth(due, left, comments.owed, end);
    const waited = due.flatMap((one) => {
      const read = this.readAt.get(one.approval.instanceId);
      return read === undefined || (left.includes(one) && missed > 0)
        ? []
        : [{ one, wait: Math.max(0, read - one.at), read }];
    });
    const inMonth = waited.map(({ wait }) => wait).sort((a, b) => a - b);
    return {
      scenario,
      days,
      passed: due.length,
      calls,
      told: { delivered: this.delivered, untold: due.filter((one) => this.untold.has(one)).length },
      waits: {
        median: inMonth[Math.floor(inMonth.length / 2)] ?? 0,
        longest: inMonth.at(-1) ?? 0,
        longestUntold: Math.max(0, ...waited.flatMap(({ one, wait }) => (this.untold.has(one) ? [wait] : []))),
      },
      leftBehind: left.length,
      missed,
      cameAfter: Math.max(0, ...lacked.map(({ approval }) => (this.readAt.get(approval.instanceId) ?? end) - end)),
      comments: { ...comments, never },
      said: this.said,
      shortOnDay: this.said.find(({ short }) => short)?.day ?? null,
    };
  }

  /** Stops wherever something is due: by itself in the server, an approval that is told, people at work, the end of a day. */
  private async through(from: number, to: number, withPeople = true): Promise<void> {
    const { server, people } = this;
    await this.stopAt(from);
    while (server.now() < to) {
      const now = server.now();
      const today = Math.floor((now - START) / DAY);
      if (today !== this.day) {
        this.day = today;
        await people.arrive();
        await this.note(today);
      }
      await this.breakOrMend(today);
      const dayAt = START + today * DAY;
      const round = isWorkday(dayAt + BEIJING) ? ROUNDS.map((at) => dayAt + at).find((at) => at > now) : undefined;
      const told = this.tells() ? this.all[this.next]?.at : undefined;
      const own = server.nextAt === null ? undefined : Math.max(server.nextAt, now + 1);
      const at = Math.min(...[round, told, own, dayAt + DAY, to].filter((one) => one !== undefined));
      await this.stopAt(at);
      if (withPeople && at === round) await this.workAt(at);
    }
  }

  private async workAt(at: number): Promise<void> {
    for (const businessId of await this.people.work()) this.pushedAt.set(businessId, at);
    await this.server.quiet();
    for (const after of AFTER_ROUND) await this.stopAt(this.server.now() + after);
  }

  /** Moves on to `at`, and stops on the way wherever an approval passes that is told. */
  private async stopAt(at: number): Promise<void> {
    for (let one = this.all[this.next]; one && one.at < at && this.tells(); one = this.all[this.next])
      await this.moveTo(one.at);
    await this.moveTo(at);
  }

  private async moveTo(at: number): Promise<void> {
    const passed = this.passUntil(at);
    this.sandbox.state.ctx.clock.offsetMs = Math.max(this.sandbox.state.ctx.clock.offsetMs, at - Date.now());
    const hub = this.sandbox.state.dingtalk.state.stream;
    for (const one of passed) {
      if (!this.tells() || this.delivered >= EVENT_LIMIT) {
        this.untold.add(one);
        continue;
      }
      this.delivered += 1;
      const delivery = hub.push(instanceEvent(one.approval, 'finish', one.at));
      for (let tries = 0; !delivery.acknowledged && tries < 5_000; tries++)
        await new Promise((ok) => setTimeout(ok, 1));
      if (!delivery.acknowledged) throw new Error('an event was not acknowledged');
    }
    await this.server.moveTo(at);
  }

  /** @returns what has passed since it was last asked. */
  private passUntil(at: number): Passing[] {
    const passed: Passing[] = [];
    for (let one = this.all[this.next]; one && one.at <= at; one = this.all[++this.next]) {
      pass(one);
      passed.push(one);
    }
    return passed;
  }

  private tells(): boolean {
    return this.scenario.events !== 'off' && !this.broken && this.server.now() >= START - HOUR;
  }

  private async breakOrMend(day: number): Promise<void> {
    if (this.scenario.events !== 'broken') return;
    const hub = this.sandbox.state.dingtalk.state.stream;
    const broken = day >= BROKEN.from && day < BROKEN.to;
    if (broken === this.broken) return;
    this.broken = broken;
    hub.refuseTickets = broken;
    if (broken) hub.kill();
    for (let tries = 0; !broken && hub.connected === 0 && tries < 1_000; tries++)
      await new Promise((ok) => setTimeout(ok, 20));
    await this.server.quiet();
  }

  private async note(day: number): Promise<void> {
    const { used, forecast, short, level, recheck } = await this.people.budget();
    if (day < (this.scenario.days ?? DAYS)) this.said.push({ day, used, forecast, short, level, recheck });
    this.tell(`day ${day}: ${used} used, ${forecast} forecast${short ? ', short' : ''}, ${level}, recheck ${recheck}`);
  }

  private async counted(): Promise<Lived['calls']> {
    await this.people.arrive();
    const { used, byPurpose } = await this.people.budget();
    const purposes = Object.fromEntries(byPurpose.map(({ purpose, used: n }) => [purpose, n]));
    const { quota } = this.sandbox.state.dingtalk.state;
    return { used: quota.used, refused: this.refused, byPurpose: purposes, metered: used };
  }

  private comments(due: readonly Passing[], end: number) {
    const pushed = due.filter(({ approval }) => this.pushedAt.has(approval.businessId));
    const made = pushed.filter(({ approval }) => approval.comments.length > 0);
    const waits = pushed.map(
      ({ approval }) => (approval.comments[0]?.at ?? end) - (this.pushedAt.get(approval.businessId) ?? end),
    );
    return { made: made.length, longest: Math.max(0, ...waits), owed: pushed.length - made.length };
  }

  /**
   * The next month, with the same calls where the month fits, else with the plan that was named: until everything of the month has
   * come in, and has its comment.
   */
  private async nextMonth(due: readonly Passing[], left: readonly Passing[], owed: number, end: number) {
    const begin = end;
    if (this.said.some(({ short }) => short)) await this.enlarge(begin);
    else await this.stopAt(begin);
    const missing = () => due.filter(({ approval }) => !this.readAt.has(approval.instanceId)).length;
    for (let day = 0; day < NEXT_DAYS && (day < 1 || missing() > 0); day++)
      await this.through(begin + day * DAY, begin + (day + 1) * DAY);
    // The evening of a working day: all of it is pushed.
    const working = (at: number) => isWorkday(at) && this.server.now() < at;
    if (left.length > 0 || owed > 0) {
      let evening = begin + 18 * HOUR;
      while (!working(evening)) evening += DAY;
      await this.through(this.server.now(), evening);
    }
    await this.people.arrive();
    const bills = await this.people.bills();
    const missed = due.filter(({ approval }) => !bills.has(approval.businessId)).length;
    const never = due.filter(
      ({ approval }) => this.pushedAt.has(approval.businessId) && approval.comments.length === 0,
    );
    this.tell(`next month: ${left.length} were left behind, ${missed} missed, ${never.length} without comment`);
    return { missed, never: never.length };
  }

  private settings(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    const { events, limit } = this.scenario;
    const own = { DINGTALK_EVENTS: events === 'off' ? 'off' : 'stream', DINGTALK_MONTHLY_CALLS: String(limit) };
    return { ...SETTINGS, ...own, ...more };
  }

  /** The plan that was named has been bought, and its calls are written into the settings. */
  private async enlarge(from: number): Promise<void> {
    const { sandbox, server } = this;
    sandbox.state.dingtalk.state.quota.limit = LARGER;
    await server.stop();
    this.passUntil(from);
    const { clock } = sandbox.state.ctx;
    clock.offsetMs = Math.max(clock.offsetMs, from - Date.now());
    await server.start(this.settings({ DINGTALK_MONTHLY_CALLS: String(LARGER) }));
  }

  private watchReadings(): void {
    const { approvals, quota } = this.sandbox.state.dingtalk.state;
    const get = approvals.get.bind(approvals);
    approvals.get = (id) => {
      if (!this.readAt.has(id)) this.readAt.set(id, this.server.now());
      return get(id);
    };
    const spend = quota.spend.bind(quota);
    quota.spend = () => {
      const spent = spend();
      if (!spent) this.refused += 1;
      return spent;
    };
  }
}
