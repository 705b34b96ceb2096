import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { launchBrowser, openPage } from '../../../test/support/browser.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { system } from '../../platform/session/index.ts';
import { auditLedger } from '../entry.ts';
import { trailPage } from '../queries.ts';
import { record } from '../record.ts';
import { sealOnce } from '../seal/sealer.ts';
import { verifyLedger } from '../seal/verify.ts';
import { type BundleFiles, verifyBundle } from './model.ts';

let app: TestApp;
let browser: Browser;
let dir: string;
let auditor: string;
let zip: Uint8Array;
const texts = (bytes: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));

async function writeAndSeal(batch: number): Promise<void> {
  const { db } = app.context;
  await db.transaction(async (tx) => {
    for (let n = 0; n < 5; n++) await record(tx, system, { action: 'test.write', subject: { kind: 'test.thing', id: `b${batch}-${n}` } });
  });
  await vi.waitFor(
    async () => {
      await sealOnce(db, auditLedger);
      expect((await verifyLedger(db, auditLedger)).openRows).toBe(0n);
    },
    { timeout: 20_000 },
  );
}

const fetchFile = (query: string) => fetch(`${app.address}/console/audit/bundle/file?${query}`, { headers: { cookie: auditor } });

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  auditor = await app.signedIn('auditor');
  for (const batch of [1, 2, 3]) await writeAndSeal(batch);
  dir = await mkdtemp(join(tmpdir(), 'yenbai-bundle-'));
  const response = await fetchFile('from=22/11/2026&until=22/11/2026');
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('cache-control')).toBe('no-store');
  zip = new Uint8Array(await response.arrayBuffer());
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await rm(dir, { recursive: true, force: true });
});

function filesOf(change: (files: Record<string, string>) => Record<string, string> = (files) => files): BundleFiles {
  const files = change(texts(zip));
  const { 'rows.jsonl': rows = '', 'seals.jsonl': seals = '', 'leaves.jsonl': leaves = '', 'unsealed.jsonl': unsealed = '' } = files;
  return { rows, seals, leaves, unsealed };
}

/** The id of the row about this thing. */
function idOf(subject: string): string {
  const line =
    filesOf()
      .rows.split('\n')
      .find((one) => one.includes(`"${subject}"`)) ?? '[]';
  return (JSON.parse(line) as string[])[4] ?? '';
}

const changed = (file: string, from: string | RegExp, to: string) => (files: Record<string, string>) => ({
  ...files,
  [file]: (files[file] ?? '').replace(from, to),
});

