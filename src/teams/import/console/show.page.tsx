import { formatDate } from '../../../platform/calendar/index.ts';
import type { Lang, RichText } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import {
  Answer,
  Button,
  ButtonLink,
  DataTable,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  UndoBar,
  type View,
} from '../../../platform/ui/index.ts';
import { type Texts, texts } from '../messages.gen.ts';
import type { Batch } from '../store/batches.ts';
import { Mapping, Persons } from './choices.tsx';
import { Findings } from './findings.tsx';
import { StatePill } from './list.page.tsx';
import type { Shown } from './load.ts';
import { Preview } from './preview.tsx';

export interface ShowContent {
  readonly shown: Shown;
  readonly mayApply: boolean;
  /** Nothing can be applied as it stands: said instead of the button. */
  readonly hindrance: { readonly title: string; readonly advice: string } | null;
  readonly problem: {
    readonly refusal: Refusal;
    readonly title: string;
    readonly advice: string;
    readonly action?: { readonly href: string; readonly label: string };
  } | null;
  /** After undoing: persons who stayed. */
  readonly stayed: number;
}

/** `/console/teams/import/:id`: what was found, what would come of it, and the way to make it the record or take it back. */
export function showPage(view: View, content: ShowContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { batch, choices } = content.shown;
  const open = batch.state === 'checked' && !batch.emptied;
  return {
    title: batch.fileName,
    unlisted: true,
    body: (
      <>
        <PageHeading title={batch.fileName} eyebrow={t.show_eyebrow({ day: formatDate(batch.asOf) })}>
          <StatePill state={batch.state} lang={lang} />
        </PageHeading>
        {content.problem && <ProblemNotice lang={lang} problem={content.problem} />}
        <Answer text={sentence(content.shown, lang)} underHeading />
        <Lines batch={batch} t={t} stayed={content.stayed} />
        {batch.markedHash !== null && !batch.emptied && (
          <>
            <div class="actions">
              <ButtonLink kind="secondary" href={`/console/teams/import/${batch.id}/marked.xlsx`} download>
                {t.marked_link()}
              </ButtonLink>
            </div>
            <p class="muted">{t.marked_why()}</p>
          </>
        )}
        {open && <Deciding view={view} content={content} />}
        {batch.state === 'applied' && content.mayApply && (
          <UndoBar view={view} message={t.undo_bar()} action={`/console/teams/import/${batch.id}/undo`} label={t.undo_button()} />
        )}
        {open && <Persons view={view} batch={batch} choices={choices} />}
        {!batch.emptied && (
          <>
            <Findings view={view} shown={content.shown} />
            <Preview view={view} shown={content.shown} />
          </>
        )}
        {open && <Mapping view={view} batch={batch} open={false} />}
        <div class="actions">
          <ButtonLink kind="quiet" href="/console/teams/import" icon="previous">
            {t.other_list()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

function sentence({ batch }: Shown, lang: Lang): RichText | string {
  const t = texts[lang];
  const { counts, state } = batch;
  const n = (value: number) => formatInteger(value, lang);
  const said = { add: n(counts.add), change: n(counts.change), end: n(counts.end) };
  if (state === 'applied') return t.answer_applied(said);
  if (state === 'undone') return t.answer_undone();
  if (state === 'dropped') return t.answer_dropped();
  if (counts.refused > 0) return t.answer_open({ ...said, same: n(counts.same), refused: n(counts.refused) });
  return counts.add + counts.change + counts.end === 0 ? t.answer_nothing() : t.answer_clean({ ...said, same: n(counts.same) });
}

function Lines({ batch, t, stayed }: { batch: Batch; t: Texts; stayed: number }) {
  const { counts, how } = batch;
  return (
    <>
      {batch.emptied && <p>{t.emptied()}</p>}
      {batch.state === 'checked' && counts.teams > 0 && <p>{t.teams_line({ teams: counts.teams, made: counts.newTeams })}</p>}
      {batch.state === 'checked' && how.complete && <p>{t.complete_line()}</p>}
      {batch.state === 'checked' && counts.notEnded > 0 && <p>{t.not_ended_line({ count: counts.notEnded })}</p>}
      {stayed > 0 && <p role="status">{t.done_persons_stayed({ count: stayed })}</p>}
    </>
  );
}

function Deciding({ view, content }: { view: View; content: ShowContent }) {
  const t = texts[view.lang];
  const { batch } = content.shown;
  const { counts } = batch;
  const address = `/console/teams/import/${batch.id}`;
  const effect = counts.add + counts.change + counts.end > 0;
  const apply = content.mayApply && effect && content.hindrance === null;
  return (
    <>
      {content.hindrance && (
        <Notice tone="waiting" title={content.hindrance.title}>
          <p>{content.hindrance.advice}</p>
        </Notice>
      )}
      {!content.mayApply && effect && <p>{t.apply_not_yours()}</p>}
      <form class="form" method="post" action={`${address}/apply`}>
        <FormToken view={view} />
        {apply && <p class="muted">{t.apply_note()}</p>}
        <div class="actions">
          {apply && <Button icon="done">{counts.refused > 0 ? t.apply_valid() : t.apply_button()}</Button>}
          <Button kind="secondary" formAction={`${address}/check`}>
            {t.again_button()}
          </Button>
          <Button kind="quiet" formAction={`${address}/drop`}>
            {t.drop_button()}
          </Button>
        </div>
      </form>
    </>
  );
}

function ProblemNotice({ lang, problem }: { lang: Lang; problem: NonNullable<ShowContent['problem']> }) {
  const t = texts[lang];
  const what: Readonly<Record<string, string>> = {
    changed: t.in_way_changed(),
    member: t.in_way_member(),
    state: t.in_way_state(),
    leave: t.in_way_leave(),
    card: t.in_way_card(),
    offer: t.in_way_offer(),
    merged: t.in_way_merged(),
  };
  const details = problem.refusal.details ?? [];
  const of = (detail: Refusal, name: string): string => String(detail.params?.[name] ?? '');
  return (
    <>
      <Notice tone="danger" title={problem.title} urgent>
        <p>{problem.advice}</p>
        {problem.action && (
          <p>
            <a href={problem.action.href}>{problem.action.label}</a>
          </p>
        )}
      </Notice>
      {problem.refusal.code === 'teams.import-stands' && (
        <DataTable
          caption={t.in_way_title()}
          columns={[
            {
              label: t.in_way_team(),
              cell: (detail: Refusal) => <a href={`/console/teams/${of(detail, 'team')}`}>{of(detail, 'name')}</a>,
            },
            { label: t.in_way_what(), cell: (detail: Refusal) => what[of(detail, 'kind')] ?? '' },
            { label: t.in_way_day(), cell: (detail: Refusal) => (of(detail, 'day') === '' ? '' : formatDate(of(detail, 'day'))) },
          ]}
          rows={details}
          dense
        />
      )}
    </>
  );
}
