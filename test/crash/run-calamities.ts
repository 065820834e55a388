import { setTimeout as pause } from 'node:timers/promises';
import { type Aftermath, aftermathOf, isHarmless } from './aftermath.js';
import { CALAMITIES, type Calamity, type Told } from './calamities.js';
import { type DatabaseKind, type OwnDatabase, ownDatabase } from './databases.js';
import { Scene } from './scene.js';

/** Longest wait for what still has to happen by itself. */
const PATIENCE_MS = 60_000;
/** Number of the act at which the process dies, start by start; the last start survives. */
const DEATHS = [1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37, 48, 63, 82, 107, 139, 181, 235, 306, 400];

export interface Ended {
  name: string;
  heals: boolean;
  aftermath: Aftermath;
  seconds: number;
  green: boolean;
  log: string;
}

/** Runs the calamities one after another, each on a separate database. @param wanted names to run; empty = all. */
export async function* runCalamities(kind: DatabaseKind, wanted: readonly string[]): AsyncGenerator<Ended> {
  for (const calamity of [...CALAMITIES, killedMigrations])
    if (wanted.length === 0 || wanted.some((name) => calamity.name.includes(name))) yield await run(kind, calamity);
}

/** Every start is killed slightly later within the migrations, until one survives; then the office does its work. */
const killedMigrations: Calamity = {
  name: 'killed in the migrations, start after start',
  heals: true,
  happens: async (scene) => {
    await scene.approved(20, 561);
    await scene.confirmPush();
    return { presses: 0 };
  },
};

async function run(kind: DatabaseKind, calamity: Calamity): Promise<Ended> {
  const database: OwnDatabase = await ownDatabase(kind, 'calamity');
  const started = performance.now();
  const deaths = calamity === killedMigrations ? DEATHS : [];
  const scene = await Scene.open(database.url, calamity.settings, deaths);
  try {
    let failure = '';
    const told = await calamity.happens(scene).catch((error: unknown): Told => {
      failure = String(error).slice(0, 500);
      return { presses: 0 };
    });
    await scene.control.calm();
    const judge = async (): Promise<Aftermath> => aftermathOf(await scene.control.ledgers(told.also), told);
    let aftermath = await judge();
    for (const end = Date.now() + PATIENCE_MS; aftermath.lost > 0 && Date.now() < end; aftermath = await judge())
      await pause(500);
    const seconds = (performance.now() - started) / 1000;
    const green = failure === '' && isHarmless(aftermath, calamity.heals);
    return {
      name: calamity.name,
      heals: calamity.heals,
      aftermath,
      seconds,
      green,
      log: `${scene.server.log()}\n${failure}`,
    };
  } finally {
    await scene.close();
    await database.drop();
  }
}
