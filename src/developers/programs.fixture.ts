/** Programs and their webhooks in tests, and a receiver on this machine. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import type { TestApp } from '../../test/support/app.ts';
import { demonstrationPeople } from '../../test/support/people.ts';
import { openActors } from '../people/index.ts';
import type { Outcome } from '../platform/outcome/index.ts';
import { type Actor, dutyState, ownState, rowState } from '../platform/session/index.ts';
import { makeApp, makeKey } from './apps/commands.ts';
import { decide } from './console/decide.ts';
import { developersRights, type KeyKind } from './contract.ts';
import { addWebhook } from './webhooks/commands.ts';

/** The value, or a failure that names the refusal. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

export const actorOf = (app: TestApp, key: string): Promise<Actor> =>
  app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, demonstrationPeople.get(key)?.id ?? ''), {
    state: dutyState('identity'),
  });

/** A program with a key of the sandbox. */
export async function program(app: TestApp, owner = 'citizen'): Promise<{ readonly id: string; readonly key: string }> {
  const actor = await actorOf(app, owner);
  const id = app.context.ids.next();
  const made = await app.context.db.transaction(
    (tx) => makeApp(tx, actor, { id, name: 'Phần mềm thử', purpose: 'Thử', organisation: 'Sở Thử', site: '' }),
    { state: ownState(actor) },
  );
  return { id, key: resultOf(made).text };
}

/** A program to which the real system was opened, with a real key. */
export async function liveProgram(
  app: TestApp,
  owner = 'citizen',
  perMinute = 1000,
): Promise<{ readonly id: string; readonly key: string }> {
  const { db } = app.context;
  const { id } = await program(app, owner);
  const [actor, operator] = await Promise.all([actorOf(app, owner), actorOf(app, 'operator')]);
  await db.transaction((tx) => sql`update developers.app set state = 'wanted' where id = ${id}::uuid`.execute(tx.rows<unknown>()), {
    state: ownState(actor),
  });
  resultOf(
    await db.transaction((tx) => decide(tx, operator, id, { verdict: 'grant', reason: '', perMinute }), {
      state: rowState(operator, developersRights.decide),
    }),
  );
  const key = await db.transaction((tx) => makeKey(tx, actor, id, 'live'), { state: ownState(actor) });
  return { id, key: resultOf(key).text };
}

/** A webhook of a program. */
export async function webhook(
  app: TestApp,
  appId: string,
  url: string,
  { kind = 'sandbox', types = [], owner = 'citizen' }: { kind?: KeyKind; types?: readonly string[]; owner?: string } = {},
): Promise<{ readonly id: string; readonly secret: string }> {
  const actor = await actorOf(app, owner);
  const id = app.context.ids.next();
  const added = await app.context.db.transaction((tx) => addWebhook(tx, app.context, actor, appId, { id, kind, url, types }), {
    state: ownState(actor),
  });
  return { id, secret: resultOf(added).secret };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly got: readonly Received[];
  /** How it answers from now on; 200 at first. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** A receiver on this machine. */
export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const receiver = { got, answer: (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200).end('ok') };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      receiver.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
