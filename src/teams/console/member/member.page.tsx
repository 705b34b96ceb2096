import { formatDate, formatDateRange, lastValidDay } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { groupCode } from '../../../platform/text/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  QrPicture,
  QuietLinks,
  type View,
} from '../../../platform/ui/index.ts';
import type { Leave, Membership } from '../../contract.ts';
import { texts } from '../messages.gen.ts';
import { maskedNumber } from '../people.ts';
import { reasonName, roleName } from '../words.ts';

interface MemberContent {
  readonly team: { readonly id: string; readonly name: string };
  readonly membership: Membership;
  readonly name: string;
  readonly birthYear: number | null;
  readonly phones: readonly string[];
  readonly force: string;
  /** Leave that goes on or is to come, and such that is over. */
  readonly leaves: readonly (Leave & { readonly standInName: string | null })[];
  readonly today: string;
  readonly mayEnrol: boolean;
  readonly stamp: string;
  readonly done: 'member' | 'leave' | null;
}

/** `/console/teams/:id/members/:membershipId`: one member's service, and what can be done about it. */
export function memberPage(view: View, content: MemberContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, membership, today } = content;
  const at = `/console/teams/${team.id}/members/${membership.id}`;
  const goesOn = membership.to === null || membership.to > today;
  return {
    title: content.name,
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.list_title(), href: '/console/teams' },
            { label: team.name, href: `/console/teams/${team.id}` },
            { label: content.name },
          ]}
        />
        <PageHeading eyebrow={team.name} title={content.name}>
          <span class="pills">
            <Pill tone={membership.role === 'member' ? 'plain' : 'info'}>{roleName(membership.role, lang)}</Pill>
            {!goesOn && <Pill>{t.service_over()}</Pill>}
          </span>
        </PageHeading>
        {content.done !== null && <Notice tone="good" title={content.done === 'leave' ? t.done_leave() : t.done_member()} />}
        <Card title={t.service_title()}>
          <DefinitionList
            rows={[
              { term: t.column_role(), value: roleName(membership.role, lang) },
              { term: t.column_force(), value: content.force },
              { term: t.column_days(), value: formatDateRange(membership.from, lastValidDay(membership.to), lang) },
              { term: t.column_term(), value: membership.termUntil === null ? null : formatDate(membership.termUntil) },
              { term: t.column_reason(), value: membership.endedWhy === null ? null : reasonName(membership.endedWhy, lang) },
              { term: t.column_birth_year(), value: content.birthYear === null ? null : String(content.birthYear) },
              { term: t.column_phone(), value: content.phones.map(maskedNumber).join(', ') || t.no_number() },
            ]}
          />
        </Card>
        <LeaveList view={view} content={content} at={at} />
        {goesOn && (
          <Card title={t.doing_title()}>
            <div class="actions">
              <ButtonLink kind="secondary" href={`${at}/change`}>
                {t.action_change()}
              </ButtonLink>
              <ButtonLink kind="secondary" href={`${at}/leave`}>
                {t.action_leave()}
              </ButtonLink>
              <ButtonLink kind="secondary" href={`${at}/end`}>
                {t.action_end()}
              </ButtonLink>
              {content.mayEnrol && (
                <ButtonLink kind="secondary" href={`${at}/enrol`} icon="phone">
                  {t.action_enrol()}
                </ButtonLink>
              )}
            </div>
          </Card>
        )}
        <QuietLinks lang={lang} links={[{ href: `/console/teams/${team.id}`, label: t.back_to_team() }]} />
      </>
    ),
  };
}

function LeaveList({ view, content, at }: { view: View; content: MemberContent; at: string }) {
  const { lang } = view;
  const t = texts[lang];
  if (content.leaves.length === 0) return null;
  return (
    <Card title={t.leave_title()}>
      {content.leaves.map((leave) => (
        <div key={leave.id}>
          <p>
            {formatDateRange(leave.from, lastValidDay(leave.to), lang)}
            {leave.standInName !== null && ` · ${t.stand_in({ name: leave.standInName })}`}
          </p>
          {(leave.to === null || leave.to > content.today) && <LeaveEnd view={view} content={content} leave={leave} at={at} />}
        </div>
      ))}
    </Card>
  );
}

/** Somebody is back, or never went: the last day of leave is yesterday, or there was none. */
function LeaveEnd({ view, content, leave, at }: { view: View; content: MemberContent; leave: Leave; at: string }) {
  const t = texts[view.lang];
  const began = leave.from < content.today;
  return (
    <form method="post" action={`${at}/leave/end`}>
      <FormToken view={view} />
      <input type="hidden" name="seen" value={content.stamp} />
      <input type="hidden" name="leave" value={leave.id} />
      <Button kind="secondary" icon="undo">
        {began ? t.leave_back() : t.leave_never()}
      </Button>
    </form>
  );
}

/** `…/enrol` before a code is made. */
export function enrolPage(view: View, content: { readonly team: MemberContent['team']; readonly name: string; readonly at: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.action_enrol(),
    unlisted: true,
    body: (
      <>
        <Trail lang={lang} content={content} />
        <PageHeading eyebrow={content.team.name} title={t.enrol_for({ name: content.name })} intro={t.enrol_intro()} />
        <form class="form" method="post" action={`${content.at}/enrol`}>
          <FormToken view={view} />
          <div class="actions">
            <Button icon="phone">{t.enrol_button()}</Button>
            <ButtonLink kind="quiet" href={content.at}>
              {t.cancel()}
            </ButtonLink>
          </div>
        </form>
      </>
    ),
  };
}

/** The code with its picture, shown once. */
export function enrolledPage(
  view: View,
  content: {
    readonly team: MemberContent['team'];
    readonly name: string;
    readonly at: string;
    readonly code: string;
    /** Where the code is typed in. */
    readonly address: string;
    readonly until: string;
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.enrolled_title(),
    unlisted: true,
    body: (
      <>
        <Trail lang={lang} content={content} />
        <PageHeading
          eyebrow={content.team.name}
          title={t.enrolled_for({ name: content.name })}
          intro={t.enrolled_intro({ until: content.until })}
        />
        <Card>
          <p class="stat-value code">{groupCode(content.code)}</p>
          <QrPicture text={`${content.address}?code=${content.code}`} label={t.enrolled_picture()} />
          <div class="prose">
            <ol>
              <li>{t.enrolled_step_open({ address: content.address })}</li>
              <li>{t.enrolled_step_code()}</li>
              <li>{t.enrolled_step_pin()}</li>
            </ol>
          </div>
        </Card>
        <Notice title={t.enrolled_once()}>
          <p>{t.enrolled_once_why()}</p>
        </Notice>
        <QuietLinks lang={lang} links={[{ href: `/console/teams/${content.team.id}`, label: t.back_to_team() }]} print />
      </>
    ),
  };
}

function Trail({
  lang,
  content,
}: {
  lang: Lang;
  content: { readonly team: MemberContent['team']; readonly name: string; readonly at: string };
}) {
  const t = texts[lang];
  return (
    <Breadcrumb
      lang={lang}
      steps={[
        { label: t.list_title(), href: '/console/teams' },
        { label: content.team.name, href: `/console/teams/${content.team.id}` },
        { label: content.name, href: content.at },
        { label: t.action_enrol() },
      ]}
    />
  );
}
