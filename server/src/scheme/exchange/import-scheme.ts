import { detailTables, type SchemeContent, type SchemeDetail } from '@dingdee/shared/scheme';
import type {
  CheckImport,
  ExportedScheme,
  FileFault,
  FormMatch,
  ImportScheme as Import,
  OwnValue,
  SchemeFile,
} from '@dingdee/shared/scheme-file';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/actor.js';
import { textsMeet } from '../../engine/source/filter.js';
import { chooseControls } from '../form/choose-controls.js';
import { FormNames } from '../form/form-names.js';
import { offeredControls, proposeMatches } from '../form/propose-matches.js';
import { ReadForm } from '../form/read-form.js';
import { contentOfFile, oneRowOf } from '../market/file-content.js';
import { SchemeContentError, StaleSchemeError } from '../version/scheme.errors.js';
import { SchemeStore } from '../version/scheme-store.js';
import { WriteScheme } from '../version/write-scheme.js';
import { exportScheme } from './export-scheme.js';
import { SchemeFileError } from './file.errors.js';
import { readSchemeFile } from './read-scheme-file.js';

/** A readable file, with the form and the scheme that it would go to. */
export interface ReadyImport {
  file: SchemeFile;
  own: OwnValue[];
  /** Null until a form or a scheme is chosen. */
  match: FormMatch | null;
  /** The existing scheme's content before and after the import, and its row version; null for a new scheme. */
  change: { before: SchemeContent; after: SchemeContent; version: number } | null;
}

/** Exports and imports schemes as files. An import writes a draft or a new version of a scheme, and nothing else. */
@Injectable()
export class ImportScheme {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly forms: ReadForm,
    private readonly writing: WriteScheme,
  ) {}

  /** Exports the current version of a scheme. @throws SchemeNotFoundError */
  async export(id: string): Promise<ExportedScheme> {
    const { name, currentVersion, controls } = await this.schemes.get(id);
    const { content } = await this.schemes.version(id, currentVersion);
    return exportScheme({ name, content, form: controls });
  }

  /** Returns what the import would give; writes nothing. @throws SchemeNotFoundError, UnknownControlError, DingTalkError */
  async ready({ text, ...wanted }: CheckImport): Promise<ReadyImport | { faults: FileFault[] }> {
    const read = readSchemeFile(text);
    if ('faults' in read) return read;
    const { file } = read;
    const scheme = wanted.schemeId === undefined ? null : await this.schemes.get(wanted.schemeId);
    const before = scheme ? (await this.schemes.version(scheme.id, scheme.currentVersion)).content : null;
    const processCode = scheme?.processCode ?? wanted.processCode;
    const orgNumber = before?.orgNumber ?? wanted.orgNumber ?? '';
    const basis = { processCode: processCode ?? '', formName: before?.formName ?? '', orgNumber };
    const { own } = exportScheme({ name: file.name, content: contentOfFile(file, basis), form: [] });
    if (processCode === undefined) return { file, own, match: null, change: null };
    const form = await this.forms.one(processCode);
    const { matches = [] } = wanted;
    const detail = matches.find(({ name, table }) => table === null && name === file.content.detail.table)?.control;
    const match = {
      processCode,
      formName: form.name,
      controls: offeredControls(form.controls),
      matches: proposeMatches(file.controls, form.controls, detail ?? undefined),
    };
    if (!scheme || !before) return { file, own, match, change: null };
    const wants = { ...file, oneRow: oneRowOf(file, orgNumber) };
    const made = chooseControls(contentOfFile(file, basis), wants, form.controls, matches);
    // The scheme keeps its own template, form and first day.
    const after = { ...made, template: before.template, cutOverDate: before.cutOverDate };
    return { file, own, match, change: { before, after, version: scheme.version } };
  }

  /**
   * Refuses conditions on controls that the form lacks: they are never true, so a collecting scheme would leave out every approval. @throws
   * SchemeContentError
   */
  private async mustCollect(id: string, { filter, detail }: SchemeContent): Promise<void> {
    const { enabled, processCode } = await this.schemes.get(id);
    if (!enabled) return;
    const names = new FormNames((await this.forms.one(processCode)).controls, detailTables(detail));
    const never = filter.find(({ from, ...rest }) => !names.answers(from) && !textsMeet({ from, ...rest }, ['']));
    if (never === undefined) return;
    const name = never.from.slice(never.from.indexOf(':') + 1);
    throw new SchemeContentError(
      `没有导入：采集条件用到的控件“${name}”不在这个表单里，条件永远不成立，正在采集的方案会什么都不收。先在文件的方案里去掉这个条件，或导入为新方案。`,
      { name },
    );
  }

  /** Imports a file. @throws SchemeFileError, SchemeContentError, StaleSchemeError, UnknownControlError, DingTalkError */
  async import({ name, version, ...wanted }: Import, by: Actor): Promise<SchemeDetail> {
    const ready = await this.ready(wanted);
    if ('faults' in ready) throw new SchemeFileError(ready.faults);
    const { file, change } = ready;
    if (wanted.schemeId !== undefined && change) {
      if (version === undefined || version !== change.version) throw new StaleSchemeError(wanted.schemeId);
      await this.mustCollect(wanted.schemeId, change.after);
      return this.writing.putContent(wanted.schemeId, { version, content: change.after }, by);
    }
    const { processCode, orgNumber, matches } = wanted;
    if (processCode === undefined || orgNumber === undefined)
      throw new SchemeContentError('没有导入：先选钉钉表单和付款组织。');
    return this.writing.createOf(file, { processCode, orgNumber, matches, name: name ?? file.name }, by);
  }
}
