import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { spawnSandbox } from '../bench/processes.js';
import { approveAll, collect, fillTables, type Office, openOffice } from '../flow/office.js';
import { Person, until } from '../flow/person.js';
import { freePort } from '../flow/stack.js';
import { KillableServer } from './killable-server.js';
import { SandboxControl } from './sandbox-control.js';

/** An office at work with its own database; a spec can disturb the stand-ins, the server and the clock of the machine. */
export class Scene {
  private constructor(
    readonly databaseUrl: string,
    readonly control: SandboxControl,
    readonly server: KillableServer,
    readonly office: Office,
    private readonly clock: { set(offsetMs: number): void; drop(): void },
    private readonly stopSandbox: () => Promise<void>,
    private readonly loginPlace: Parameters<typeof Person.login>[0],
  ) {}

  /**
   * @param settings settings of every start of the server.
   * @param deaths numbers of acts of the migrations after which the first starts die.
   */
  static async open(
    databaseUrl: string,
    settings: Readonly<Record<string, string>> = {},
    deaths: readonly number[] = [],
  ): Promise<Scene> {
    const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: '0', SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
    const control = new SandboxControl(sandbox.line);
    const folder = mkdtempSync(join(tmpdir(), 'dingdee-scene-'));
    const clockFile = join(folder, 'clock');
    const set = (offsetMs: number): void => writeFileSync(clockFile, String(offsetMs));
    set(0);
    const server = new KillableServer(await freePort(), sandbox.line, {
      DATABASE_URL: databaseUrl,
      KINGDEE_BATCH: '5',
      KINGDEE_CONCURRENCY: '2',
      CRASH_CLOCK: clockFile,
      CRASH_WITHOUT: process.env.CRASH_WITHOUT ?? '',
      ...settings,
    });
    for (const act of deaths) {
      await server.start({ CRASH_AFTER_ACT: String(act) });
      await server.end('SIGKILL');
    }
    await server.start();
    const place = {
      url: server.url,
      log: () => server.log(),
      sandbox: { dingtalk: sandbox.line.dingtalk, issueCode: (userid: string) => control.issueCode(userid) },
    };
    const office = await openOffice(place);
    await fillTables(office);
    const clock = { set, drop: () => rmSync(folder, { recursive: true, force: true }) };
    return new Scene(databaseUrl, control, server, office, clock, () => sandbox.stop(), place);
  }

  /** Makes the clock of the server's machine wrong by this much from now on; DingTalk and Kingdee keep theirs. */
  async clockOff(offsetMs: number): Promise<void> {
    this.clock.set(offsetMs);
    await this.server.signal('SIGUSR2');
  }

  /** Lets time pass for all systems while the server is down. */
  async timePasses(ms: number): Promise<void> {
    this.clock.set(ms);
    await this.control.clock(ms);
  }

  /** Makes new approvals, collects and approves them. */
  async approved(count: number, seed: number): Promise<void> {
    await this.control.generate(count, seed);
    await this.collectAndApprove();
  }

  async collectAndApprove(): Promise<void> {
    await collect(this.office);
    await approveAll(this.office);
  }

  /** Confirms every bill in 待推送, as a person does. @returns the order; null if there is no bill. */
  async confirmPush(): Promise<PushOrder | null> {
    const { pusher } = this.office;
    const items = (await pusher.all<BillSummary>('/api/bills?stage=push')).map(({ id, version }) => ({ id, version }));
    if (items.length === 0) return null;
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
    return pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  }

  /** Returns the full details of the bills of a stage. */
  async bills(stage: string): Promise<BillDetail[]> {
    const { pusher } = this.office;
    const list = await pusher.all<BillSummary>(`/api/bills?stage=${stage}`);
    return Promise.all(list.map(({ id }) => pusher.get<BillDetail>(`/api/bills/${id}`)));
  }

  /** Logs the people in anew: sessions end when a backup is restored. */
  async logInAgain(): Promise<void> {
    for (const who of ['admin', 'reviewer', 'pusher'] as const)
      this.office[who] = await Person.login(this.loginPlace, this.office[who].userId);
  }

  /** Waits until every agreed approval has its audited bill and its comment. @returns whether this happened in time. */
  async through(patienceMs: number): Promise<boolean> {
    const told = () => this.control.verdict();
    const rest = await until(
      told,
      ({ lost, notAudited, withoutComment }) => lost.length + notAudited.length + withoutComment.length === 0,
      patienceMs,
    ).catch(() => null);
    return rest !== null;
  }

  async close(): Promise<void> {
    await this.server.end('SIGKILL');
    await this.stopSandbox();
    this.clock.drop();
  }
}
