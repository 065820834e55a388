import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { Outbox } from '../outbox/outbox.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { AnnounceBooked } from './announce-booked.js';
import { ApplicantAnswerController } from './applicant-answer.controller.js';
import { ApplicantAnswer } from './applicant-answer.js';
import { BookedMarks } from './booked-mark.js';
import { FindComment } from './find-comment.js';
import { SendWritebacks } from './send-writebacks.js';
import { StuckWritebacks } from './stuck-writebacks.js';
import { WritebackController } from './writeback.controller.js';

/** Writes results back to DingTalk (回写): comments and notices from the outbox. */
@Module({
  imports: [BillModule, DingTalkModule, SchemeModule],
  controllers: [ApplicantAnswerController, WritebackController],
  providers: [AnnounceBooked, ApplicantAnswer, BookedMarks, FindComment, Outbox, SendWritebacks, StuckWritebacks],
  exports: [AnnounceBooked, FindComment, StuckWritebacks],
})
export class WritebackModule {}
