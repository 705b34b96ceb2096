import type { Sample, Samples, Subject, World } from '../../test/support/access-matrix.ts';
import { ownState } from '../platform/session/index.ts';
import { makeApp } from './apps/commands.ts';
import { addWebhook } from './webhooks/commands.ts';

/** A program of a person with a webhook; made once. */
const programOf = (world: World, key: string) =>
  world.once(`program of ${key}`, async () => {
    const { context } = world.app;
    const actor = await world.actor(key);
    const appId = world.id();
    const webhookId = world.id();
    await context.db.transaction(
      async (tx) => {
        await makeApp(tx, actor, { id: appId, name: 'Ứng dụng thử', purpose: 'Thử quyền', organisation: '', site: '' });
        await addWebhook(tx, context, actor, appId, { id: webhookId, kind: 'sandbox', url: 'https://example.org/hook', types: [] });
      },
      { state: ownState(actor) },
    );
    return { appId, webhookId };
  });

const sample =
  (tail: (made: { appId: string; webhookId: string }) => string, body: Readonly<Record<string, string>> = {}) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (key: string) => {
      const made = await programOf(world, key);
      return `/developers/apps/${made.appId}${tail(made)}`;
    };
    const other = subject.key === 'citizen' ? 'team-member' : 'citizen';
    return { inside: await path(subject.key), outside: await path(other), body };
  };

export const samples: Samples = {
  '/developers/apps/:appId': sample(() => ''),
  '/developers/apps/:appId/keys': sample(() => '/keys', { kind: 'sandbox' }),
  '/developers/apps/:appId/keys/revoke': sample(() => '/keys/revoke', { key: '01900000-0000-7000-8000-000000000001' }),
  '/developers/apps/:appId/ask': sample(() => '/ask', { asked: 'Thử', contact: 'Thử' }),
  '/developers/apps/:appId/webhooks': sample(() => '/webhooks', { url: 'https://example.org/hook', kind: 'sandbox' }),
  '/developers/apps/:appId/webhooks/:webhookId': sample(({ webhookId }) => `/webhooks/${webhookId}`),
  '/developers/apps/:appId/webhooks/:webhookId/change': sample(({ webhookId }) => `/webhooks/${webhookId}/change`, { change: 'pause' }),
  '/developers/apps/:appId/webhooks/:webhookId/again': sample(({ webhookId }) => `/webhooks/${webhookId}/again`, { since: '01/01/2026' }),
  '/console/developers/:appId': async (world) => ({ inside: `/console/developers/${(await programOf(world, 'citizen')).appId}` }),
  '/console/developers/:appId/decide': async (world) => ({
    inside: `/console/developers/${(await programOf(world, 'citizen')).appId}/decide`,
  }),
};
