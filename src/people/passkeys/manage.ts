/** A person's own passkeys: named, renamed, taken away. */
import { record } from '../../audit/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState, ownState } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { endCredentials, factorsOf, hasSecondFactor, isLastNeededFactor } from '../official-access/factors.ts';
import { lockPersons } from '../persons/lock.ts';
import { tellPerson } from '../persons/notify.ts';
import { type Gate, gateOf } from './gate.ts';
import { texts } from './messages.gen.ts';
import { endPasskey, LONGEST_LABEL, labelPasskey, type OwnPasskey, passkeysOf } from './store.ts';
import { anotherWayRemains } from './ways-left.ts';

const duty = { state: dutyState('identity') } as const;
const gone = refused({ code: 'http.not-found', status: 404 });

/** What the page of one's own passkeys shows. */
export async function ownPasskeys(context: Context, actor: Actor): Promise<{ passkeys: readonly OwnPasskey[]; gate: Gate }> {
  const { id } = actor;
  if (id === null) return { passkeys: [], gate: 'not-fresh' };
  return context.db.transaction(async (tx) => ({ passkeys: await passkeysOf(tx, id), gate: await gateOf(tx, actor) }), duty);
}

/** Gives one's passkey another name. Refuses `people.passkey-label` for an empty one. */
export async function renamePasskey(context: Context, actor: Actor, id: string, label: string): Promise<Outcome<null>> {
  const name = tidy(label).slice(0, LONGEST_LABEL);
  if (name === '') return refused({ code: 'people.passkey-label', field: `label-${id}` });
  return context.db.transaction(
    async (tx) => {
      if (actor.id === null || !(await labelPasskey(tx, actor.id, id, name))) return gone;
      await record(tx, actor, {
        action: 'people.rename-passkey',
        subject: { kind: 'people.credential', id },
        fields: ['label'],
        persons: [actor.id],
      });
      return accepted(null);
    },
    { state: ownState(actor) },
  );
}

/**
 * Takes one's passkey away and tells the person. Refuses `people.passkey-last-way` where no other way in would remain, `people.last-factor`
 * where a role asks for a second factor and no other is there, and what `gateOf` misses.
 */
export async function removePasskey(context: Context, actor: Actor, id: string): Promise<Outcome<null>> {
  return context.db.transaction(async (tx) => {
    const personId = actor.id;
    // Of two ways in that are taken away at once, the second one is the last.
    if (personId !== null) await lockPersons(tx, [personId]);
    if (personId === null || !(await passkeysOf(tx, personId)).some((one) => one.id === id)) return gone;
    const gate = await gateOf(tx, actor);
    if (gate === 'second-factor') return refused({ code: 'people.passkey-second-factor', status: 403 });
    if (gate !== 'open') return refused({ code: 'people.passkey-prove-again', status: 403 });
    if (!(await anotherWayRemains(tx, context, personId, { credentialId: id })))
      return refused({ code: 'people.passkey-last-way', status: 409 });
    if (await isLastNeededFactor(tx, personId)) return refused({ code: 'people.passkey-last-factor', status: 409 });
    if (!(await endPasskey(tx, personId, id))) return gone;
    // Recovery codes stand in for a second factor and are none by themselves.
    if (!hasSecondFactor(await factorsOf(tx, personId))) await endCredentials(tx, personId, 'recovery-code');
    await record(tx, actor, {
      action: 'people.remove-passkey',
      subject: { kind: 'people.credential', id },
      fields: ['ended_at'],
      persons: [personId],
    });
    await tellPerson(tx, context, personId, {
      purpose: 'people.passkey-removed',
      key: `people.passkey-removed/${id}`,
      subject: (lang) => texts[lang].tell_subject({ product: context.config.PRODUCT_NAME }),
      text: (lang) => texts[lang].tell_removed({ product: context.config.PRODUCT_NAME }),
    });
    return accepted(null);
  }, duty);
}
