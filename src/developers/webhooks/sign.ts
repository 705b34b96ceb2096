/**
 * Signatures by Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, specification 1.0.0): HMAC-SHA256 over
 * `id.timestamp.body` with the bytes behind `whsec_`.
 */
import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** Where a sealed secret is kept: it opens nowhere else. */
export const secretPlace = (webhookId: string): string => `developers.webhook/${webhookId}`;

/** A new secret of 256 bits, as the receiver keeps it. */
export const drawSecret = (): string => prefix + randomBytes(32).toString('base64');

/** The headers of one attempt. `seconds` is the moment of the attempt in seconds of the epoch; `body` is what is sent, byte for byte. */
export function signedHeaders(
  secret: string,
  { id, seconds, body }: { id: string; seconds: number; body: string },
): Record<string, string> {
  const bytes = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', bytes).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
