import type { BillDetail } from '@dingdee/shared/bill';

/** The files that can be shown as pictures, each with its place among all files. */
export const photosOf = (files: BillDetail['attachmentList']): { name: string; photo: string; index: number }[] =>
  files.flatMap(({ name, photo }, index) => (photo === null ? [] : [{ name, photo, index }]));
