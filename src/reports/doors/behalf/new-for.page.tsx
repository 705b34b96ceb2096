/** `/console/reports/new-for`: for whom a report is written down, and that this person agrees. */
import {
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  LinkCard,
  type Page,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { ConsentAsked } from '../consent.tsx';
import { HiddenFields } from '../hidden.tsx';
import { texts } from '../messages.gen.ts';
import { startFields } from '../start.ts';

export const newForAddress = '/console/reports/new-for';
export const writtenAddress = '/console/reports/written-down';

export interface NewForContent {
  /** The id that the report will have. */
  readonly id: string;
  /** The known person; null for somebody without an account. */
  readonly person: { readonly id: string; readonly fullName: string; readonly birthYear: number | null } | null;
  readonly typed: { readonly name: string; readonly phone: string; readonly door: string; readonly consent: string };
  readonly problems: readonly FieldProblem[];
}

export function newForPage(view: View, { id, person, typed, problems }: NewForContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const title =
    person === null
      ? t.new_for_title()
      : t.new_for_person({ name: person.fullName, year: person.birthYear === null ? '–' : String(person.birthYear) });
  return {
    title: t.new_for_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={title} intro={t.new_for_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {person === null && (
          <div class="door-ways">
            <LinkCard href="/console/on-behalf" icon="search" title={t.new_for_known()}>
              {t.new_for_known_why()}
            </LinkCard>
            <LinkCard href="/console/reports/slips" icon="document" title={t.new_for_slip()}>
              {t.new_for_slip_why()}
            </LinkCard>
            <LinkCard href={writtenAddress} icon="helping" title={t.written_title()}>
              {t.new_for_written_why()}
            </LinkCard>
          </div>
        )}
        <Card title={person === null ? t.new_for_unknown() : t.new_for_agreed_title()}>
          <form class="form" method="post" action={newForAddress}>
            <FormToken view={view} />
            {/* Consent and door are asked here, so the hidden fields leave them out. */}
            <HiddenFields
              fields={startFields({ id, door: 'helper', ...(person === null ? {} : { person: person.id }) }).filter(
                ([name]) => name !== 'door',
              )}
            />
            {person === null && (
              <>
                <TextField
                  lang={lang}
                  name="name"
                  label={t.new_for_name()}
                  maxLength={100}
                  value={typed.name}
                  error={problemOf(problems, 'name')}
                />
                <TextField
                  lang={lang}
                  name="phone"
                  label={t.new_for_phone()}
                  hint={t.new_for_phone_hint()}
                  optional
                  inputMode="tel"
                  width="short"
                  maxLength={30}
                  value={typed.phone}
                  error={problemOf(problems, 'phone')}
                />
              </>
            )}
            <ChoiceField
              lang={lang}
              name="door"
              label={t.new_for_door()}
              options={[
                { value: 'helper', label: t.new_for_door_helper() },
                { value: 'call', label: t.new_for_door_call() },
              ]}
              value={typed.door}
              error={problemOf(problems, 'door')}
            />
            <ConsentAsked view={view} problems={problems} />
            <ChoiceField
              lang={lang}
              name="consent"
              label={t.consent_how()}
              options={[
                { value: 'spoken', label: t.consent_spoken() },
                { value: 'paper', label: t.consent_paper() },
              ]}
              value={typed.consent}
              error={problemOf(problems, 'consent')}
            />
            <Button icon="next">{t.new_for_start()}</Button>
          </form>
        </Card>
        {person !== null && (
          <ButtonLink kind="quiet" href={newForAddress}>
            {t.new_for_other()}
          </ButtonLink>
        )}
      </>
    ),
  };
}
