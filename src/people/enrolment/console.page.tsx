import { momentText } from '../../platform/calendar/index.ts';
import { groupCode } from '../../platform/text/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DataTable,
  EmptyState,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  QrPicture,
  QuietLinks,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Enrollable } from './queries.ts';

const LIST = '/console/enrolment';

/** `/console/enrolment`: members and leaders whose phones I enrol. */
export function enrolmentListPage(
  view: View,
  content: { list: readonly Enrollable[]; places: ReadonlyMap<string, string>; timeZone: string; saved: boolean },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const columns = [
    { label: t.column_name(), cell: (row: Enrollable) => <a href={`/console/people/${row.person.id}/enrol`}>{row.person.fullName}</a> },
    { label: t.column_place(), cell: (row: Enrollable) => content.places.get(row.person.unitId ?? '') ?? '–' },
    {
      label: t.column_phone(),
      cell: (row: Enrollable) =>
        row.phones > 0 ? <Pill tone="good">{t.phones({ count: row.phones })}</Pill> : <Pill>{t.phones({ count: 0 })}</Pill>,
    },
    {
      label: t.column_code(),
      cell: (row: Enrollable) => (row.openUntil === null ? '–' : t.code_open_until({ at: momentText(row.openUntil, content.timeZone) })),
    },
  ];
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        {content.saved && <Notice tone="good" title={t.list_saved()} />}
        {content.list.length === 0 ? (
          <EmptyState icon="phone" title={t.list_empty()} why={t.list_empty_why()} />
        ) : (
          <DataTable caption={t.list_title()} captionHidden columns={columns} rows={content.list} />
        )}
        <div class="actions">
          <ButtonLink kind="secondary" href="/console/people/new">
            {t.list_new()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

/** `/console/people/:id/enrol`: before a code is made. */
export function enrolPage(view: View, content: { enrollable: Enrollable; timeZone: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person, phones, openUntil } = content.enrollable;
  return {
    title: t.enrol_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: LIST }, { label: person.fullName }]} />
        <PageHeading title={t.enrol_for({ name: person.fullName })} intro={t.enrol_intro()} />
        <p>{phones > 0 ? t.enrol_has({ count: phones }) : t.enrol_has_none()}</p>
        {openUntil !== null && (
          <Notice tone="waiting" title={t.enrol_open({ at: momentText(openUntil, content.timeZone) })}>
            <p>{t.enrol_open_why()}</p>
          </Notice>
        )}
        <form class="form" method="post" action={`/console/people/${person.id}/enrol`}>
          <FormToken view={view} />
          <Button large icon="phone">
            {t.enrol_button()}
          </Button>
        </form>
      </>
    ),
  };
}

/** The code with its picture, shown once: to be read out, held up to the other's camera, or printed as a slip. */
export function codeHandedPage(view: View, content: { name: string; code: string; address: string; expires: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  const filled = `${content.address}?code=${content.code}`;
  return {
    title: t.handed_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.handed_for({ name: content.name })} intro={t.handed_intro({ at: content.expires })} />
        <Card>
          <p class="stat-value code">{groupCode(content.code)}</p>
          <QrPicture text={filled} label={t.handed_picture()} />
          <div class="prose">
            <ol>
              <li>{t.handed_step_open({ address: content.address })}</li>
              <li>{t.handed_step_code()}</li>
              <li>{t.handed_step_pin()}</li>
            </ol>
          </div>
        </Card>
        <Notice title={t.handed_once()}>
          <p>{t.handed_once_why()}</p>
        </Notice>
        <QuietLinks lang={lang} links={[{ href: LIST, label: t.list_title() }]} print />
      </>
    ),
  };
}
