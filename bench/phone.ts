/** A first visit on a slow phone: 4 times slower processor, 400 kbit/s, 300 ms; what comes over the line, and when the page can be used. */
import { launchBrowser } from '../test/support/chromium.ts';
import { dataFolder, startProgram } from './support/program.ts';

const KBIT = 1024 / 8;
const pages = ['/', '/units', '/units?on=2022-10-31'];

const folder = dataFolder();
const program = await startProgram(folder.path);
const browser = await launchBrowser();
try {
  for (const path of pages) {
    // The server's own first rendering is not what is measured here.
    await (await fetch(program.address + path)).text();
    const runs: { bytes: number; requests: number; usable: number; settled: number }[] = [];
    for (let run = 0; run < 3; run += 1) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
        locale: 'vi-VN',
      });
      const page = await context.newPage();
      const cdp = await context.newCDPSession(page);
      await cdp.send('Network.enable');
      await cdp.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 300,
        downloadThroughput: 400 * KBIT,
        uploadThroughput: 400 * KBIT,
        connectionType: 'cellular3g',
      });
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      let bytes = 0;
      let requests = 0;
      cdp.on('Network.loadingFinished', (event) => {
        bytes += event.encodedDataLength;
        requests += 1;
      });
      await page.goto(program.address + path, { waitUntil: 'load' });
      const timing = await page.evaluate(() => {
        const navigation = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming;
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        return { ready: navigation.domContentLoadedEventEnd, paint: paint?.startTime ?? 0, load: navigation.loadEventEnd };
      });
      await page.waitForTimeout(1_500);
      runs.push({ bytes, requests, usable: Math.max(timing.ready, timing.paint) / 1000, settled: timing.load / 1000 });
      await context.close();
    }
    const middle = runs.sort((a, b) => a.usable - b.usable)[1] as (typeof runs)[number];
    process.stdout.write(
      `${path.padEnd(24)} ${(middle.bytes / 1000).toFixed(1)} kB in ${middle.requests} requests, usable after ${middle.usable.toFixed(2)} s, loaded after ${middle.settled.toFixed(2)} s\n`,
    );
  }
} finally {
  await browser.close();
  await program.stop();
  folder.remove();
}
