import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/platform/postgres/index.ts';
import { findPostmaster, isAlive, stopPostmaster } from '../../src/platform/postgres/postmaster.ts';
import { findChromium } from './chromium.ts';
import { addressOf, asAdministrator, type TestServer } from './server.ts';
import { prepareShippedTemplate, prepareTemplate } from './template.ts';

const prefix = 'yenbai-test-';

/**
 * One server for the whole run: an embedded one that forgets everything, or the one that TEST_DATABASE_URL names (PostgreSQL 15
 * runs; the login must be allowed to make databases and roles). Its template database is migrated once; each test gets a copy.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await findChromium();
  const given = process.env.TEST_DATABASE_URL;
  const { server, stop } = given ? external(given) : await embedded();
  try {
    await asAdministrator(server, `create database ${server.template}`);
    await prepareTemplate(addressOf(server, server.admin, server.template));
    await asAdministrator(server, `create database ${server.template}_shipped template ${server.template}`);
    await prepareShippedTemplate(addressOf(server, server.admin, `${server.template}_shipped`));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('server', server);
  return async () => {
    for (const name of [server.template, `${server.template}_shipped`])
      await asAdministrator(server, `drop database if exists ${name} with (force)`);
    await stop();
  };
}

async function embedded(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  await removeAbandoned();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  const running = await openEmbedded({ dataDir, durable: false, purpose: 'test' });
  const pattern = running.url('postgres').replace('//postgres@/yenbai', '//{login}@/{database}');
  return {
    server: { pattern, admin: 'postgres', template: 'yenbai_template' },
    stop: async () => {
      await running.release();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function external(url: string): { server: TestServer; stop: () => Promise<void> } {
  const [, start, login, rest = ''] = /^(\w+:\/\/([^:@/]+)(?::[^@]*)?@[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  if (!start || !login) throw new Error('TEST_DATABASE_URL must have the form postgresql://login:password@host:port/database');
  const server = { pattern: `${start}/{database}${rest}`, admin: decodeURIComponent(login), template: `yenbai_template_${process.pid}` };
  return { server, stop: async () => {} };
}

/** A run that was killed leaves its server behind; the next run ends it. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = Number(/^yenbai-test-(\d+)-/.exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const dir = path.join(os.tmpdir(), name);
    const left = await findPostmaster(path.join(dir, 'cluster'));
    if (left) await stopPostmaster(left.pid);
    await rm(dir, { recursive: true, force: true });
  }
}
