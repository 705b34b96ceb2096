/** Every public and console page in a real browser: nothing for axe to find, nothing against the security policy, no sideways scroll. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDemonstrationReports, publishFigures } from '../../src/reports/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf, rulesOfLooks } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
/** Ids of units and of one team, and the code of a report. */
const units: Record<string, string> = {};

async function unitId(code: string, on: string): Promise<string> {
  const { items } = (await (await fetch(`${app.address}/api/v1/units?code=${code}&on=${on}`)).json()) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}

/** One session a person serves all pages. */
const sessions = new Map<string, Promise<string>>();
function sessionOf(who: string): Promise<string> {
  const known = sessions.get(who) ?? app.signedIn(who).then((header) => header.split('=')[1] ?? '');
  sessions.set(who, known);
  return known;
}

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  const [reports = '', steps = '', people = ''] = await Promise.all(
    ['reports/reports', 'reports/steps', 'people/people'].map((name) => readFile(join('data', 'demonstration', `${name}.csv`), 'utf8')),
  );
  await loadDemonstrationReports(app.context, { reports, steps, people });
  await publishFigures(app.context);
  const { items } = (await (await fetch(`${app.address}/api/v1/reports?limit=1`)).json()) as { items: { code: string }[] };
  units.report = items[0]?.code ?? '';
  units.province = await unitId('15', '2022-10-31');
  units.paHu = await unitId('04606', '2022-10-31');
  units.tramTau = await unitId('04606', '2025-10-31');
  units.district = await unitId('139', '2022-10-31');
  const teams = (await (await fetch(`${app.address}/api/v1/teams?on=2022-06-30&unit=${units.paHu}&level=commune`)).json()) as {
    items: { id: string }[];
  };
  units.team = teams.items[0]?.id ?? '';
  const own = (await (await fetch(`${app.address}/api/v1/teams?unit=${units.tramTau}&level=village&limit=1`)).json()) as {
    items: { id: string }[];
  };
  units.ownTeam = own.items[0]?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Name, address, and who is signed in. */
