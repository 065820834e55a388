import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shortClassNames } from './class-names.mjs';

// npm run lint: checks that the classes of a component are called by words.
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Short names that ui/base.css, ui/seam.css, shell/phone/phone.css and shell/desk/page.css define for all components. None is to be added. */
const SHARED = ['n', 'r', 's', 't', 'lg', 'sr', 'ok', 'on', 'go', 'rb', 'nd', 'li', 'tx', 'ct'];

/** Components that still have short names of their own. The list may only become shorter. */
const KNOWN = [
  'miniapp/src/data/desk/DataPage.vue',
  'miniapp/src/data/desk/DatasetFilterBar.vue',
  'miniapp/src/data/desk/PreviewTable.vue',
  'miniapp/src/intake/desk/BudgetCard.vue',
  'miniapp/src/intake/desk/DayApprovalList.vue',
  'miniapp/src/intake/desk/DayProofs.vue',
  'miniapp/src/intake/desk/EstimateView.vue',
  'miniapp/src/intake/desk/LeftOutCard.vue',
  'miniapp/src/intake/desk/OpeningCard.vue',
  'miniapp/src/intake/desk/RunTable.vue',
  'miniapp/src/intake/desk/SettledCard.vue',
  'miniapp/src/intake/desk/WayTable.vue',
  'miniapp/src/intake/phone/PhoneRuns.vue',
  'miniapp/src/mapping/desk/BaseDataChanges.vue',
  'miniapp/src/mapping/desk/BaseDataEntries.vue',
  'miniapp/src/mapping/desk/BaseDataPage.vue',
  'miniapp/src/mapping/desk/ImportDiff.vue',
  'miniapp/src/mapping/desk/ImportGroup.vue',
  'miniapp/src/mapping/desk/MappingDialog.vue',
  'miniapp/src/mapping/desk/MappingGrid.vue',
  'miniapp/src/mapping/desk/MappingLint.vue',
  'miniapp/src/mapping/desk/MappingRail.vue',
  'miniapp/src/mapping/desk/MappingTables.vue',
  'miniapp/src/mapping/phone/PhoneMapping.vue',
  'miniapp/src/scheme/desk/ExportScheme.vue',
  'miniapp/src/scheme/desk/FilterEditor.vue',
  'miniapp/src/scheme/desk/FilterPreview.vue',
  'miniapp/src/scheme/desk/FormAccept.vue',
  'miniapp/src/scheme/desk/ImportScheme.vue',
  'miniapp/src/scheme/desk/NewScheme.vue',
  'miniapp/src/scheme/desk/SamplePaper.vue',
  'miniapp/src/scheme/desk/SchemeEnable.vue',
  'miniapp/src/scheme/desk/SchemeOff.vue',
  'miniapp/src/scheme/desk/SchemeRow.vue',
  'miniapp/src/scheme/desk/SchemeVersions.vue',
  'miniapp/src/scheme/desk/VersionDiff.vue',
  'miniapp/src/scheme/desk/VersionName.vue',
  'miniapp/src/scheme/rules/desk/AddField.vue',
  'miniapp/src/scheme/rules/desk/BillPaper.vue',
  'miniapp/src/scheme/rules/desk/ConditionRows.vue',
  'miniapp/src/scheme/rules/desk/DryRun.vue',
  'miniapp/src/scheme/rules/desk/ExpressionField.vue',
  'miniapp/src/scheme/rules/desk/ResultStrip.vue',
  'miniapp/src/scheme/rules/desk/RuleEditor.vue',
  'miniapp/src/scheme/rules/desk/RuleForm.vue',
  'miniapp/src/scheme/rules/desk/RulesPage.vue',
  'miniapp/src/scheme/rules/desk/SampleBar.vue',
  'miniapp/src/scheme/rules/desk/SaveBar.vue',
  'miniapp/src/scheme/rules/desk/SourcePane.vue',
  'miniapp/src/scheme/rules/desk/TargetPane.vue',
  'miniapp/src/scheme/rules/desk/TemplateField.vue',
  'miniapp/src/scheme/rules/desk/ValuePicker.vue',
  'miniapp/src/scheme/simulate/desk/SimulateBills.vue',
  'miniapp/src/scheme/simulate/desk/SimulateSums.vue',
  'miniapp/src/scheme/site/desk/SiteAnswers.vue',
  'miniapp/src/scheme/site/desk/SiteDialog.vue',
  'miniapp/src/scheme/wizard/desk/CheckColumns.vue',
  'miniapp/src/scheme/wizard/desk/CollectWay.vue',
  'miniapp/src/scheme/wizard/desk/ConnectionsAgain.vue',
  'miniapp/src/scheme/wizard/desk/FirstBill.vue',
  'miniapp/src/scheme/wizard/desk/LeftOut.vue',
  'miniapp/src/scheme/wizard/desk/MissingValues.vue',
  'miniapp/src/scheme/wizard/desk/StepEnable.vue',
  'miniapp/src/scheme/wizard/desk/StepMapping.vue',
  'miniapp/src/scheme/wizard/desk/StepSource.vue',
  'miniapp/src/scheme/wizard/desk/WizardFoot.vue',
  'miniapp/src/scheme/wizard/desk/WizardPage.vue',
  'miniapp/src/scheme/wizard/desk/WritebackText.vue',
];

const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', 'miniapp/src'],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const files = new Map();
for (const path of listed.split('\0').filter((each) => each.endsWith('.vue')))
  try {
    files.set(path, readFileSync(join(ROOT, path), 'utf8'));
  } catch (error) {
    // The file is deleted, but the deletion is not committed.
    if (error.code !== 'ENOENT') throw error;
  }
const found = shortClassNames(files, SHARED, KNOWN);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
