import { formatDate } from '../../platform/calendar/index.ts';
import { Actions, Button, Card, EmptyState, FormToken, Notice, type Page, PageHeading, type View } from '../../platform/ui/index.ts';
import type { Role } from '../roles/catalogue.ts';
import type { Succession } from './commands.ts';
import { texts } from './messages.gen.ts';

export interface SuccessionList {
  readonly rows: readonly Succession[];
  readonly names: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly done: 'confirm' | 'decline' | null;
}

/** `/console/successions`: each role at a unit that ended, with the two answers. */
export function successionListPage(view: View, list: SuccessionList): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()} />
        {list.done && <Notice tone="good">{list.done === 'confirm' ? t.done_confirm() : t.done_decline()}</Notice>}
        {list.rows.length === 0 && <EmptyState icon="merge" title={t.empty()} why={t.empty_why()} />}
        {list.rows.map((row) => (
          <Card
            key={row.id}
            title={t.item({ name: list.names.get(row.personId) ?? t.nameless(), role: list.roles.get(row.role)?.names[lang] ?? row.role })}
          >
            <p>{t.detail({ from: row.fromUnit, to: row.toUnit, day: formatDate(row.effectiveOn) })}</p>
            <form method="post" action={`/console/successions/${row.id}`}>
              <FormToken view={view} />
              <Actions>
                <Button kind="good" name="answer" value="confirm">
                  {t.confirm()}
                </Button>
                <Button kind="secondary" name="answer" value="decline">
                  {t.decline()}
                </Button>
              </Actions>
            </form>
          </Card>
        ))}
      </>
    ),
  };
}
