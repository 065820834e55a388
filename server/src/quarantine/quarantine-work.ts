import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { QuarantineDecisions } from '../intake/quarantine/quarantine-decisions.js';
import { Wakes } from '../queue/wakes.js';
import { LookIntoKingdee } from './look-into-kingdee.js';
import { ReleaseQuarantined } from './release-quarantined.js';

/** Does the due work of the quarantine: decisions first, then looks into Kingdee. */
@Injectable()
export class QuarantineWork implements OnApplicationBootstrap {
  constructor(
    private readonly releasing: ReleaseQuarantined,
    private readonly looking: LookIntoKingdee,
    private readonly decisions: QuarantineDecisions,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DUE_SWEEP_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('quarantine', async () => {
      await this.releasing.run();
      await this.looking.run();
    });
    this.wakes.whenDue('quarantine', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: async () => ((await this.decisions.anyDue()) ? 0 : null),
    });
    this.wakes.wake('quarantine');
  }
}
