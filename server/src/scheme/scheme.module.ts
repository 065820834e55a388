import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { AcceptForm } from './drift/accept-form.js';
import { CheckControls } from './drift/check-controls.js';
import { FormDefinitions } from './drift/form-definitions.js';
import { EnableScheme } from './enable/enable-scheme.js';
import { RetireScheme } from './enable/retire-scheme.js';
import { ImportScheme } from './exchange/import-scheme.js';
import { FormCalls } from './form/form-calls.js';
import { ReadForm } from './form/read-form.js';
import { KeptNumbers } from './number/kept-numbers.js';
import { SchemeController } from './scheme.controller.js';
import { SetupController } from './setup/setup.controller.js';
import { SetupStore } from './setup/setup-store.js';
import { SchemeStore } from './version/scheme-store.js';
import { WriteScheme } from './version/write-scheme.js';

/** Integration schemes（集成方案）: which approvals are collected, how they are mapped, and how far bills are pushed. */
@Module({
  imports: [BaseDataModule, DingTalkModule],
  controllers: [SchemeController, SetupController],
  providers: [
    SchemeStore,
    AcceptForm,
    FormCalls,
    FormDefinitions,
    KeptNumbers,
    ReadForm,
    CheckControls,
    WriteScheme,
    EnableScheme,
    RetireScheme,
    ImportScheme,
    SetupStore,
  ],
  exports: [SchemeStore, AcceptForm, CheckControls, FormCalls, FormDefinitions, KeptNumbers, ImportScheme, WriteScheme],
})
export class SchemeModule {}
