/** A sender of webhooks as a program of its own, for the test that kills it: sends what is due until it is ended, by a clock that is ahead by so many seconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { deliverDue } from '../../src/developers/webhooks/deliver.ts';
import { systemClock } from '../../src/platform/clock/index.ts';
import { readConfig } from '../../src/platform/config/index.ts';
import { openVault } from '../../src/platform/crypto/index.ts';
import { openDatabase } from '../../src/platform/db/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';

const [url = '', keys = '', ahead = '0'] = (process.env.DELIVER_CHILD ?? '').split('\n');
const config = readConfig({ SECRET_KEY: 'test'.repeat(10), DATA_KEYS: keys });
const system = systemClock(config.TIME_ZONE);
const clock = { now: () => system.now().add({ seconds: Number(ahead) }), today: () => system.today() };
const db = openDatabase({ url, role: 'yenbai_app', clock, ids: uuidIds, applicationName: 'deliver-child' });
const ground = { db, vault: openVault(config.DATA_KEYS ?? []), clock, log: pino({ level: 'silent' }), config };
const { signal } = new AbortController();
for (;;) if ((await deliverDue(ground, signal)) === 0) await sleep(20);
