import { join } from 'node:path';
import { DemoOffice } from './demo-office.mjs';
import { freePort } from './free-port.mjs';
import { buildToRun, install, ROOT, step } from './prepare.mjs';
import { Programs } from './programs.mjs';

// npm run demo [-- --reset]: starts stand-ins of DingTalk and Kingdee and the server, and prints one address to open.
const programs = new Programs();

async function main() {
  await install();
  await buildToRun();
  const office = await DemoOffice.in(join(ROOT, 'data/demo'), programs, process.argv.includes('--reset'));
  const port = await freePort(Number(process.env.PORT || 3000));
  await step('启动沙箱（钉钉与金蝶的替身）', () => office.startSandbox(`http://127.0.0.1:${port}`));
  await step('启动钉蝶', () => office.startServer(port));
  process.stderr.write(`${await office.fill()}打开下面的网址，选一个身份进入：\n`);
  process.stdout.write(`${office.sandbox.workbench.url}\n`);
  process.stderr.write('Ctrl-C 停止；npm run demo -- --reset 重新开始。\n');
}

main().catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  programs.stop(1);
});
