import type { MessageChannel } from '../types.ts';
import type { Adapter } from './types.ts';

/** In a demonstration without a gateway nothing leaves: the message is "delivered" and can be read on /demo/messages. */
export function standIn(channel: MessageChannel): Adapter {
  return { channel, send: async () => ({ kind: 'delivered' }) };
}
