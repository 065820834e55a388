import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** How the site keeps its payments, as an administrator has answered; one row. */
@Entity('site_setup')
export class SiteSetupRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(12), name: 'first_document' }) firstDocument!: string;
  @Column({ ...text(12), name: 'paybill_means' }) paybillMeans!: string;
  @Column({ type: 'boolean', name: 'expense_module' }) expenseModule!: boolean;
  @Column({ ...text(60), name: 'pay_bill_type' }) payBillType!: string;
  @Column({ ...text(60), name: 'payable_bill_type' }) payableBillType!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(120), name: 'written_by' }) writtenBy!: string;
  @Column({ ...instant, name: 'written_at' }) writtenAt!: number;
}

/** The step of the wizard at which a draft was left. */
@Entity('scheme_setup')
export class SchemeSetupRow {
  @PrimaryColumn({ ...id, name: 'scheme_id' }) schemeId!: string;
  @Column({ type: 'int' }) step!: number;
  @Column({ ...text(120), name: 'left_by' }) leftBy!: string;
  @Column({ ...instant, name: 'left_at' }) leftAt!: number;
}

/** A person's choices in the first step of the wizard, before there is a draft. */
@Entity('setup_begun')
export class SetupBegunRow {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...json }) content!: Json;
  @Column({ ...instant, name: 'written_at' }) writtenAt!: number;
}
