/** What a browser brings along: its secrets, whether it is a known device, and how its owner recognises it. */
import type { FastifyRequest } from 'fastify';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { holderOf } from '../persons/identifiers.ts';
import { readToken } from '../sessions/tokens.ts';
import { deviceName, deviceOf, type KnownDevice } from './devices.ts';
import { pinState } from './pin.ts';
import type { Browser } from './sign-in.ts';

/** The browser of a request, for the commands of this folder. */
export function browserOf(request: FastifyRequest, { config }: Pick<Context, 'config'>): Browser {
  return {
    actor: request.actor,
    attempt: readToken(request, config, 'attempt'),
    device: readToken(request, config, 'device'),
    name: deviceName(request.headers['user-agent']),
  };
}

/** The known device that this browser is, and whether a PIN can be tried on it; null for a browser that nobody knows. */
export async function knownDevice(
  context: Pick<Context, 'db'>,
  browser: Browser,
): Promise<{ device: KnownDevice; pin: 'set' | 'over' | 'none' } | null> {
  const { device: secret } = browser;
  if (secret === null) return null;
  return context.db.transaction(
    async (tx) => {
      const device = await deviceOf(tx, secret);
      return device && { device, pin: await pinState(tx, device.id) };
    },
    { state: dutyState('identity') },
  );
}

/**
 * The id of this browser's device if the person who uses it holds the number: what is counted for it then is out of others' reach.
 * Strangers' browsers cost and learn nothing here.
 */
export async function deviceForNumber(context: Pick<Context, 'db' | 'vault'>, browser: Browser, phone: string): Promise<string | null> {
  const { device: secret } = browser;
  if (secret === null) return null;
  return context.db.transaction(
    async (tx) => {
      const device = await deviceOf(tx, secret);
      return device && (await holderOf(tx, context.vault, 'phone', phone)) === device.personId ? device.id : null;
    },
    { state: dutyState('identity') },
  );
}
