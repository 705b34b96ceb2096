/** A real Chromium, for tests and measurements: from $CHROMIUM, the system, or the npm package that carries one. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Where the browser is; unpacks the package's at the first call, which the run's set-up makes before any two tests could do so at once. */
export async function findChromium(): Promise<{ path: string; env: Record<string, string> }> {
  for (const path of [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (path && existsSync(path)) return { path, env: {} };
  }
  // The package unpacks its browser, and the libraries that a bare system lacks, into the temporary folder.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const path = await sparticuz.executablePath();
  const libraries = ['al2023/lib', 'al2/lib', 'lib'].map((folder) => join(dirname(path), folder)).filter((folder) => existsSync(folder));
  return { path, env: { LD_LIBRARY_PATH: [...libraries, process.env.LD_LIBRARY_PATH ?? ''].filter(Boolean).join(':') } };
}

export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findChromium();
  return chromium.launch({ executablePath: path, args: FLAGS, env: { ...(process.env as Record<string, string>), ...env } });
}
