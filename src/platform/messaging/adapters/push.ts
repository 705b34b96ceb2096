import webPush from 'web-push';
import { isPushEndpoint, type PushSubscription } from '../subscriptions.ts';
import { type Adapter, askGateway } from './types.ts';

interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or an address, for the push service to reach the sender. */
  readonly subject: string;
}

/** Where subscriptions are kept: a message names one by its id. */
export interface PushStore {
  find(id: string): Promise<PushSubscription | null>;
  /** The push service says that the browser is gone. */
  gone(id: string): Promise<void>;
}

const longestSeconds = 86_400;

/** Web push (RFC 8030, 8291, 8292). The topic is our id: a repetition replaces what was not shown yet. */
export function pushAdapter(keys: PushKeys, store: PushStore, now: () => Temporal.Instant, ask: typeof fetch = fetch): Adapter {
  return {
    channel: 'push',
    async send({ id, to, subject, text, href, expiresAt }, signal) {
      const subscription = await store.find(to);
      // Only push services are asked: the address comes from a browser, and must not lead into our own network.
      if (!subscription || !isPushEndpoint(subscription.endpoint)) return { kind: 'refused', why: 'gone' };
      const seconds = expiresAt ? Math.max(0, Math.floor(now().until(expiresAt).total('seconds'))) : longestSeconds;
      const details = webPush.generateRequestDetails(subscription, JSON.stringify({ id, title: subject, text, href }), {
        vapidDetails: keys,
        TTL: Math.min(seconds, longestSeconds),
        topic: id.replaceAll('-', ''),
      });
      const request = { method: 'POST', headers: textHeaders(details.headers), body: new Uint8Array(details.body) };
      const answer = await askGateway(ask, details.endpoint, request, signal, async () => ({ kind: 'taken', reference: id }));
      if (answer.kind !== 'refused' || !['http-404', 'http-410'].includes(answer.why)) return answer;
      await store.gone(to);
      return { kind: 'refused', why: 'gone' };
    },
  };
}

/** Headers that fetch sets by itself are left to it. */
function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== 'content-length')
      .map(([name, value]) => [name, String(value)]),
  );
}
