/** One step or a chain of steps of an official, in a transaction of its own: all of it or nothing. */
import type { Context } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { type Actor, may, type Right } from '../../platform/session/index.ts';
import type { StepInput } from '../contract.ts';
import { reportsRights } from '../contract.ts';
import { areWritten, partiesOf, type ReportStanding, takeStep } from '../core/index.ts';
import { type Party, type ReportState, type StepName, transition } from '../model.ts';
import { deskState, openDesk, sees } from './access.ts';

const rightOf: Readonly<Partial<Record<Party, Right>>> = {
  centre: reportsRights.intake,
  office: reportsRights.handle,
  partner: reportsRights.handle,
  approver: reportsRights.approve,
  publisher: reportsRights.publish,
};

/** The right by which the official takes a step: that of the first party of the table whose right is held; null where none is. */
export function rightFor(step: StepName, actor: Actor, parties: readonly Party[]): Right | null {
  const rights = transition(step)
    .by.filter((party) => parties.includes(party))
    .map((party) => rightOf[party])
    .filter((right) => right !== undefined);
  return rights.find((right) => may(actor, right)) ?? null;
}

/** The steps that lead to this one from a state: what comes in can be received, classified and handed in one go. */
export function chainTo(step: StepName, state: ReportState): readonly StepName[] {
  if (step !== 'hand' && step !== 'classify') return [step];
  // Classified anew on the way: the form that hands it over says category, urgency and place too.
  const sorted: readonly StepName[] = state === 'sent' ? ['receive', 'classify'] : ['classify'];
  return step === 'hand' ? [...sorted, 'hand'] : sorted;
}

type Done = { readonly state: ReportState; readonly revision: number };

/**
 * Takes the steps one after the other for the report that the official has seen at `revision`. Refusals are those of `takeStep`; what was
 * done before a refusal is undone. `http.not-found` for reports outside of the official's reach, `reports.step-not-yours` for steps of others.
 */
export async function takeSteps(
  context: Context,
  actor: Actor,
  ask: {
    /** Where it stands, read for this request. */
    readonly report: ReportStanding;
    readonly step: StepName;
    readonly revision: number;
    readonly input: (step: StepName) => Omit<StepInput, 'reportId' | 'step' | 'revision'>;
  },
): Promise<Outcome<Done>> {
  const { db } = context;
  const { report, step, revision } = ask;
  const who = { actor, ticket: null };
  let last: Outcome<Done> = { ok: false, refusal: { code: 'http.not-found', status: 404 } };
  if (!sees(await openDesk(context, actor), report)) return last;
  const { by } = transition(step);
  const parties = areWritten(by)
    ? await db.transaction((tx) => partiesOf(tx, context, who, report, by), {
        state: await deskState(context, actor, reportsRights.see),
        readOnly: true,
      })
    : await partiesOf(db, context, who, report, by);
  const right = rightFor(step, actor, parties);
  // What is not theirs any more since they saw it is refused with who changed it.
  if (right === null && revision === report.revision) return { ok: false, refusal: { code: 'reports.step-not-yours', status: 403 } };
  const undone = new Error('refused');
  try {
    return await db.transaction(
      async (tx) => {
        let seen = revision;
        for (const one of chainTo(step, report.state)) {
          last = await takeStep(tx, context, who, { ...ask.input(one), reportId: report.id, step: one, revision: seen });
          if (!last.ok) throw undone;
          seen = last.value.revision;
        }
        return last;
      },
      { state: await deskState(context, actor, right ?? reportsRights.see) },
    );
  } catch (error) {
    if (error === undone) return last;
    throw error;
  }
}