const pages: readonly [name: string, path: () => string, who?: string][] = [
  ['front page', () => '/'],
  ['province today', () => '/units'],
  ['province in 2022', () => '/units?on=2022-10-31'],
  ['villages of 2022', () => '/units?on=2022-10-31&level=village'],
  ['search', () => '/units?q=tram tau'],
  ['search without a find', () => '/units?q=zzzzzz'],
  ['before the record', () => '/units?on=1990-01-01'],
  ['a day that is none', () => '/units?on=31/02/2022'],
  ['province', () => `/units/${units.province}?on=2022-10-31`],
  ['a commune of 2022', () => `/units/${units.paHu}?on=2022-10-31`],
  ['the same commune after its end', () => `/units/${units.paHu}?on=2025-10-31`],
  ['a commune of 2025', () => `/units/${units.tramTau}?on=2025-10-31`],
  ['a district that ended', () => `/units/${units.district}?on=2022-10-31`],
  ['history', () => '/units/history'],
  ['where am I', () => '/units/at'],
  ['found by a point', () => '/units/at?lat=21.72&lon=104.88'],
  ['legal documents', () => '/legal'],
  ['not found', () => '/nothing-here'],
  ['console', () => '/console', 'operator'],
  ['territory console', () => '/console/territory', 'operator'],
  ['trail', () => '/console/audit', 'auditor'],
  ['event by hand', () => '/console/territory/events/new?kind=rename', 'operator'],
  ['design system', () => '/console/design', 'operator'],
  ['ways in', () => '/sign-in'],
  ['enrolment on the phone', () => '/join'],
  ['a way back in', () => '/sign-in/recover'],
  ['my page', () => '/account', 'citizen'],
  ['my data', () => '/account/privacy', 'citizen'],
  ['what I agreed to', () => '/account/consents', 'citizen'],
  ['who looked', () => '/account/who-looked', 'citizen'],
  ['my devices', () => '/account/devices', 'citizen'],
  ['persons', () => '/console/people', 'commune-officer'],
  ['on behalf', () => '/console/on-behalf', 'team-member'],
  ['requests about data', () => '/console/privacy', 'commune-officer'],
  ['roles', () => '/console/roles', 'commune-leader'],
  ['roles in plain words', () => '/console/roles/meanings', 'commune-leader'],
  ['organisations', () => '/console/organisations', 'operator'],
  ['absences', () => '/console/absences', 'commune-officer'],
  ['successions', () => '/console/successions', 'commune-leader'],
  ['decisions', () => '/console/decisions', 'commune-leader'],
  ['retention', () => '/console/retention', 'operator'],
  ['messages', () => '/console/messages', 'operator'],
  ['messages of the demonstration', () => '/demo/messages'],
  ['passing a page on', () => '/share?path=%2Funits%3Fon%3D2022-10-31'],
  ['sheet for the wall', () => '/share/poster?path=%2Funits%3Fon%3D2022-10-31'],
  ['coverage', () => '/coverage?on=2022-05-31'],
  ['coverage over time', () => '/coverage?on=2022-06-30&by=time'],
  ['coverage of a commune', () => `/coverage?on=2022-05-31&unit=${units.paHu}`],
  ['coverage on another map', () => '/coverage?on=2022-05-31&map=2025-07-01'],
  ['villages without a team', () => '/coverage/lists/villages-without-team?on=2022-05-31'],
  ['what each figure means', () => '/coverage/definitions'],
  ['teams', () => '/teams?on=2022-05-31'],
  ['a team', () => `/teams/${units.team}?on=2022-06-30`],
  ['joining', () => '/teams/join'],
  ['helping, the form', () => `/teams/help?unit=${units.tramTau}`],
  ['looking up an answer', () => '/teams/offers'],
  ['offers', () => '/console/teams/offers', 'commune-officer'],
  ['checking a card', () => '/check'],
  ['a card that is none', () => '/check?c=1234567812345678'],
  ['my card', () => '/account/card', 'team-member'],
  ['checking for a caller', () => '/console/teams/check', 'commune-officer'],
  ['teams of the place', () => '/console/teams', 'commune-officer'],
  ['a new team', () => '/console/teams/new', 'commune-officer'],
  ['a roster', () => `/console/teams/${units.ownTeam}`, 'commune-officer'],
  ['adding a member', () => `/console/teams/${units.ownTeam}/members/new?new=yes`, 'commune-officer'],
  ['merging teams', () => `/console/teams/${units.ownTeam}/merge`, 'commune-officer'],
  ['cards of a team', () => `/console/teams/${units.ownTeam}/cards`, 'commune-officer'],
  ['sheet of a team', () => `/console/teams/${units.ownTeam}/sheet`, 'commune-officer'],
  ['sending in a workbook', () => '/console/teams/import', 'commune-officer'],
  ['reports', () => '/reports'],
  ['map of reports', () => '/reports?view=map'],
  ['map of a commune', () => `/reports?view=map&unit=${units.tramTau}`],
  ['a report that everybody sees', () => `/reports/${units.report}`],
  ['send a report', () => '/reports/new'],
  ['a matter', () => '/reports/new?category=roads'],
  ['a report being written', () => '/reports/new?category=street-light'],
  ['a notice that stops', () => '/reports/new?category=in-danger'],
  ['a notice that leads elsewhere', () => '/reports/new?category=ask-procedure'],
  ['look up a code', () => '/reports/look-up?code=123'],
  ['my reports without account', () => '/reports/mine'],
  ['my reports', () => '/account/reports', 'citizen'],
  ['desk of the centre', () => '/console/reports', 'intake-officer'],
  ['desk of an office', () => '/console/reports', 'agency-handler'],
  ['all reports of a commune', () => '/console/reports?view=all&urgency=normal', 'commune-officer'],
  ['reminded, not late yet', () => '/console/reports?view=escalated', 'province-supervisor'],
  ['listening', () => '/console/reports/listening', 'team-member'],
  ['listeners', () => '/console/reports/listeners', 'intake-officer'],
  ['naming a listener', () => '/console/reports/listeners/new', 'commune-officer'],
  ['listening without an office', () => '/account/listening', 'citizen'],
  ['to approve in place of an office', () => '/console/reports?view=instead', 'intake-officer'],
  ['waits for the sender', () => '/console/reports?view=waits', 'intake-officer'],
  ['templates of answers', () => '/console/reports/templates', 'commune-officer'],
  ['a case', () => `/console/reports/${units.report}`, 'intake-officer'],
  ['my notices', () => '/account/notices', 'citizen'],
  ['how I am told', () => '/account/notices/choices', 'citizen'],
  ['writing without network', () => '/reports/write'],
  ['what waits on this phone', () => '/reports/on-this-phone'],
  ['for developers', () => '/developers'],
  ['my programs', () => '/developers/apps', 'citizen'],
  ['a new program', () => '/developers/apps/new', 'citizen'],
  ['programs of others', () => '/console/developers', 'operator'],
  ['missed calls', () => '/console/reports/calls', 'intake-officer'],
  ['writing down for somebody', () => '/console/reports/new-for', 'commune-officer'],
  ['slips', () => '/console/reports/slips', 'commune-officer'],
  ['answers to be brought', () => '/console/reports/visits', 'commune-officer'],
  ['written down by me', () => '/console/reports/written-down', 'commune-officer'],
  ['a telephone of the demonstration', () => '/demo/calls'],
  ['recordings of texts', () => '/console/recordings', 'publisher'],
  ['recordings of kinds of matters', () => '/console/recordings?part=categories', 'publisher'],
  ['figures of reports', () => '/reports/figures'],
  ['figures by category', () => '/reports/figures?by=category'],
  ['figures by office', () => '/reports/figures?by=office'],
  ['what the figures mean', () => '/reports/figures/definitions'],
  ['open data of reports', () => '/reports/open-data'],
  ['no network', () => '/offline'],
  ['bundle of the trail', () => '/console/audit/bundle', 'auditor'],
];

