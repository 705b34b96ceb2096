/** From the command to the first page: on an empty folder, and again on the same data. Installation and build are not counted. */
import { dataFolder, startProgram } from './support/program.ts';

const rounds = 3;
const figures: { cold: number; warm: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const folder = dataFolder();
  const times: number[] = [];
  for (const _ of ['cold', 'warm']) {
    const started = performance.now();
    const program = await startProgram(folder.path);
    const page = await fetch(`${program.address}/units`);
    if (page.status !== 200) throw new Error(`the first page answered ${page.status}`);
    await page.text();
    times.push((performance.now() - started) / 1000);
    await program.stop();
  }
  folder.remove();
  figures.push({ cold: times[0] as number, warm: times[1] as number });
}
for (const kind of ['cold', 'warm'] as const) {
  const sorted = figures.map((one) => one[kind]).sort((a, b) => a - b);
  process.stdout.write(`${kind} start to first page: ${sorted[1]?.toFixed(2)} s (of ${sorted.map((one) => one.toFixed(2)).join(', ')})\n`);
}
