import type { EventChannel as Shown } from '@dingdee/shared/intake';
import type { Status } from '@dingdee/shared/status';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { whenInWords } from '../../domain/beijing-time.js';
import { channelSentence } from './channel-words.js';
import { type ChannelReading, EventChannel } from './event-channel.js';
import { EventTrust } from './event-trust.js';

/** Shows the state of the event channel to people. */
@Injectable()
export class ShowChannel {
  constructor(
    private readonly channel: EventChannel,
    private readonly trust: EventTrust,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param holder whether to show which machine holds the connection. */
  async run(holder: boolean): Promise<Shown> {
    const reading = await this.channel.read();
    return {
      mode: reading.mode,
      state: stateOf(reading),
      since: reading.since ?? reading.refusedAt,
      // Starts that come do not make an approval visible.
      lastEventAt: reading.lastEventAt === null ? null : await this.trust.lastEnd(),
      sentence: channelSentence(reading),
      tries: reading.tries,
      holder: holder && reading.holder !== '' ? reading.holder : null,
    };
  }

  /** Returns the notice for everybody once no events came for EVENT_NOTICE_MS; null as soon as they come again. */
  async notice(): Promise<Status['events']> {
    const reading = await this.channel.read();
    const { mode, connected, since } = reading;
    const now = clock.now();
    if (mode !== 'stream' || connected || since === null || now - since < this.settings.EVENT_NOTICE_MS) return null;
    return {
      sentence: `事件推送 ${whenInWords(since, now)} 起断开。`,
      means: `不会漏：期间由补扫补上，只是晚一些看到；审核、推送、回写照常。${channelSentence(reading) ?? ''}`,
    };
  }
}

function stateOf({ mode, connected, trouble }: ChannelReading): Shown['state'] {
  if (mode !== 'stream') return trouble === null ? 'unknown' : 'down';
  if (connected) return 'ok';
  return trouble === 'not-yet' ? 'unknown' : 'down';
}
