/** `/coverage/definitions`: what each figure counts, what it doesn't, where it comes from, how it is carried over. */
import type { Lang } from '../../../platform/i18n/index.ts';
import { Breadcrumb, Card, DefinitionList, type Page, PageHeading } from '../../../platform/ui/index.ts';
import { coveragePath } from './address.ts';
import { texts } from './messages.gen.ts';

export function definitionsPage(lang: Lang): Page {
  const t = texts[lang];
  const figures = [
    {
      id: 'with-team',
      title: t.def_with_team(),
      rows: [t.def_with_team_counts(), t.def_with_team_not(), t.def_with_team_from(), t.def_with_team_carried()],
    },
    { id: 'total', title: t.def_total(), rows: [t.def_total_counts(), t.def_total_not(), t.def_total_from(), t.def_total_carried()] },
    {
      id: 'members',
      title: t.def_members(),
      rows: [t.def_members_counts(), t.def_members_not(), t.def_members_from(), t.def_members_carried()],
    },
    { id: 'people', title: t.def_people(), rows: [t.def_people_counts(), t.def_people_not(), t.def_people_from(), t.def_people_carried()] },
    { id: 'forces', title: t.def_forces(), rows: [t.def_forces_counts(), t.def_forces_not(), t.def_forces_from(), t.def_forces_carried()] },
    {
      id: 'leaderless',
      title: t.def_leaderless(),
      rows: [t.def_leaderless_counts(), t.def_leaderless_not(), t.def_leaderless_from(), t.def_leaderless_carried()],
    },
  ];
  const terms = [t.definition_counts(), t.definition_not(), t.definition_from(), t.definition_carried()];
  return {
    title: t.definitions_title(),
    description: t.definitions_intro(),
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.title(), href: coveragePath }, { label: t.definitions_title() }]} />
        <PageHeading title={t.definitions_title()} intro={t.definitions_intro()} />
        {figures.map(({ id, title, rows }) => (
          <Card key={id} id={id} title={title}>
            <DefinitionList
              rows={rows.map((value, index) => ({ term: terms[index], value: <span class="coverage-meaning">{value}</span> }))}
            />
          </Card>
        ))}
        <Card title={t.def_days()} id="days">
          <p>{t.def_days_text()}</p>
        </Card>
      </>
    ),
  };
}
