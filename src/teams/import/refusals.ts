import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { type Texts, texts } from './messages.gen.ts';

type Params = NonNullable<Refusal['params']>;

const address = '/console/teams/import';

const words: Readonly<Record<string, (t: Texts, p: Params) => RefusalWords>> = {
  'teams.import-no-table': (t) => ({ title: t.refused_no_table(), advice: t.refused_no_table_advice() }),
  'teams.import-no-people': (t) => ({ title: t.refused_no_people(), advice: t.refused_no_people_advice() }),
  'teams.import-too-many-rows': (t, p) => ({
    title: t.refused_too_many_rows({ most: Number(p.most) }),
    advice: t.refused_too_many_rows_advice(),
  }),
  'teams.import-day-ahead': (t) => ({ title: t.refused_day_ahead(), advice: t.refused_day_ahead_advice() }),
  'teams.import-settled': (t) => ({ title: t.refused_settled(), advice: t.refused_settled_advice() }),
  'teams.import-same-file': (t, p) => ({
    title: t.refused_same_file(),
    advice: t.refused_same_file_advice(),
    action: { href: `${address}/${p.batch}`, label: t.other_list() },
  }),
  'teams.import-too-many-faults': (t, p) => ({
    title: t.refused_too_many_faults({ percent: Number(p.percent) }),
    advice: t.refused_too_many_faults_advice({ most: Number(p.most) }),
  }),
  'teams.import-changed': (t, p) => ({ title: t.refused_changed(), advice: t.refused_changed_advice({ count: Number(p.count) }) }),
  'teams.import-nothing': (t) => ({ title: t.refused_nothing(), advice: t.refused_nothing_advice() }),
  'teams.import-unknown': (t) => ({
    title: t.refused_unknown(),
    advice: t.refused_unknown_advice(),
    action: { href: address, label: t.list_title() },
  }),
  'teams.import-not-applied': (t) => ({ title: t.refused_not_applied(), advice: t.refused_not_applied_advice() }),
  'teams.import-stands': (t, p) => ({ title: t.refused_stands(), advice: t.refused_stands_advice({ count: Number(p.count) }) }),
  'teams.import-file-gone': (t) => ({ title: t.refused_file_gone(), advice: t.refused_file_gone_advice() }),
};

/** The refusals of imports in words; null for others'. */
export function importRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  return words[refusal.code]?.(texts[lang], refusal.params ?? {}) ?? null;
}
