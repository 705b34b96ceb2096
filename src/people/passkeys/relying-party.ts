/** Who we are to a passkey: the host it was made for, and the one origin that may ask for it. */
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/index.ts';

export interface RelyingParty {
  /** The host name to which passkeys are bound (WebAuthn 4, "RP ID"). */
  readonly id: string;
  readonly origin: string;
  /** How the browser names us beside the passkey. */
  readonly name: string;
}

/**
 * The relying party of this installation: PUBLIC_URL, or `localhost` where none is set. Null where the page was opened by a numeric
 * address, to which no passkey can be bound.
 */
export function relyingParty(config: Config, request: Pick<FastifyRequest, 'headers'>): RelyingParty | null {
  const url = config.PUBLIC_URL ?? new URL(`http://${request.headers.host ?? ''}`);
  if (/^[\d.]+$|^\[/.test(url.hostname)) return null;
  return { id: url.hostname, origin: url.origin, name: config.PRODUCT_NAME };
}
