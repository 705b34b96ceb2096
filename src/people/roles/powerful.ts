/** Powerful roles are given by two persons: one proposes, another who could give the role too confirms. */
import { sql } from 'kysely';
import { dayAfter } from '../../platform/calendar/index.ts';
import type { JsonObject, Tx } from '../../platform/db/index.ts';
import { refused } from '../../platform/outcome/index.ts';
import { peopleRights } from '../contract.ts';
import { type DecisionKind, registerDecision } from '../decisions/kinds.ts';
import { openActors } from '../sessions/resolve.ts';
import { readRoles } from './catalogue.ts';
import { type GrantInput, grantDecision, writeConfirmedGrant } from './grants.ts';
import { texts } from './messages.gen.ts';
import { daysWords } from './words.ts';

const DAY = 24;

/** The grant as it was proposed; the basis is the proposal's reason. */
function inputOf(payload: JsonObject, reason: string): GrantInput {
  const text = (field: string): string | null => {
    const value = payload[field];
    return typeof value === 'string' ? value : null;
  };
  return {
    personId: text('personId') ?? '',
    role: text('role') ?? '',
    unitId: text('unitId'),
    organisationId: text('organisationId'),
    from: text('from') ?? '',
    until: text('until'),
    basis: reason,
    documentId: text('documentId'),
  };
}

async function namesOf(tx: Tx, input: GrantInput): Promise<{ person: string | null; place: string | null }> {
  const found = await sql<{ person: string | null; place: string | null }>`select
      (select full_name from people.person_details where person_id = ${input.personId}::uuid) as person,
      coalesce(
        (select name from territory.unit_versions where unit_id = ${input.unitId ?? null}::uuid order by lower(valid) desc limit 1),
        (select short_name from people.organisation_version where organisation_id = ${input.organisationId ?? null}::uuid
          order by lower(valid) desc limit 1)) as place`.execute(tx.rows<unknown>());
  return found.rows[0] ?? { person: null, place: null };
}

const powerfulGrant: DecisionKind = {
  kind: grantDecision,
  label: (lang) => texts[lang].decision_label(),
  approvers: [{ right: peopleRights.grant, afterHours: 7 * DAY }],
  expiresHours: 14 * DAY,
  differentRole: false,
  async describe(tx, decision, lang) {
    const t = texts[lang];
    const input = inputOf(decision.payload, decision.reason);
    const [role, names] = [(await readRoles(tx)).get(input.role), await namesOf(tx, input)];
    return {
      title: t.decision_title({ role: role?.names[lang] ?? input.role, name: names.person ?? t.nameless() }),
      detail: t.decision_detail({
        place: names.place ?? t.everywhere(),
        days: daysWords({ from: input.from, to: input.until ? dayAfter(input.until) : null }, lang),
      }),
      href: `/console/decisions/${decision.id}`,
    };
  },
  async carryOut(tx, context, actor, decision) {
    const proposer = await openActors(context.db, context.clock).byPerson(tx, decision.proposedBy);
    if (proposer.kind !== 'person') return refused({ code: 'people.role-not-yours', status: 403 });
    return writeConfirmedGrant(tx, context, { proposer, confirmer: actor }, inputOf(decision.payload, decision.reason));
  },
};

/** Makes the decision known; called once, when the module is loaded. */
export function registerPowerfulGrants(): void {
  registerDecision(powerfulGrant);
}
