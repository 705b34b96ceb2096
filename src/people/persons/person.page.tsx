import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
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
import { type Identifier, masked } from './identifiers.ts';
import { texts } from './messages.gen.ts';
import type { HeldRole, Person, WaysIn } from './queries.ts';
import { placeText } from './units.ts';
import { contactName, languageName, purposeName, purposes } from './words.ts';

export interface PersonContent {
  readonly person: Person;
  readonly contacts: readonly Identifier[];
  readonly roles: readonly HeldRole[];
  readonly ways: WaysIn;
  readonly names: ReadonlyMap<string, string>;
  readonly may: {
    readonly unmask: boolean;
    readonly correct: boolean;
    readonly enrol: boolean;
    readonly recover: boolean;
    readonly request: boolean;
    readonly grant: boolean;
  };
  /** The numbers are shown in full, this once. */
  readonly inFull?: boolean;
  readonly saved?: 'new' | 'correct' | null;
  readonly problems?: readonly FieldProblem[];
}

/** `/console/people/:id`: what is known about one person, numbers masked, and what can be done for them. */
export function personPage(view: View, content: PersonContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person } = content;
  const problems = content.problems ?? [];
  return {
    title: person.fullName,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: '/console/people' }, { label: person.fullName }]} />
        <PageHeading eyebrow={t.person_eyebrow()} title={person.fullName}>
          {person.state === 'closed' && <Pill tone="waiting">{t.state_closed()}</Pill>}
        </PageHeading>
        <ErrorSummary lang={lang} problems={problems} />
        {content.saved && <Notice tone="good" title={content.saved === 'new' ? t.saved_new() : t.saved_correct()} />}
        {person.restrictedAt !== null && (
          <Notice tone="waiting" title={t.restricted_title()}>
            <p>{t.restricted_why()}</p>
          </Notice>
        )}
        <Card title={t.details_title()}>
          <DefinitionList
            rows={[
              { term: t.field_birth_year(), value: person.birthYear === null ? null : String(person.birthYear) },
              { term: t.column_place(), value: placeText(content.names, person) },
              { term: t.field_language(), value: languageName(person.languageOfHelp, lang) },
            ]}
          />
        </Card>
        <Contacts view={view} content={content} />
        <Roles lang={lang} content={content} />
        <Card title={t.ways_title()}>
          <p>
            {t.ways_devices({ count: content.ways.devices })}
            {content.ways.devices > 0 && `, ${t.ways_enrolled({ count: content.ways.enrolled })}`}.
          </p>
        </Card>
        <Consents lang={lang} ways={content.ways} />
        <Next lang={lang} content={content} />
      </>
    ),
  };
}

function Contacts({ view, content }: { view: View; content: PersonContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { contacts, inFull } = content;
  const rows = contacts
    .filter((contact) => contact.kind !== 'oidc-subject')
    .map((contact) => ({
      term: contactName(contact.kind, lang),
      value: (
        <>
          {inFull ? contact.value : masked(contact.kind, contact.value)}{' '}
          <Pill tone={contact.verified ? 'good' : 'plain'}>{contact.verified ? t.contact_proved() : t.contact_told()}</Pill>
        </>
      ),
    }));
  return (
    <Card title={inFull ? t.unmasked_title() : t.contacts_title()} id="contacts">
      {inFull && <p>{t.unmasked_why()}</p>}
      {rows.length === 0 ? <p>{t.contacts_none()}</p> : <DefinitionList rows={rows} />}
      {content.may.unmask && !inFull && rows.length > 0 && <Unmask view={view} content={content} />}
    </Card>
  );
}

function Unmask({ view, content }: { view: View; content: PersonContent }) {
  const { lang } = view;
  const t = texts[lang];
  const wrong = problemOf(content.problems ?? [], 'purpose');
  return (
    <details class="what" open={wrong !== undefined}>
      <summary>{t.unmask_title()}</summary>
      <form class="form" method="post" action={`/console/people/${content.person.id}/unmask`}>
        <FormToken view={view} />
        <p>{t.unmask_why()}</p>
        <ChoiceField
          lang={lang}
          name="purpose"
          label={t.unmask_purpose()}
          options={purposes.map((value) => ({ value, label: purposeName(value, lang) }))}
          error={wrong}
        />
        <Button kind="secondary">{t.unmask_button()}</Button>
      </form>
    </details>
  );
}

function Roles({ lang, content }: { lang: Lang; content: PersonContent }) {
  const t = texts[lang];
  const { roles, names } = content;
  return (
    <Card title={t.roles_title()}>
      {roles.length === 0 ? (
        <p>{t.roles_none()}</p>
      ) : (
        <div class="prose">
          <ul>
            {roles.map((role, index) => (
              <li key={index}>
                {t.role_line({ role: role.name, place: placeText(names, role) || t.everywhere() })},{' '}
                {t.role_from({ day: formatDate(role.from) })}
                {role.to !== null && ` ${t.role_until({ day: formatDate(lastValidDay(role.to)) })}`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function Consents({ lang, ways }: { lang: Lang; ways: WaysIn }) {
  const t = texts[lang];
  return (
    <Card title={t.consents_title()}>
      {ways.consents.length === 0 ? (
        <p>{t.consents_none()}</p>
      ) : (
        <div class="prose">
          <ul>
            {ways.consents.map((consent, index) => (
              <li key={index}>
                {consent.words} <span class="muted">({t.consent_since({ day: formatDate(consent.givenOn) })})</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function Next({ lang, content }: { lang: Lang; content: PersonContent }) {
  const t = texts[lang];
  const { may, person } = content;
  const at = `/console/people/${person.id}`;
  const links = [
    { may: may.enrol, href: `${at}/enrol`, label: t.action_enrol() },
    { may: may.recover, href: `${at}/recover`, label: t.action_recover() },
    { may: may.correct, href: `${at}/correct`, label: t.action_correct() },
    { may: may.request, href: `${at}/request-for`, label: t.action_request() },
    { may: may.grant, href: `/console/roles/new?person=${person.id}`, label: t.action_grant() },
  ].filter((link) => link.may);
  if (links.length === 0) return null;
  return (
    <Card title={t.actions_title()}>
      <div class="actions">
        {links.map((link) => (
          <ButtonLink key={link.href} kind="secondary" href={link.href}>
            {link.label}
          </ButtonLink>
        ))}
      </div>
    </Card>
  );
}
