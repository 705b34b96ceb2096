/** The sandbox: invented reports and what the program itself tried; nothing real is read or written but the list of services. */
import { randomInt } from 'node:crypto';
import { type SandboxReport, sandboxCode, sandboxReports, submitSandbox } from '../../developers/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { refused } from '../../platform/outcome/index.ts';
import { unitAt } from '../../territory/index.ts';
import { codeFrom } from '../code.ts';
import { checkAnswers, checkCategory } from '../core/submit/check.ts';
import { readRules } from '../core/submit/rules.ts';
import { type Asked, codeSent } from './asked.ts';
import { texts } from './messages.gen.ts';
import { type Asking, idempotentId } from './real-store.ts';
import { serviceNames } from './services.ts';
import { type Store, statusOf, type Told, type Update } from './store.ts';

/** A code of the form of a report's whose check digit is one too high: none of a real report. */
function drawCode(): string {
  const eleven = `000${Array.from({ length: 8 }, () => randomInt(10)).join('')}`;
  return eleven + String((Number(codeFrom(eleven).at(-1)) + 1) % 10);
}

const within = (at: Temporal.Instant, from: Temporal.Instant | null, to: Temporal.Instant | null): boolean =>
  (from === null || Temporal.Instant.compare(at, from) >= 0) && (to === null || Temporal.Instant.compare(at, to) <= 0);

/** The same rules as in the real store. */
function fits(asked: Asked): (report: SandboxReport) => boolean {
  return (report) => {
    if (asked.codes !== null) return asked.codes.includes(report.code);
    if (asked.services !== null && !asked.services.includes(report.serviceCode)) return false;
    if (asked.status !== null && !asked.status.includes(statusOf(report.state))) return false;
    return within(report.requestedAt, asked.from, asked.to) && within(report.updatedAt, asked.updatedFrom, asked.updatedTo);
  };
}

export function sandboxStore(context: Context, { appId, lang }: Asking): Store {
  const { db, clock } = context;
  const t = texts[lang];
  const all = () => sandboxReports(db, appId, clock.now());

  async function told(reports: readonly SandboxReport[]): Promise<readonly Told[]> {
    const names = await serviceNames(db, lang);
    return reports.map((report) => ({
      code: report.code,
      state: report.state,
      serviceCode: report.serviceCode,
      serviceName: names.get(report.serviceCode) ?? report.serviceCode,
      description: report.description,
      agency: report.state === 'sent' ? null : t.sandbox_office(),
      answer: statusOf(report.state) === 'closed' ? report.answer || t.sandbox_answer() : null,
      requestedAt: report.requestedAt,
      updatedAt: report.updatedAt,
      expectedAt: report.requestedAt.add({ hours: 24 * 7 }),
      address: report.address || null,
      addressId: null,
      lat: report.lat,
      lon: report.lon,
      media: null,
    }));
  }

  return {
    list: async (asked) => told((await all()).filter(fits(asked)).slice(asked.offset, asked.offset + asked.limit)),
    one: async (typed) => (await told((await all()).filter((report) => report.code === codeSent(typed))))[0] ?? null,
    async updates(asked) {
      const found = (await all()).filter((report) => asked.codes === null || asked.codes.includes(report.code));
      const updates = found.map(
        (report): Update => ({
          id: `${report.code}-${report.state}`,
          code: report.code,
          state: report.state,
          at: report.updatedAt,
          words: statusOf(report.state) === 'closed' ? report.answer || t.sandbox_answer() : null,
        }),
      );
      return updates
        .filter(({ at }) => asked.codes !== null || within(at, asked.updatedFrom ?? asked.from, asked.updatedTo ?? asked.to))
        .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
        .slice(asked.offset, asked.offset + asked.limit);
    },
    async byToken(token) {
      const own = appId === null ? null : await sandboxCode(db, appId, idempotentId(appId, token));
      return own ?? (await all()).find((report) => report.code === codeSent(token))?.code ?? null;
    },
    submit: async (sent) => {
      if (appId === null) return refused({ code: 'developers.key-missing', status: 403 });
      return db.transaction(async (tx) => {
        const on = tx.clock.today().toString();
        // What the real system would refuse is refused here too, so that nobody finds out later.
        const rules = await readRules(tx, { id: sent.id, categoryCode: sent.serviceCode, unitId: null, on, digest: null, alone: false });
        const category = checkCategory(rules);
        if (!category.ok) return category;
        const answers = checkAnswers(rules.questions, sent.answers);
        if (!answers.ok) return answers;
        if (!/\p{L}/u.test(sent.description)) return refused({ code: 'reports.said-and-shown-nothing', field: 'description' });
        const point = sent.lat === null || sent.lon === null ? null : { lat: sent.lat, lon: sent.lon };
        if (rules.category?.place === 'required' && point === null && sent.unitId === '' && sent.address === '')
          return refused({ code: 'reports.place-missing', field: 'place' });
        if (point !== null && (await unitAt(tx, point, on)) === null) return refused({ code: 'reports.point-outside', field: 'place' });
        const content = { description: sent.description, address: sent.address, lat: sent.lat, lon: sent.lon };
        return submitSandbox(tx, { id: sent.id, appId, code: drawCode(), serviceCode: sent.serviceCode, content });
      });
    },
  };
}
