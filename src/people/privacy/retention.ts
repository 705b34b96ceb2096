/** How long what is kept: rules as data, carried out every night through what each module says about its own. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context, RetentionSource } from '../../platform/module/index.ts';
import { dutyState, system } from '../../platform/session/index.ts';

export interface RetentionRule {
  readonly code: string;
  readonly keepDays: number;
  readonly what: Readonly<Record<'vi' | 'en', string>>;
  readonly basis: string;
}

export interface RetentionState extends RetentionRule {
  /** How many things are past their time now; null where no module carries the rule out. */
  readonly past: number | null;
  /** Newest first. */
  readonly runs: readonly { readonly ranAt: Temporal.Instant; readonly ended: number }[];
}

/** Things ended in one transaction: small enough that nobody waits for it. */
const PORTION = 500;
/** Portions of one rule in one night; the rest has its turn the next. */
const MOST_PORTIONS = 200;

/** The rules, by code. */
export async function readRules(reader: Reader): Promise<readonly RetentionRule[]> {
  const found = await sql<{ code: string; keep_days: number; what_vi: string; what_en: string; basis: string }>`
    select code, keep_days, what_vi, what_en, basis from people.retention_rule order by code`.execute(reader.rows<unknown>());
  return found.rows.map((row) => ({
    code: row.code,
    keepDays: row.keep_days,
    what: { vi: row.what_vi, en: row.what_en },
    basis: row.basis,
  }));
}

/** What every module can end, by rule. Throws where two modules claim one rule. */
export function retentionSources(context: Context): ReadonlyMap<string, RetentionSource> {
  const sources = new Map<string, RetentionSource>();
  for (const source of context.modules.flatMap((module) => module.retention?.(context) ?? [])) {
    if (sources.has(source.rule)) throw new Error(`Two modules carry out the retention rule ${source.rule}`);
    sources.set(source.rule, source);
  }
  return sources;
}

/** Rules that nobody carries out, and what modules carry out without a rule: both are mistakes of a release, found by a test. */
export function loose(
  rules: readonly RetentionRule[],
  sources: ReadonlyMap<string, RetentionSource>,
): { rules: readonly string[]; sources: readonly string[] } {
  const codes = new Set(rules.map(({ code }) => code));
  return { rules: [...codes].filter((code) => !sources.has(code)), sources: [...sources.keys()].filter((code) => !codes.has(code)) };
}

const limitOf = (rule: RetentionRule, now: Temporal.Instant): Temporal.Instant => now.subtract({ hours: 24 * rule.keepDays });

/** Ends what is past its time, rule by rule and in portions, and notes each run. Returns how many things ended, by rule. */
export async function applyRetention(context: Context): Promise<Readonly<Record<string, number>>> {
  const sources = retentionSources(context);
  const now = context.clock.now();
  const ended: Record<string, number> = {};
  for (const rule of await readRules(context.db)) {
    const source = sources.get(rule.code);
    if (!source) continue;
    ended[rule.code] = await applyRule(context, rule, source, now);
    await context.db.transaction((tx) => noteRun(tx, rule, ended[rule.code] ?? 0));
  }
  return ended;
}

async function applyRule({ db }: Context, rule: RetentionRule, source: RetentionSource, now: Temporal.Instant): Promise<number> {
  let sum = 0;
  for (let portion = 0; portion < MOST_PORTIONS; portion += 1) {
    const count = await db.transaction((tx) => source.apply(tx, limitOf(rule, now), PORTION), { state: dutyState('privacy') });
    sum += count;
    if (count < PORTION) break;
  }
  return sum;
}

async function noteRun(tx: Tx, rule: RetentionRule, ended: number): Promise<void> {
  await sql`insert into people.retention_run (id, rule, ran_at, ended) values (${tx.ids.next()}::uuid, ${rule.code}, ${tx.clock.now().toString()}::timestamptz, ${ended})`.execute(
    tx.rows<unknown>(),
  );
  if (ended > 0) await record(tx, system, { action: 'people.apply-retention', subject: { kind: 'people.retention-rule', id: rule.code } });
}

/** Every rule with how it stands now. */
export async function retentionStates(context: Context): Promise<readonly RetentionState[]> {
  const sources = retentionSources(context);
  const now = context.clock.now();
  return context.db.transaction(
    async (tx) => {
      const states: RetentionState[] = [];
      for (const rule of await readRules(tx)) {
        const runs = await sql<{ ran_at: Temporal.Instant; ended: number }>`select ran_at, ended from people.retention_run
          where rule = ${rule.code} order by ran_at desc limit 3`.execute(tx.rows<unknown>());
        const past = (await sources.get(rule.code)?.count(tx, limitOf(rule, now))) ?? null;
        states.push({ ...rule, past, runs: runs.rows.map((run) => ({ ranAt: run.ran_at, ended: run.ended })) });
      }
      return states;
    },
    { state: dutyState('privacy') },
  );
}

/** Runs the rules every night. */
export function retentionJob(context: Context): JobDefinition {
  return {
    name: 'people.apply-retention',
    cron: '20 2 * * *',
    handle: async () => {
      await applyRetention(context);
    },
  };
}
