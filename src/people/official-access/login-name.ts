/** What an official types to say who they are: a user name, or an e-mail address or telephone number that is proved to be theirs. */
import type { IdentifierKind } from '../persons/identifiers.ts';
import { looksLikePhone, normalPhone } from '../persons/phone.ts';

export interface LoginName {
  readonly kind: Extract<IdentifierKind, 'user-name' | 'email' | 'phone'>;
  readonly value: string;
}

/** Longer than any name, address or number. */
const LONGEST = 200;

/** A user name as it is kept: small letters, digits, and `. _ -` between them. Null where it can't be one. */
export function normalUserName(text: string): string | null {
  const name = text.normalize('NFKC').trim().toLowerCase();
  return /^[a-z](?:[._-]?[a-z0-9]){2,39}$/.test(name) ? name : null;
}

/** Reads what was typed; whatever it is, it is something to look for, so that nothing tells apart what can't exist. */
export function readLoginName(text: string): LoginName {
  const typed = text.normalize('NFKC').trim().toLowerCase().slice(0, LONGEST);
  if (typed.includes('@')) return { kind: 'email', value: typed };
  const phone = looksLikePhone(typed) ? normalPhone(typed) : null;
  return phone === null ? { kind: 'user-name', value: typed } : { kind: 'phone', value: phone };
}
