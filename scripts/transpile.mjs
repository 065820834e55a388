import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Writes one module of a workspace to its dist like `tsc -b`, without type checks, in milliseconds.
 * @param workspace folder with a tsconfig.json, src and dist.
 * @param file path below src.
 * @returns syntax errors, as sentences.
 */
export function transpile(workspace, file) {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(workspace, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const out = join(workspace, 'dist', file.replace(/\.ts$/, '.js'));
  const {
    outputText,
    sourceMapText,
    diagnostics = [],
  } = ts.transpileModule(readFileSync(join(workspace, 'src', file), 'utf8'), {
    // Every workspace consists of ES modules.
    compilerOptions: {
      ...config.options,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
    fileName: join(workspace, 'src', file),
    reportDiagnostics: true,
  });
  if (diagnostics.length > 0)
    return diagnostics.map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, outputText);
  if (sourceMapText) writeFileSync(`${out}.map`, sourceMapText);
  return [];
}
