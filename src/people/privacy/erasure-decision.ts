/** A deletion that the office carries out takes two officials: one proposes, another confirms, and then it is done. */
import { peopleRights } from '../contract.ts';
import { registerDecision } from '../decisions/kinds.ts';
import { personName } from '../persons/persons.ts';
import { carryOutDeletion, erasureDecision } from './carry-out.ts';
import { texts } from './messages.gen.ts';

const DAY_HOURS = 24;

registerDecision({
  kind: erasureDecision,
  label: (lang) => texts[lang].decision_erasure(),
  approvers: [{ right: peopleRights.privacy, afterHours: 2 * DAY_HOURS }],
  expiresHours: 14 * DAY_HOURS,
  differentRole: false,
  describe: async (tx, decision, lang) => {
    const t = texts[lang];
    const name = await personName(tx, decision.persons[0] ?? '');
    return {
      title: name === null ? t.decision_erasure() : t.decision_erasure_of({ name }),
      href: `/console/privacy/${decision.subject.id}`,
    };
  },
  carryOut: (tx, context, actor, decision) => carryOutDeletion(tx, context, actor, decision.subject.id),
});
