import { Module } from '@nestjs/common';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { ReadWanted } from './read-wanted.js';

/** Reads the approvals that other approvals name, as far as the calls of the month allow. */
@Module({ imports: [DingTalkModule, IntakeModule, MappingModule], providers: [ReadWanted] })
export class RelatedModule {}
