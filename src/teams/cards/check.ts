/**
 * “Is this person really from our team?” One answer for the page, the telephone and SMS. What is worth nothing says nothing: a forged
 * number, one that never was and one that was mistyped are answered alike, after the same work.
 */
import { hasConsent, rosterPersons } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { seatNames } from '../console/units.ts';
import type { MemberRole } from '../contract.ts';
import { type Code, cardState, lastDayOf, serialOf } from './model.ts';
import { photoHash, photoPurpose } from './photos.ts';
import { matches } from './secrets.ts';
import { type CardRow, cardBySerial, factsOf } from './store.ts';

export interface CheckedTeam {
  readonly name: string;
  /** `Bản Sáng, xã Tú Lệ`. */
  readonly place: string;
}

export interface CheckedMember {
  /** Null where the person has asked that their data is only kept. */
  readonly fullName: string | null;
  readonly role: MemberRole;
  /** The picture in the file store, where the person agrees that it is shown. */
  readonly photo: string | null;
}

export type CheckAnswer =
  /** No such number, a wrong one, or a serial without a good card. */
  | { readonly kind: 'unknown' }
  /** A whole right number whose card is worth nothing any more. */
  | { readonly kind: 'worthless' }
  /** The serial of a good card: says which team has it, and nothing about who shows it. */
  | { readonly kind: 'serial'; readonly team: CheckedTeam }
  | {
      readonly kind: 'valid';
      readonly team: CheckedTeam;
      readonly member: CheckedMember;
      readonly lastDay: string;
      /** The member is away until that day: not on duty, though a member. */
      readonly awayUntil: string | null;
    };

/** The answer to a code, and the card that it is about for the trail of whoever asked in an office; the card never goes to the public. */
export async function checkCode(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  code: Code,
  lang: Lang,
): Promise<{ readonly answer: CheckAnswer; readonly card: CardRow | null }> {
  const today = tx.clock.today().toString();
  const card = await cardBySerial(tx, serialOf(code), today);
  const right = matches(vault, card, code, tx.clock.now());
  const good = card !== null && cardState(factsOf(card), today) === 'valid';
  if (card === null || (code.kind !== 'serial' && !right) || (code.kind === 'serial' && !good)) {
    return { answer: { kind: 'unknown' }, card: null };
  }
  if (!good) return { answer: { kind: 'worthless' }, card };
  const { service } = card;
  const places = await seatNames(tx, [service.unitId], today, lang);
  const team = { name: service.teamName, place: places.get(service.unitId) ?? '' };
  if (code.kind === 'serial') return { answer: { kind: 'serial', team }, card };
  const member = await memberOf(tx, card);
  return { answer: { kind: 'valid', team, member, lastDay: lastDayOf(factsOf(card)), awayUntil: service.awayUntil }, card };
}

async function memberOf(tx: Tx, { service }: CardRow): Promise<CheckedMember> {
  const person = (await rosterPersons(tx, null, [service.personId])).get(service.personId);
  const shown = person !== undefined && !person.restricted;
  const photo = shown && (await hasConsent(tx, service.personId, photoPurpose)) ? await photoHash(tx, service.personId) : null;
  return { fullName: shown ? person.fullName : null, role: service.role, photo };
}

/** Checks for somebody who isn't known: looks under the duty `identity`, because the code itself decides what leaves. */
export async function checkForAnybody(context: Context, code: Code, lang: Lang): Promise<CheckAnswer> {
  const { answer } = await context.db.transaction((tx) => checkCode(tx, context, code, lang), {
    state: dutyState('identity'),
    readOnly: true,
  });
  return answer;
}
