import type { ImportCheck, CheckImport as Wanted } from '@dingdee/shared/scheme-file';
import { Injectable } from '@nestjs/common';
import { ImportScheme } from '../../scheme/exchange/import-scheme.js';
import { versionDiff } from './version-diff.js';

/** Shows what a file would change, in the words of versions, before anything is imported. */
@Injectable()
export class CheckImport {
  constructor(private readonly imports: ImportScheme) {}

  /** Checks a file. @throws SchemeNotFoundError, UnknownControlError, DingTalkError */
  async look(wanted: Wanted): Promise<ImportCheck> {
    const ready = await this.imports.ready(wanted);
    if ('faults' in ready)
      return { faults: ready.faults, about: null, own: [], match: null, changes: null, version: null };
    const { file, own, match, change } = ready;
    const { name, description, target } = file;
    return {
      faults: [],
      about: { name, description, target },
      own,
      match,
      changes: change === null ? null : versionDiff(change.before, change.after),
      version: change?.version ?? null,
    };
  }
}
