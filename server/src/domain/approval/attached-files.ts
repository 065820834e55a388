import type { AttachedFile, Control } from './approval-instance.js';

/** Returns photos and attachments of the form and of its detail rows, in the order of the form: a bill names a file by its position. */
export function attachedFiles(controls: readonly Control[]): AttachedFile[] {
  return controls.flatMap(({ value }) => {
    if (value.kind === 'files') return [...value.files];
    return value.kind === 'table' ? value.rows.flatMap(({ cells }) => attachedFiles(cells)) : [];
  });
}
