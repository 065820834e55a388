import { type DynamicModule, Global, Module } from '@nestjs/common';
import { END_PROCESS, type EndProcess } from './end-process.js';
import { SETTINGS, type Settings } from './settings.js';

@Global()
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest dynamic module is made by a static method
export class ConfigModule {
  static with(settings: Settings, end: EndProcess): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: END_PROCESS, useValue: end },
      ],
      exports: [SETTINGS, END_PROCESS],
    };
  }
}
