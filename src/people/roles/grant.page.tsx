import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import type { Role } from './catalogue.ts';
import { stateTones } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { asEndReason, endReasons } from './model.ts';
import type { GrantRow } from './queries.ts';
import { daysWords, placeWords, reasonWords, stateWords } from './words.ts';

export interface GrantPage {
  readonly grant: GrantRow;
  readonly role: Role;
  readonly names: ReadonlyMap<string, string>;
  readonly timeZone: string;
  /** Whether the reader may take it back, or why not. */
  readonly ending: 'may' | 'own' | 'not-mine' | 'over';
  readonly done: 'given' | 'ended' | null;
  readonly problems: readonly FieldProblem[];
}

/** `/console/roles/:grantId`: one grant, and taking it back. */
export function grantPage(view: View, content: GrantPage): Page {
  const { lang } = view;
  const t = texts[lang];
  const { grant, role, names, timeZone } = content;
  const name = names.get(grant.personId) ?? t.nameless();
  const named = (id: string | null) => (id === null ? t.grant_by_system() : (names.get(id) ?? t.nameless()));
  const reason = asEndReason(grant.endedWhy);
  return {
    title: `${role.names[lang]} · ${name}`,
    unlisted: true,
    body: (
      <>
        <PageHeading title={name} eyebrow={role.names[lang]} />
        {content.done === 'given' && <Notice tone="good">{t.given_notice()}</Notice>}
        {content.done === 'ended' && <Notice tone="good">{t.ended_notice()}</Notice>}
        <Card>
          <DefinitionList
            rows={[
              { term: t.column_state(), value: <Pill tone={stateTones[grant.state]}>{stateWords(grant.state, lang)}</Pill> },
              { term: t.grant_meaning(), value: role.meanings[lang] },
              { term: t.column_place(), value: placeWords(grant, lang) },
              { term: t.column_days(), value: daysWords(grant, lang) },
              { term: t.grant_by(), value: named(grant.grantedBy) },
              { term: t.grant_at(), value: momentText(grant.grantedAt, timeZone) },
              { term: t.grant_basis(), value: grant.basis },
              {
                term: t.grant_succeeds(),
                value: grant.succeeds === null ? null : <a href={`/console/roles/${grant.succeeds}`}>{t.state_place_ended()}</a>,
              },
              { term: t.grant_ended_at(), value: grant.endedAt === null ? null : momentText(grant.endedAt, timeZone) },
              { term: t.grant_ended_by(), value: grant.endedAt === null ? null : named(grant.endedBy) },
              { term: t.grant_ended_why(), value: reason === null ? null : reasonWords(reason, lang) },
            ]}
          />
        </Card>
        <Ending view={view} content={content} />
      </>
    ),
  };
}

function Ending({ view, content }: { view: View; content: GrantPage }) {
  const { lang } = view;
  const t = texts[lang];
  if (content.ending === 'over') return null;
  if (content.ending !== 'may') return <p class="muted">{content.ending === 'own' ? t.end_own() : t.end_not_mine()}</p>;
  return (
    <Card title={t.end_title()} id="end">
      <ErrorSummary lang={lang} problems={content.problems} />
      <p>{t.end_intro()}</p>
      <form class="form" method="post" action={`/console/roles/${content.grant.id}/end`}>
        <FormToken view={view} />
        <ChoiceField
          lang={lang}
          name="why"
          label={t.end_why()}
          options={endReasons.map((value) => ({ value, label: reasonWords(value, lang) }))}
          error={problemOf(content.problems, 'why')}
        />
        <Button kind="danger">{t.end_button()}</Button>
      </form>
    </Card>
  );
}

/** `/console/roles/meanings`: what each role may do, in plain words. */
export function meaningsPage(view: View, roles: ReadonlyMap<string, Role>, rightWords: (right: string, lang: Lang) => string): Page {
  const { lang } = view;
  const t = texts[lang];
  const holds = {
    self: t.meaning_holds_self(),
    unit: t.meaning_holds_unit(),
    organisation: t.meaning_holds_organisation(),
    everywhere: t.meaning_holds_everywhere(),
  };
  const rests = ({ idleMinutes }: Role) => {
    if (idleMinutes < 60) return t.meaning_rests({ minutes: idleMinutes });
    const hours = Math.round(idleMinutes / 60);
    return hours < 48 ? t.meaning_rests_hours({ hours }) : t.meaning_rests_days({ days: Math.round(hours / 24) });
  };
  return {
    title: t.meanings_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.meanings_title()} intro={t.meanings_intro()} />
        {[...roles.values()].map((role) => (
          <Card key={role.code} title={role.names[lang]} id={role.code}>
            <p>{role.meanings[lang]}</p>
            <div class="prose">
              <ul>
                <li>{holds[role.holdsAt]}</li>
                {role.powerful && <li>{t.meaning_two_persons()}</li>}
                {role.secondFactor && <li>{t.meaning_second_factor()}</li>}
                <li>{rests(role)}</li>
                {role.granters.size > 0 && (
                  <li>
                    {t.meaning_given_by({ roles: [...role.granters].map((code) => roles.get(code)?.names[lang] ?? code).join(', ') })}
                  </li>
                )}
              </ul>
            </div>
            <details class="what">
              <summary>{t.meaning_rights()}</summary>
              <div class="what-body prose">
                <ul>
                  {[...role.rights].map((right) => (
                    <li key={right}>{rightWords(right, lang)}</li>
                  ))}
                </ul>
              </div>
            </details>
          </Card>
        ))}
      </>
    ),
  };
}
