import { type Adapter, askGateway, type Delivery } from './types.ts';

interface SmsGateway {
  readonly url: string;
  readonly token: string | null;
  /** The name under which messages come (brandname). */
  readonly sender: string | null;
}

const longestAnswer = 10_000;

/**
 * SMS through a gateway that takes JSON: `POST {id, from, to, text, expiresAt}` with our message id also as `Idempotency-Key`. It answers
 * 2xx with `{"reference": "…"}`, and 409 for an id that it has already. Docs: docs/decisions/0010-messaging.md.
 */
export function smsAdapter(gateway: SmsGateway, ask: typeof fetch = fetch): Adapter {
  return {
    channel: 'sms',
    async send({ id, to, text, expiresAt }, signal) {
      const request = {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          ...(gateway.token === null ? {} : { authorization: `Bearer ${gateway.token}` }),
        },
        body: JSON.stringify({ id, from: gateway.sender, to, text, expiresAt: expiresAt?.toString() ?? null }),
      };
      const answer = await askGateway(ask, gateway.url, request, signal, readReference);
      return answer.kind === 'refused' && answer.why === 'http-409' ? { kind: 'taken', reference: null } : answer;
    },
  };
}

/** The gateway's own name for the message, under any of the names that gateways use; what can't be read is no failure: it was taken. */
async function readReference(response: Response): Promise<Delivery> {
  const text = (await response.text()).slice(0, longestAnswer);
  try {
    const answer = JSON.parse(text) as Record<string, unknown>;
    const found = answer.reference ?? answer.messageId ?? answer.message_id ?? answer.id;
    const reference = typeof found === 'string' || typeof found === 'number' ? String(found) : '';
    return { kind: 'taken', reference: /^[\w.:/-]{1,200}$/.test(reference) ? reference : null };
  } catch {
    return { kind: 'taken', reference: null };
  }
}