describe('the bundle', () => {
  it('holds rows, seals, leaves, what is newer, a description and its own verification', () => {
    expect(new Set(Object.keys(texts(zip)))).toEqual(
      new Set(['README.txt', 'leaves.jsonl', 'rows.jsonl', 'seals.jsonl', 'unsealed.jsonl', 'verify.html']),
    );
    expect(texts(zip)['README.txt']).toContain('NHẬT KÝ MANG ĐI (22/11/2026 đến 22/11/2026)');
  });

  it('is taken under a name: the export is an act in the trail, and comes unsealed in the bundle itself', async () => {
    const { rows } = await trailPage(app.context.db, { action: 'audit.export' }, null);
    expect(rows[0]).toMatchObject({ actorId: demonstrationPeople.get('auditor')?.id, subjectId: '2026-11-22/2026-11-22' });
    expect(filesOf().unsealed).toContain('"audit.export"');
  });

  it('is whole, by a verification that shares no code with the sealer', async () => {
    const verdict = await verifyBundle(filesOf());
    expect(verdict).toMatchObject({ unsealed: 1, breaks: [] });
    expect(verdict.rows).toBeGreaterThanOrEqual(15);
    const server = await verifyLedger(app.context.db, auditLedger);
    expect(verdict.last).toMatchObject({ hash: (await verifyBundle(filesOf())).last?.hash });
    expect(BigInt(verdict.seals)).toBeLessThanOrEqual(server.seals);
  });

  it.each([
    ['a changed byte', changed('rows.jsonl', '"b2-3"', '"b2-4"'), () => [{ how: 'changed', id: idOf('b2-3') }]],
    ['a row made unreadable', changed('rows.jsonl', '"b2-3"', '"b2-3'), () => [{ how: 'changed', id: idOf('b2-3') }]],
    ['a removed row', changed('rows.jsonl', /.*"b2-3".*\n/, ''), () => [{ how: 'missing', id: idOf('b2-3'), line: null }]],
    [
      'a row put in',
      changed('rows.jsonl', /(.*)"b2-3"(.*)\n/, '$&["yenbai-audit-entry/2","1","1","1","x"]\n'),
      () => [{ how: 'inserted', id: 'x' }],
    ],
  ])('names the record: %s', async (_what, change, expected) => {
    const { breaks } = await verifyBundle(filesOf(change));
    expect(breaks.flatMap(({ records }) => records)).toMatchObject(expected());
  });

  it('says which seal was changed or is missing', async () => {
    const seals = filesOf().seals.trim().split('\n');
    const [first, second] = seals.map((line) => JSON.parse(line) as { number: string; root: string });
    const renamed = await verifyBundle(filesOf(changed('seals.jsonl', `"root":"${second?.root}"`, `"root":"${'0'.repeat(64)}"`)));
    expect(renamed.breaks[0]).toMatchObject({ seal: second?.number, kind: 'seal' });
    const cut = await verifyBundle(filesOf((files) => ({ ...files, 'seals.jsonl': `${seals.toSpliced(1, 1).join('\n')}\n` })));
    expect(cut.breaks.some(({ kind }) => kind === 'seal')).toBe(true);
    expect(first).toBeDefined();
  });

  it.each([
    ['31/02/2026', '22/11/2026', 'Viết ngày như'],
    ['22/11/2026', '21/11/2026', 'bằng hoặc sau ngày đầu'],
  ])('asks again for days from %s until %s', async (from, until, words) => {
    const response = await fetchFile(new URLSearchParams({ from, until }).toString());
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(words);
  });
});

describe('the page that verifies it without our server', () => {
  /** Opens verify.html as a file and gives it these files. */
  async function judge(name: string, files: Record<string, string>, asZip: boolean) {
    const { page, assertClean } = await openPage(browser);
    const html = join(dir, `${name}.html`);
    await writeFile(html, String(files['verify.html']));
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(html).href);
    if (asZip) {
      const path = join(dir, `${name}.zip`);
      await writeFile(path, zipSync(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, strToU8(text)]))));
      await page.setInputFiles('#files', path);
    } else {
      await page.setInputFiles(
        '#files',
        ['rows.jsonl', 'seals.jsonl', 'leaves.jsonl'].map((file) => ({
          name: file,
          mimeType: 'text/plain',
          buffer: Buffer.from(files[file] ?? ''),
        })),
      );
    }
    await page.waitForSelector('body:is([data-verdict="whole"], [data-verdict="broken"], [data-verdict="unreadable"])');
    const verdict = await page.getAttribute('body', 'data-verdict');
    const records = await page
      .locator('[data-record]')
      .evaluateAll((items) => items.map((item) => (item as unknown as { dataset: { record: string } }).dataset.record));
    const words = await page.locator('[data-state]:not([hidden])').innerText();
    assertClean();
    expect(requests.every((url) => url.startsWith('file:') || url.startsWith('blob:'))).toBe(true);
    await page.context().close();
    return { verdict, records, words };
  }

  it('finds the untouched ZIP whole, without network', async () => {
    const found = await judge('whole', texts(zip), true);
    expect(found.verdict).toBe('whole');
    expect(found.words).toContain('Còn nguyên vẹn');
    const [last] = filesOf().seals.trim().split('\n').slice(-1);
    expect(found.words).toContain((JSON.parse(last ?? '{}') as { hash: string }).hash);
  });

  it('says which record one changed byte belongs to', async () => {
    const found = await judge('changed', changed('rows.jsonl', '"b2-3"', '"b2-4"')(texts(zip)), false);
    expect(found).toMatchObject({ verdict: 'broken', records: [idOf('b2-3')] });
    expect(found.words).toContain('Dòng bị sửa');
  });

  it('says that damaged files cannot be read', async () => {
    expect((await judge('damaged', { ...texts(zip), 'seals.jsonl': '{' }, false)).verdict).toBe('unreadable');
  });
});
