import { momentText } from '../../platform/calendar/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import {
  Button,
  Card,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  type Step,
  TextField,
  Timeline,
  type View,
} from '../../platform/ui/index.ts';
import { decisionKind } from './kinds.ts';
import { texts } from './messages.gen.ts';
import { endOfTime } from './model.ts';
import type { Seen } from './queries.ts';
import { decisionRefusalText, stateWord } from './words.ts';

export interface ShownDecision {
  readonly seen: Seen;
  readonly roleName: string;
  readonly decidedRoleName: string | null;
  /** For each step the roles that decide at it. */
  readonly stepRoles: readonly string[];
  readonly own: boolean;
  /** Why this person can't decide it; null where they can, or it has ended. */
  readonly whyNot: Refusal | null;
  readonly timeZone: string;
  readonly back: string;
  readonly why: string;
  readonly problems: readonly FieldProblem[];
}

/** `/console/decisions/:id`: what is proposed, by whom and why, how it goes on, and what this person can do. */
export function decisionPage(view: View, shown: ShownDecision): Page {
  const { lang } = view;
  const t = texts[lang];
  const { seen } = shown;
  const { decision } = seen;
  const name = (id: string | null) => (id === null ? null : (seen.names.get(id) ?? t.nobody_known()));
  const rows = [
    { term: t.row_who(), value: name(decision.proposedBy) },
    { term: t.row_role(), value: shown.roleName },
    { term: t.row_for(), value: decision.proposedFor.map((id) => name(id)).join(', ') },
    { term: t.row_at(), value: momentText(decision.proposedAt, shown.timeZone) },
    { term: t.row_why(), value: decision.reason },
    {
      term: t.row_decided_by(),
      value: decision.decidedBy !== null && `${name(decision.decidedBy)}${shown.decidedRoleName ? ` (${shown.decidedRoleName})` : ''}`,
    },
    { term: t.row_decided_why(), value: decision.decidedWhy },
  ].map((row) => ({ ...row, value: row.value === false ? null : row.value }));
  return {
    title: seen.title,
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={seen.kindLabel} title={seen.title}>
          <p>
            <Pill tone={decision.state === 'proposed' ? 'waiting' : decision.state === 'confirmed' ? 'good' : 'plain'}>
              {stateWord(decision.state, lang)}
            </Pill>
          </p>
        </PageHeading>
        <ErrorSummary lang={lang} problems={shown.problems} />
        {seen.detail && <p>{seen.detail}</p>}
        <Card title={t.what_title()}>
          <DefinitionList rows={rows} />
          {seen.href && !seen.href.startsWith('/console/decisions/') && (
            <p>
              <a href={seen.href}>{t.open_subject()}</a>
            </p>
          )}
        </Card>
        <Choices view={view} shown={shown} />
        <Card title={t.way_title()}>
          <Way view={view} shown={shown} />
        </Card>
      </>
    ),
  };
}

function Choices({ view, shown }: { view: View; shown: ShownDecision }) {
  const t = texts[view.lang];
  const { decision } = shown.seen;
  if (decision.state !== 'proposed') return null;
  const address = `/console/decisions/${decision.id}`;
  if (shown.own) {
    return (
      <>
        <Notice>
          <p>{t.own_note()}</p>
        </Notice>
        <form method="post" action={`${address}/withdraw`}>
          <FormToken view={view} />
          <Button kind="secondary" icon="undo">
            {t.withdraw()}
          </Button>
        </form>
      </>
    );
  }
  if (shown.whyNot) {
    const words = decisionRefusalText(shown.whyNot, view.lang);
    return (
      <Notice title={words?.title}>
        <p>{words?.advice}</p>
      </Notice>
    );
  }
  return (
    <>
      <form method="post" action={`${address}/confirm`}>
        <FormToken view={view} />
        <input type="hidden" name="back" value={shown.back} />
        <Button kind="good" icon="done" large>
          {t.confirm_and_do()}
        </Button>
      </form>
      <details class="what" open={shown.problems.length > 0}>
        <summary>{t.refuse_open()}</summary>
        <form class="form" method="post" action={`${address}/refuse`}>
          <FormToken view={view} />
          <input type="hidden" name="back" value={shown.back} />
          <TextField
            lang={view.lang}
            name="why"
            label={t.refuse_why()}
            hint={t.refuse_why_hint()}
            rows={3}
            maxLength={500}
            value={shown.why}
            error={problemOf(shown.problems, 'why')}
          />
          <Button kind="danger">{t.refuse()}</Button>
        </form>
      </details>
    </>
  );
}

function Way({ view, shown }: { view: View; shown: ShownDecision }) {
  const t = texts[view.lang];
  const { decision, names } = shown.seen;
  const approvers = decisionKind(decision.kind)?.approvers ?? [];
  const open = decision.state === 'proposed';
  const moment = (at: Temporal.Instant) => momentText(at, shown.timeZone);
  const steps: Step[] = [
    {
      title: t.way_proposed({ who: names.get(decision.proposedBy) ?? t.nobody_known() }),
      when: moment(decision.proposedAt),
      state: 'done',
    },
    ...approvers.map((approver, index): Step => {
      const at = endOfTime(approvers, approver.right, decision.proposedAt.epochMilliseconds);
      const when = at === null ? null : Temporal.Instant.fromEpochMilliseconds(at);
      return {
        title: t.way_step({ roles: shown.stepRoles[index] ?? '' }),
        when: when ? t.way_step_until({ when: moment(when) }) : t.way_last_until({ when: moment(decision.expiresAt) }),
        state: !open || index + 1 < decision.step ? 'done' : index + 1 === decision.step ? 'now' : 'next',
      };
    }),
    open
      ? { title: t.way_done(), detail: t.way_expires({ when: moment(decision.expiresAt) }), state: 'next' }
      : { title: stateWord(decision.state, view.lang), when: decision.decidedAt && moment(decision.decidedAt), state: 'now' },
  ];
  return <Timeline lang={view.lang} steps={steps} />;
}
