/** Our server against bare `node:http` with the same bytes: load from a process of its own, the two taking turns. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from './program.ts';

const mostSeconds = 6;

export interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly cpuPer1000: number;
}

function spawned(file: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

export async function measure(origin: string, pid: number, paths: string, connections: number, count: number): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const child = spawned(import.meta.resolve('./load.ts'), [origin, paths, String(connections), String(count), String(mostSeconds)]);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('exit', resolve));
  const result = JSON.parse(text) as Figures & { requests: number; wrong: Record<string, number> };
  if (Object.keys(result.wrong).length > 0) throw new Error(`answers other than 200: ${JSON.stringify(result.wrong)}`);
  return { ...result, cpuPer1000: (((await cpuSeconds(pid)) - before) / result.requests) * 1000 };
}

/** Fetches each path once, keeps the bytes for the bare server, and leaves the cache as warm as its memory allows. */
export async function capture(origin: string, paths: readonly string[], file: string): Promise<number> {
  const lines: string[] = new Array(paths.length);
  let [next, bytes] = [0, 0];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = next++; index < paths.length; index = next++) {
        const path = paths[index] as string;
        const response = await fetch(`${origin}${path}`, { headers: { 'accept-encoding': 'identity' } });
        const body = await response.text();
        if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${body.slice(0, 200)}`);
        bytes += Buffer.byteLength(body);
        lines[index] = JSON.stringify({ path, type: response.headers.get('content-type') ?? '', body });
      }
    }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return bytes / paths.length;
}

export async function bareServer(file: string): Promise<{ origin: string; pid: number; stop(): void }> {
  const child = spawned(import.meta.resolve('./bare.ts'), [file]);
  const origin = await new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => resolve(/http\S+/.exec(chunk.toString())?.[0] ?? ''));
  });
  return { origin, pid: child.pid ?? 0, stop: () => void child.kill() };
}

export const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

export function middle(list: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => mean(list.map((one) => one[name]));
  return { perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), cpuPer1000: of('cpuPer1000') };
}

export function line(name: string, connections: number, figures: Figures, bare: Figures, note = ''): string {
  const { perSecond, p50, p95, cpuPer1000 } = figures;
  const parts = [
    name.padEnd(10),
    String(connections).padStart(5),
    Math.round(perSecond).toString().padStart(8),
    p50.toFixed(2).padStart(8),
  ];
  parts.push(p95.toFixed(2).padStart(8), cpuPer1000.toFixed(3).padStart(11));
  parts.push((perSecond / bare.perSecond).toFixed(2).padStart(8), (bare.cpuPer1000 / cpuPer1000).toFixed(2).padStart(8));
  return `${parts.join(' ')}   ${note}`;
}
