import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { SETTINGS, type Settings } from '../config/settings.js';
import { SealBrokenError, SecretSeal } from '../connection/secret-seal.js';

const robot = z.object({ token: z.string(), secret: z.string() });
export type Robot = z.infer<typeof robot>;
const SETTING = 'REPORT_ROBOT';

/** Seals token and secret of a group's robot for the column report.robot, like the secrets of connections (docs/decisions/0041). */
@Injectable()
export class RobotSeal {
  private readonly seal: SecretSeal;

  constructor(@Inject(SETTINGS) { APP_SECRET }: Pick<Settings, 'APP_SECRET'>) {
    this.seal = new SecretSeal(APP_SECRET);
  }

  close(report: string, value: Robot): string {
    return this.seal.seal({ connection: report, setting: SETTING }, JSON.stringify(value));
  }

  /** @returns null if it cannot be opened because APP_SECRET has changed. */
  open(report: string, sealed: string): Robot | null {
    try {
      return robot.parse(JSON.parse(this.seal.open({ connection: report, setting: SETTING }, sealed)));
    } catch (error) {
      if (error instanceof SealBrokenError) return null;
      throw error;
    }
  }
}
