/** Messages to people: SMS, e-mail and web push, each through an adapter with a stand-in, sent by the worker; and SMS from people. */
import type { Config } from '../config/index.ts';
import type { Vault } from '../crypto/index.ts';
import { offers } from './adapters/index.ts';
import { queueMessage } from './send.ts';
import type { Messages } from './types.ts';

export { type MessageFate, messageFates, withdrawMessages } from './fates.ts';
export { type InboundHandler, registerInbound } from './inbound.ts';
export type { MessageState } from './model.ts';
export { module } from './module.ts';
export {
  isPushOf,
  type PushSubscription,
  pushSubscriptionsOf,
  registerPush,
  unregisterAllPush,
  unregisterPush,
} from './subscriptions.ts';
export type { MessageChannel, MessageInput, Messages } from './types.ts';

/** Opens the queue of messages. */
export function openMessages({ config, vault }: { config: Config; vault: Vault }): Messages {
  return {
    send: (tx, message) => queueMessage(tx, vault, message),
    offers: (channel) => offers(config, channel),
  };
}
