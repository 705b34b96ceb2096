import type { Lang } from '../i18n/index.ts';
import { texts } from './messages.gen.ts';
import type { MessageState } from './model.ts';
import type { MessageChannel } from './types.ts';

/** The channel as people call it. */
export function channelName(channel: MessageChannel, lang: Lang): string {
  const t = texts[lang];
  return { sms: t.channel_sms(), email: t.channel_email(), push: t.channel_push() }[channel];
}

/** The state as people call it. */
export function stateName(state: MessageState, lang: Lang): string {
  const t = texts[lang];
  return {
    queued: t.state_queued(),
    sending: t.state_sending(),
    sent: t.state_sent(),
    delivered: t.state_delivered(),
    failed: t.state_failed(),
    expired: t.state_expired(),
  }[state];
}

export const stateTones = {
  queued: 'waiting',
  sending: 'waiting',
  sent: 'info',
  delivered: 'good',
  failed: 'danger',
  expired: 'plain',
} as const;
