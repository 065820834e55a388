import { existsSync } from 'node:fs';
import type { CheckLine } from '@dingdee/shared/check-up';
import { loadFacts } from '../checkup/facts/load-facts.js';
import { type Facts, NO_FACTS } from '../checkup/probe/facts.js';
import { countsOf, countsText, linesText } from '../checkup/result-file.js';
import { PROBES } from '../checkup/run/catalog.js';
import { runProbes } from '../checkup/run/run-probes.js';
import { worldOf } from '../checkup/run/world.js';
import { wordsOf } from '../checkup/words/line-words.js';
import { causeOnce } from '../checkup/words/one-cause.js';
import { ownSecrets } from '../checkup/words/own-secrets.js';
import type { Settings } from '../config/settings.js';
import { withEnteredSecrets } from '../connection/entered-secrets.js';
import { PacedCalls, UnlimitedCalls } from '../connectors/dingtalk/call/call-limiter.js';
import { CallMeter, type MeteredPurpose } from '../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { QuotaRefusals } from '../connectors/dingtalk/call/quota-refusals.js';
import { clientOf } from '../connectors/dingtalk/dingtalk.module.js';
import { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import { OwnSlots } from '../connectors/kingdee/transport/call-slots.js';
import { KingdeeHealth } from '../connectors/kingdee/transport/kingdee-health.js';
import { Database } from '../database/database.js';
import { LiveEvents } from '../event-log/live-events.js';
import { EventChannel } from '../intake/channel/event-channel.js';
import { EventTrust } from '../intake/channel/event-trust.js';
import { EventMeter } from '../intake/event/event-meter.js';
import { DaysOfGrace } from '../intake/plan/days-of-grace.js';
import { PlanCalls } from '../intake/plan/plan-calls.js';
import { HeardSchemes } from '../intake/scope/heard-schemes.js';
import { KeptCalls } from '../intake/scope/kept-calls.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { complain } from './terminal.js';

/**
 * npm run ops -- check-up: prints the same lines as the page, also before the first start. Without a database, or with an empty one, the
 * facts of the ledger stay unknown. It asks both systems and writes nothing there; here it writes only the number of DingTalk calls.
 */
export async function checkUp(given: Settings): Promise<{ lines: readonly string[]; red: boolean }> {
  const settings = await settingsInUse(given);
  const kingdee = new K3CloudClient(
    settings,
    new KingdeeHealth(),
    new OwnSlots(Math.min(3, settings.KINGDEE_CONCURRENCY)),
  );
  const limiter = settings.DINGTALK_QPS === 0 ? new UnlimitedCalls() : new PacedCalls(settings.DINGTALK_QPS);
  const made: MadeCall[] = [];
  const dingtalk = clientOf(
    settings,
    limiter,
    { count: (purpose, api) => made.push({ purpose, api }) },
    new DingTalkHealth(),
  );
  try {
    const systems = { kingdee, target: kingdee.survey(), dingtalk, source: dingtalk.survey() };
    const facts = await factsOf(settings);
    const found = causeOnce(await runProbes(PROBES, worldOf(systems, facts)));
    if (facts.quota !== null) await countCalls(settings, made);
    const hide = ownSecrets(settings);
    const lines: CheckLine[] = found.map((each) => wordsOf(each, hide));
    const counts = countsOf(lines);
    return { lines: [...linesText(lines), '', countsText(counts)], red: counts.red > 0 };
  } finally {
    kingdee.onApplicationShutdown();
  }
}

/** A call that DingTalk counts. */
interface MadeCall {
  purpose: MeteredPurpose;
  api: string;
}

/** Adds these calls to this month's count, because DingTalk counts them, too. If that fails, the check-up still counts as made. */
async function countCalls({ DATABASE_URL: url }: Settings, made: readonly MadeCall[]): Promise<void> {
  const source = await openDataSource(dataSourceOptions(url)).catch(() => null);
  if (source === null) return;
  try {
    const meter = new CallMeter(new Database(source, source));
    for (const { purpose, api } of made) meter.count(purpose, api);
    await meter.flush();
  } catch (error) {
    complain(`这次体检用的钉钉调用没有记进本月额度：${String(error)}`);
  } finally {
    await source.destroy();
  }
}

/** Returns the settings with the secrets that people entered on the page, if the database can be read and has this version. */
const settingsInUse = (settings: Settings): Promise<Settings> =>
  reading(settings, settings, (db) => withEnteredSecrets(db, settings));

/** Reads the database; returns `otherwise` if it is missing, away, or has another version. */
async function reading<T>(
  { DATABASE_URL: url }: Settings,
  otherwise: T,
  read: (db: Database) => Promise<T>,
): Promise<T> {
  if (url.startsWith('sqlite:') && !existsSync(url.slice('sqlite:'.length))) return otherwise;
  const source = await openDataSource(dataSourceOptions(url, 'read')).catch(() => null);
  if (source === null) return otherwise;
  try {
    return await read(new Database(source, source));
  } catch {
    return otherwise;
  } finally {
    await source.destroy();
  }
}

/** Reads the facts of the ledger if its database has this version; returns no facts if the database is missing or away. */
function factsOf(settings: Settings): Promise<Facts> {
  const nothing = { ...NO_FACTS, commenter: settings.ADMIN_USER_IDS[0] ?? null };
  return reading<Facts>(settings, nothing, async (db) => {
    const events = new EventMeter(db, settings);
    const trust = new EventTrust(db, new EventChannel(db, new LiveEvents(), settings), settings);
    const meter = new CallMeter(db);
    const health = new DingTalkHealth();
    const refusals = new QuotaRefusals(db, meter, health, settings);
    await refusals.read(Date.now());
    const calls = new PlanCalls(
      db,
      new SchemeStore(db),
      meter,
      health,
      events,
      trust,
      new KeptCalls(db, meter, new HeardSchemes(db, trust, settings), settings),
      new DaysOfGrace(db, meter, settings),
      refusals,
      settings,
    );
    return loadFacts(db, await calls.show(), settings);
  });
}
