import type { Config } from '../../config/index.ts';
import type { Vault } from '../../crypto/index.ts';
import type { Db } from '../../db/index.ts';
import { pushStore } from '../subscriptions.ts';
import { type MessageChannel, messageChannels } from '../types.ts';
import { emailAdapter } from './email.ts';
import { pushAdapter } from './push.ts';
import { smsAdapter } from './sms.ts';
import { standIn } from './stand-in.ts';
import type { Adapter } from './types.ts';

type MessagingConfig = Pick<
  Config,
  | 'YENBAI_MODE'
  | 'SMS_GATEWAY_URL'
  | 'SMS_GATEWAY_TOKEN'
  | 'SMS_SENDER'
  | 'SMTP_URL'
  | 'MAIL_FROM'
  | 'PUSH_PUBLIC_KEY'
  | 'PUSH_PRIVATE_KEY'
  | 'PUSH_SUBJECT'
>;

/** Whether the channel has a gateway, or a stand-in. In production a channel without settings is not offered. */
export function offers(config: MessagingConfig, channel: MessageChannel): boolean {
  if (config.YENBAI_MODE === 'demonstration') return true;
  return { sms: config.SMS_GATEWAY_URL, email: config.SMTP_URL, push: config.PUSH_PUBLIC_KEY }[channel] !== null;
}

/** The adapters of this installation, by channel. */
export function openAdapters(given: {
  config: MessagingConfig;
  db: Db;
  vault: Vault;
  now: () => Temporal.Instant;
}): ReadonlyMap<MessageChannel, Adapter> {
  const { config, db, vault, now } = given;
  const { SMS_GATEWAY_URL, SMTP_URL, MAIL_FROM, PUSH_PUBLIC_KEY, PUSH_PRIVATE_KEY, PUSH_SUBJECT } = config;
  const adapters: Adapter[] = [];
  if (SMS_GATEWAY_URL) adapters.push(smsAdapter({ url: SMS_GATEWAY_URL.href, token: config.SMS_GATEWAY_TOKEN, sender: config.SMS_SENDER }));
  if (SMTP_URL && MAIL_FROM) adapters.push(emailAdapter({ url: SMTP_URL, from: MAIL_FROM }));
  if (PUSH_PUBLIC_KEY && PUSH_PRIVATE_KEY && PUSH_SUBJECT) {
    const keys = { publicKey: PUSH_PUBLIC_KEY, privateKey: PUSH_PRIVATE_KEY, subject: PUSH_SUBJECT };
    adapters.push(pushAdapter(keys, pushStore(db, vault), now));
  }
  const found = new Map(adapters.map((adapter) => [adapter.channel, adapter]));
  if (config.YENBAI_MODE === 'demonstration')
    for (const channel of messageChannels) if (!found.has(channel)) found.set(channel, standIn(channel));
  return found;
}