/** What a page is made of is looked at once, in the first look; the long tests look at it in both. */
const always = process.env.TEST_LOOKS === 'whole';
/** Pages whose frame stands for that of all others. */
const frames = ['front page', 'console', 'my page', 'design system'];

/** Width, colours, language, whether scripts run, whether all rules are asked. One browser window each, as a visitor goes from page to page. */
const looks = [
  [360, 'light', 'vi', true, true],
  [1280, 'dark', 'en', true, always],
  [320, 'light', 'en', false, false],
] as const;

describe.each(looks)('%i px, %s, %s, script %s', (width, colorScheme, lang, javaScriptEnabled, whole) => {
  let window: WatchedPage;
  beforeAll(async () => {
    window = await openPage(browser, { viewport: { width, height: 800 }, colorScheme, javaScriptEnabled });
  });
  afterAll(() => window.page.context().close());

  test.each(pages)('%s', async (name, path, who) => {
    const { page, assertClean } = window;
    await page.context().clearCookies();
    const cookies = [{ name: 'lang', value: lang as string, url: app.address }];
    if (who) cookies.push({ name: 'session', value: await sessionOf(who), url: app.address });
    await page.context().addCookies(cookies);
    await page.goto(app.address + path(), { waitUntil: 'load' });
    // The gallery shows headings as specimens.
    if (name !== 'design system') expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    // The width can only be asked of the page where scripts may run; without them the picture must fit all the same.
    if (javaScriptEnabled) {
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      // Hundreds of units and rows are made by one component each: the first dozen stand for all, and axe stays quick.
      const exclude = ['.unit-map-units > :nth-child(n+13)', 'tbody > tr:nth-child(n+13)'];
      expect(await faultsOf(page, { exclude, ...(whole || frames.includes(name) ? {} : { rules: rulesOfLooks }) })).toEqual([]);
    }
    assertClean();
  });
});

describe('how people look', () => {
  test('text at 200 % still fits a phone', async () => {
    const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 800 } });
    await page.goto(`${app.address}/display?theme=sunlight&size=200&back=/units`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    assertClean();
    await page.context().close();
  });

  test('by keyboard alone: skip link, search, result', async () => {
    const { page, assertClean } = await openPage(browser);
    await page.goto(app.address);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    for (let i = 0; i < 10 && (await page.evaluate(() => document.activeElement?.getAttribute('name'))) !== 'q'; i += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.type('pa hu');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=pa/);
    expect(await page.textContent('main')).toContain('Pá Hu');
    assertClean();
    await page.context().close();
  });

  test('without script: choose a day, open a unit, follow it to what it became', async () => {
    const { page, assertClean } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${app.address}/units/${units.paHu}?on=2022-10-31`);
    expect(await page.textContent('h1')).toContain('Pá Hu');
    await page
      .locator('main a', { hasText: /Trạm Tấu/ })
      .filter({ hasText: /[Xx]ã/ })
      .last()
      .click();
    expect(await page.textContent('main')).toContain('04606');
    assertClean();
    await page.context().close();
  });
});
