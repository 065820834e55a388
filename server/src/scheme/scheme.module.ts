import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { EnableScheme } from './enable/enable-scheme.js';
import { RetireScheme } from './enable/retire-scheme.js';
import { ReadForm } from './form/read-form.js';
import { KeptNumbers } from './number/kept-numbers.js';
import { SchemeController } from './scheme.controller.js';
import { SchemeStore } from './version/scheme-store.js';
import { WriteScheme } from './version/write-scheme.js';

/** Integration schemes: what is collected, how it is mapped, how far it is pushed. */
@Module({
  imports: [BaseDataModule, DingTalkModule],
  controllers: [SchemeController],
  providers: [SchemeStore, KeptNumbers, ReadForm, WriteScheme, EnableScheme, RetireScheme],
  exports: [SchemeStore, KeptNumbers],
})
export class SchemeModule {}
