/** What only a card, a phone and the vault know: the number's secret half, and the key of the code that changes each minute. */
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { equalBytes, type Vault } from '../../platform/crypto/index.ts';
import { type Code, MINUTE_DIGITS, MINUTE_SECONDS, SECRET_DIGITS, SERIAL_DIGITS } from './model.ts';

/** RFC 6238 with a step of a minute: long enough to read out twelve digits over the telephone. */
const shape = { algorithm: 'SHA1', digits: MINUTE_DIGITS, period: MINUTE_SECONDS } as const;

/** Steps before and after the present one that are good too: reading out takes time, and clocks differ (RFC 6238, 5.2). */
const WINDOW = 1;

const purpose = 'teams.card/number';
const placeOf = (cardId: string, what: 'number' | 'key'): string => `teams.card/${cardId}/${what}`;

const randomDigits = (length: number): string => Array.from({ length }, () => String(randomInt(10))).join('');

/** A card's secrets as they lie in the database. */
export interface SealedCard {
  readonly id: string;
  readonly digest: Uint8Array;
  readonly digestKey: string;
  readonly sealedNumber: string;
  readonly sealedKey: string;
}

/** Makes a number and a key for a card that is yet to be written. */
export const newSecrets = (vault: Vault, cardId: string): SealedCard & { readonly serial: string } =>
  secretsOf(vault, cardId, randomDigits(SERIAL_DIGITS + SECRET_DIGITS));

/** The secrets of a card with this number, and a new key: a number is drawn, but for the cards of a demonstration. */
export function secretsOf(vault: Vault, cardId: string, number: string): SealedCard & { readonly serial: string } {
  // 160 bits (RFC 4226, 4).
  return { serial: number.slice(0, SERIAL_DIGITS), ...sealSecrets(vault, cardId, number, new Secret({ size: 20 }).base32) };
}

/** Both secrets under the current key of the ring. */
function sealSecrets(vault: Vault, cardId: string, number: string, key: string): SealedCard {
  return {
    id: cardId,
    digest: vault.digest(number, purpose),
    digestKey: vault.currentKey,
    sealedNumber: vault.seal(number, placeOf(cardId, 'number')),
    sealedKey: vault.seal(key, placeOf(cardId, 'key')),
  };
}

/** The secrets of a card under the current key, after the ring was changed. */
export function resealSecrets(vault: Vault, card: SealedCard): SealedCard {
  return sealSecrets(vault, card.id, numberOf(vault, card), keyOf(vault, card));
}

/** The whole number, for printing. */
export function numberOf(vault: Vault, card: Pick<SealedCard, 'id' | 'sealedNumber'>): string {
  return vault.open(card.sealedNumber, placeOf(card.id, 'number'));
}

function keyOf(vault: Vault, card: Pick<SealedCard, 'id' | 'sealedKey'>): string {
  return vault.open(card.sealedKey, placeOf(card.id, 'key'));
}

const standIns = new WeakMap<Vault, SealedCard>();

/** A card that nobody has: a number without a card is compared with it, so that hit and miss are the same work. */
function standIn(vault: Vault): SealedCard {
  let card = standIns.get(vault);
  if (!card) {
    card = newSecrets(vault, '00000000-0000-7000-8000-000000000000');
    standIns.set(vault, card);
  }
  return card;
}

/** Whether the code is the card's: the whole number, or one that its phone shows now. Without a card the work is the same, and the answer no. */
export function matches(vault: Vault, card: SealedCard | null, code: Code, now: Temporal.Instant): boolean {
  const compared = card ?? standIn(vault);
  const sameNumber = equalBytes(vault.digest(code.digits, purpose, compared.digestKey), compared.digest);
  const shown = code.digits.slice(SERIAL_DIGITS, SERIAL_DIGITS + MINUTE_DIGITS).padEnd(MINUTE_DIGITS, '0');
  const delta = TOTP.validate({
    ...shape,
    token: shown,
    secret: Secret.fromBase32(keyOf(vault, compared)),
    timestamp: now.epochMilliseconds,
    window: WINDOW,
  });
  if (card === null) return false;
  return (code.kind === 'full' && sameNumber) || (code.kind === 'minute' && delta !== null);
}

/** What the phone shows now, and for how many seconds more. */
export function minuteCode(
  vault: Vault,
  card: Pick<SealedCard, 'id' | 'sealedKey'> & { readonly serial: string },
  now: Temporal.Instant,
): { readonly digits: string; readonly secondsLeft: number } {
  const timestamp = now.epochMilliseconds;
  const code = TOTP.generate({ ...shape, secret: Secret.fromBase32(keyOf(vault, card)), timestamp });
  return { digits: card.serial + code, secondsLeft: MINUTE_SECONDS - (Math.floor(timestamp / 1000) % MINUTE_SECONDS) };
}
