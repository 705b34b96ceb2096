/**
 * Tries to sign in as officials without pause until it is stopped, each time as from another address: what a password attack
 * from many machines looks like behind a proxy. Prints the number of tries a second: node attack.ts <origin> <tries at once> <seconds>
 */
import { argv, stdout } from 'node:process';

const [origin = '', ...numbers] = argv.slice(2);
const [atOnce = 16, seconds = 5] = numbers.map(Number);

const page = await fetch(`${origin}/sign-in/official`, { headers: { accept: 'text/html' } });
const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
const cookie = page.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ');
const byte = () => String(1 + Math.floor(Math.random() * 250));
const statuses = new Map<number, number>();
const started = performance.now();
let tries = 0;

async function attack(): Promise<void> {
  while (performance.now() - started < seconds * 1000) {
    tries += 1;
    const answer = await fetch(`${origin}/sign-in/official`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', origin, cookie, 'x-forwarded-for': `10.${byte()}.${byte()}.${byte()}` },
      body: new URLSearchParams({ _csrf: token, name: `can-bo-${byte()}`, password: `matkhau-${byte()}-${byte()}` }),
    });
    await answer.arrayBuffer();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  }
}

await Promise.all(Array.from({ length: atOnce }, attack));
stdout.write(`${JSON.stringify({ perSecond: tries / ((performance.now() - started) / 1000), statuses: Object.fromEntries(statuses) })}\n`);
