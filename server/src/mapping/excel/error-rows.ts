import { kindWord } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import { lineProblemWords } from './line-words.js';
import { MappingImports } from './mapping-imports.js';
import { writeInWorker } from './run-workbook.js';
import { ERROR_HEADERS, HEADERS, SHEETS } from './sheet-words.js';

/**
 * Exports the rows of a file that cannot be used, each as it was read, with its cell and the reason: after a correction they are imported
 * again.
 */
@Injectable()
export class ErrorRows {
  constructor(private readonly imports: MappingImports) {}

  /** Compares with the table as it is now. @throws MappingImportGoneError */
  async run(id: string): Promise<{ name: string; bytes: Buffer }> {
    const { fileName, file, table, lines } = await this.imports.compare(id);
    const read = new Map(file.rows.map((row) => [row.row, row]));
    const wrong = lines.flatMap(({ kind, row, cell, problem }) => {
      const was = row === null ? undefined : read.get(row);
      if (kind !== 'invalid' || was === undefined) return [];
      const why = problem ? lineProblemWords(problem, kindWord(table.target)) : '';
      return [{ row: was.row, cells: [was.org, was.key, was.number, was.from, why, cell] }];
    });
    const rows = wrong.sort((one, other) => one.row - other.row).map(({ cells }) => cells);
    const bytes = await writeInWorker({
      sheets: [
        {
          name: SHEETS.errors,
          widths: [10, 30, 24, 14, 44, 10],
          rows: [[HEADERS.org, HEADERS.key, HEADERS.number, HEADERS.from, ...ERROR_HEADERS], ...rows],
        },
      ],
      pick: null,
    });
    return { name: `${fileName.replace(/\.xlsx$/i, '')}_${SHEETS.errors}.xlsx`, bytes };
  }
}
