import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, text } from '../../database/columns.js';

/** A text by which bills are found, once for all bills that have it: as it is typed, in pinyin, and by its initials. */
@Entity('search_text')
export class SearchText {
  /** Made from the text itself: the same text has the same id in every process. */
  @PrimaryColumn({ ...text(16) }) id!: string;
  /** In lower-case, half-width letters, one spelling a line. */
  @Column({ ...text(1300) }) words!: string;
}

/** A link from a text to a bill that has it. */
@Entity('bill_search_text')
@Index('ix_bill_search_text_bill_id', ['billId'])
export class BillSearchText {
  @PrimaryColumn({ ...text(16), name: 'text_id' }) textId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
}
