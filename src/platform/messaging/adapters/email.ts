import { createTransport } from 'nodemailer';
import { type Adapter, type Delivery, gatewaySeconds } from './types.ts';

interface Mail {
  /** `smtps://user:password@host:465`, or smtp:// with STARTTLS. */
  readonly url: string;
  readonly from: string;
}

/**
 * E-mail over SMTP, as plain text. The Message-ID is made of our id, so that a repetition can be known by it; SMTP itself has no key,
 * so that a message whose answer was lost may come twice.
 */
export function emailAdapter({ url, from }: Mail): Adapter {
  const milliseconds = gatewaySeconds * 1000;
  const transport = createTransport({
    url,
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    channel: 'email',
    async send({ id, to, subject, text }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject: subject ?? '',
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'auto-submitted': 'auto-generated' },
        });
        return { kind: 'taken', reference: id };
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

/** Answers of 500 and more are final, unless it is us who were refused (our login, our connection). */
function readFailure(error: unknown): Delivery {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const name = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code.toLowerCase() : 'network';
  const why = status === null ? name : `smtp-${status}`;
  const aboutThisMessage = name === 'eenvelope' || name === 'emessage';
  return status !== null && status >= 500 && aboutThisMessage ? { kind: 'refused', why } : { kind: 'put-off', why };
}
