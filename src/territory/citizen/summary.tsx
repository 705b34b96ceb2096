import type { VNode } from 'preact';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { Answer, Card } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { childrenOf, countsOf, fullName } from '../queries/index.ts';
import { countsRich } from './words.ts';

/** Today's territory in one sentence, for the front page. It changes with the day: who keeps it must key it by today. */
export async function provinceSummary(context: Pick<Context, 'db' | 'clock'>, lang: Lang): Promise<VNode> {
  const { db, clock } = context;
  const t = texts[lang];
  const today = clock.today().toString();
  const roots = await childrenOf(db, null, today);
  const [root] = roots.length === 1 ? roots : [];
  const counts = await countsOf(db, root?.id ?? null, today);
  if (counts.length === 0) return <p class="muted">{t.no_record_title()}</p>;
  const start = root ? t.summary_unit({ name: fullName(root, lang) }) : t.summary_all();
  return (
    <Card>
      <Answer underHeading text={[`${start} `, ...countsRich(counts, lang), '.']} />
      <p>
        <a href="/units">{t.summary_link()}</a>
      </p>
    </Card>
  );
}
