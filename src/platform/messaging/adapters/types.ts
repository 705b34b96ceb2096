import type { MessageChannel } from '../types.ts';

/** A message as a gateway is given it. */
export interface Envelope {
  /** The message's id: the stable key by which a gateway knows a repetition. */
  readonly id: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  /** The page of ours that a push opens. */
  readonly href?: string;
  readonly expiresAt: Temporal.Instant | null;
}

/** What became of it. `why` is a code such as `http-503` or `timeout`: never an answer's words, which may quote number or text. */
export type Delivery =
  | { readonly kind: 'taken'; readonly reference: string | null }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'put-off'; readonly why: string; readonly afterSeconds?: number }
  | { readonly kind: 'refused'; readonly why: string };

/** One way to send. It answers within `gatewaySeconds`, and with a Delivery whatever the gateway does. */
export interface Adapter {
  readonly channel: MessageChannel;
  send(message: Envelope, signal: AbortSignal): Promise<Delivery>;
}

/** How long a gateway is waited for. */
export const gatewaySeconds = 15;

/** Asks a gateway over HTTP and reads its status: what will pass, what will not. */
export async function askGateway(
  ask: typeof fetch,
  address: string,
  request: RequestInit,
  signal: AbortSignal,
  taken: (response: Response) => Promise<Delivery>,
): Promise<Delivery> {
  const limit = AbortSignal.timeout(gatewaySeconds * 1000);
  try {
    const response = await ask(address, { ...request, redirect: 'error', signal: AbortSignal.any([signal, limit]) });
    if (response.ok) return await taken(response);
    await response.body?.cancel();
    return refusedBy(response);
  } catch {
    return { kind: 'put-off', why: limit.aborted ? 'timeout' : signal.aborted ? 'stopped' : 'network' };
  }
}

/** Too many, not now, and the gateway's own troubles pass; everything else of 400 and more does not. */
function refusedBy(response: Response): Delivery {
  const { status } = response;
  const why = `http-${status}`;
  if (status < 500 && ![401, 403, 408, 425, 429].includes(status)) return { kind: 'refused', why };
  const after = Number(response.headers.get('retry-after'));
  return Number.isFinite(after) && after > 0 ? { kind: 'put-off', why, afterSeconds: after } : { kind: 'put-off', why };
}
