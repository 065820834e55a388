import { Module } from '@nestjs/common';
import { DingTalkModule } from '../dingtalk/dingtalk.module.js';
import { BaseDataModule } from '../mapping/base-data.module.js';
import { EnableScheme } from './enable-scheme.js';
import { KeptNumbers } from './kept-numbers.js';
import { ReadForm } from './read-form.js';
import { RetireScheme } from './retire-scheme.js';
import { SchemeController } from './scheme.controller.js';
import { SchemeStore } from './scheme-store.js';
import { WriteScheme } from './write-scheme.js';

/** Integration schemes: what is collected, how it is mapped, how far it is pushed. */
@Module({
  imports: [BaseDataModule, DingTalkModule],
  controllers: [SchemeController],
  providers: [SchemeStore, KeptNumbers, ReadForm, WriteScheme, EnableScheme, RetireScheme],
  exports: [SchemeStore, KeptNumbers],
})
export class SchemeModule {}
