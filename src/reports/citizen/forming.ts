/** Which piece of the form comes next, and all that it shows. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownersOf, type Staged, stagedOf } from '../../platform/files/uploads/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { soundOf } from '../../platform/speech/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { fullName, getUnit, isId } from '../../territory/index.ts';
import { type Category, categoriesOn, emergencyNumbers, type Notice, noticeFor, type Question, questionsFor } from '../core/index.ts';
import { nearAndAlike } from '../near/index.ts';
import { withSound } from '../voice/slot.tsx';
import { spokenPages } from '../voice/spoken.ts';
import { categoryKey, noticeKey } from '../voice/spoken-data.ts';
import { type Checked, problemsOf } from './checks.ts';
import { type Draft, type Piece, pieces, pointOf } from './draft.ts';
import { lookPage } from './look.page.tsx';
import { nearPage } from './near.page.tsx';
import { communesOn, nearestOf, presetOf, rootOn, unitOf, villagesOf } from './places.ts';
import { sayPage } from './say.page.tsx';
import { noticePage, whatPage } from './what.page.tsx';
import { wherePage } from './where.page.tsx';

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly draft: Draft;
}
interface AskedPiece extends Asked {
  readonly problems: readonly FieldProblem[];
  readonly status?: number;
  readonly gone?: boolean;
}

/** A category that can be chosen, with what belongs to it. */
interface Chosen {
  readonly category: Category;
  readonly questions: readonly Question[];
  readonly notice: Notice | null;
  /** The notice stands instead of the form. */
  readonly stands: boolean;
}

export interface Forming {
  readonly today: () => string;
  readonly preset: (unit: string) => Promise<{ commune: string; village: string } | null>;
  readonly begin: (asked: Asked & { readonly carried: Readonly<Record<string, string>> }) => Promise<FastifyReply>;
  readonly what: (asked: AskedPiece) => Promise<FastifyReply>;
  readonly notice: (asked: Asked, chosen: Chosen, carried?: Readonly<Record<string, string>>) => Promise<FastifyReply>;
  readonly chosen: (draft: Draft) => Promise<Chosen | null>;
  readonly show: (asked: AskedPiece, chosen: Chosen, piece: Piece) => Promise<FastifyReply>;
  readonly goOn: (asked: AskedPiece, chosen: Chosen, at: Piece, target: Piece) => Promise<FastifyReply>;
  readonly firstWrong: (
    draft: Draft,
    chosen: Chosen,
    request: FastifyRequest,
  ) => Promise<{ readonly piece: Piece; readonly problems: readonly FieldProblem[] } | null>;
}

export function openForming(context: Context): Forming {
  const { db, clock, config } = context;
  const today = () => clock.today().toString();
  const mostBytes = config.UPLOAD_LIMIT_MB * 1024 * 1024;

  async function chosen(draft: Draft): Promise<Chosen | null> {
    const category = (await categoriesOn(db, today())).find((one) => one.code === draft.category);
    if (!category?.leaf) return null;
    const notice = category.noticeCode === null ? null : await noticeFor(db, category.noticeCode, today());
    return {
      category,
      questions: await questionsFor(db, category.code, today()),
      notice,
      stands: notice !== null && (notice.effect === 'stop' || (notice.effect === 'divert' && draft.noticed !== 'yes')),
    };
  }

  /** The tiles, of the top or of the group that the draft's category is. */
  async function what({ request, reply, draft, gone }: AskedPiece): Promise<FastifyReply> {
    const categories = await categoriesOn(db, today());
    const named = categories.find((one) => one.code === draft.category);
    const group = named && !named.leaf ? named : null;
    const isGone = gone === true || (draft.category !== '' && named === undefined);
    const view = request.view({ formToken: true });
    const page = whatPage(view, {
      categories,
      group,
      numbers: await emergencyNumbers(db, today()),
      carried: {},
      draft: { ...draft, category: named?.leaf && !isGone ? draft.category : '' },
      gone: isGone,
      sound: null,
    });
    const heard = await withSound(db, view, page, { keys: keysOf(categories, group), back: '/reports/new' });
    return answer(reply, draft, isGone ? { ...heard, status: 422 } : heard);
  }

  async function begin(asked: Asked & { readonly carried: Readonly<Record<string, string>> }): Promise<FastifyReply> {
    const { request, reply, draft, carried } = asked;
    const found = draft.category === '' ? null : await chosen(draft);
    if (found?.stands) return notice(asked, found, carried);
    if (found) return show({ ...asked, problems: [] }, found, 'say');
    const categories = await categoriesOn(db, today());
    const named = categories.find((one) => one.code === draft.category) ?? null;
    return reply.page(
      whatPage(request.view(), {
        categories,
        group: named,
        numbers: await emergencyNumbers(db, today()),
        carried,
        draft: null,
        gone: draft.category !== '' && named === null,
        sound: await soundOf(db, keysOf(categories, named)),
      }),
    );
  }

  async function notice(
    { request, reply, draft }: Asked,
    { category, notice: shown }: Chosen,
    carried: Readonly<Record<string, string>> = {},
  ): Promise<FastifyReply> {
    if (shown === null) throw new Error('A category without a notice cannot stand behind one');
    const view = request.view({ formToken: true });
    const page = noticePage(view, { category, notice: shown, draft, carried });
    return answer(reply, draft, await withSound(db, view, page, { keys: [noticeKey(shown.code)], back: '/reports/new' }));
  }

  const staged = async (request: FastifyRequest, draft: Draft): Promise<readonly Staged[]> =>
    draft.uploads.length === 0 ? [] : stagedOf(db, ownersOf(request), draft.uploads);

  const checked = async (draft: Draft, { category, questions }: Chosen, request: FastifyRequest): Promise<Checked> => ({
    category,
    questions,
    staged: await staged(request, draft),
    unitKnown: (await unitOf(db, draft, today())) !== null,
  });

  async function firstWrong(draft: Draft, found: Chosen, request: FastifyRequest, before: Piece | null = null) {
    const about = await checked(draft, found, request);
    const end = before === null ? pieces.length : pieces.indexOf(before);
    for (const piece of pieces.slice(0, end)) {
      const problems = problemsOf(piece, draft, about, request.lang);
      if (problems.length > 0) return { piece, problems };
    }
    return null;
  }

  /** Goes from one piece to another: back always, forward past what is right. */
  async function goOn(asked: AskedPiece, found: Chosen, at: Piece, target: Piece): Promise<FastifyReply> {
    const draft = await placed(asked.draft, asked.request);
    const next = { ...asked, draft };
    if (pieces.indexOf(target) <= pieces.indexOf(at)) return show(next, found, target === 'near' ? 'where' : target);
    const wrong = await firstWrong(draft, found, asked.request, target);
    if (wrong) return show({ ...next, problems: wrong.problems }, found, wrong.piece);
    return show(next, found, target);
  }

  /** A point without a commune lies in the nearest one. */
  async function placed(draft: Draft, request: FastifyRequest): Promise<Draft> {
    const point = pointOf(draft);
    if (point === null || draft.commune !== '') return draft;
    return { ...draft, commune: nearestOf(await communesOn(db, today(), request.lang), point)?.id ?? '' };
  }

  async function show(asked: AskedPiece, found: Chosen, piece: Piece): Promise<FastifyReply> {
    const { request, reply, draft, problems } = asked;
    const view = request.view({ formToken: true });
    const { category, questions } = found;
    const hasPlace = category.place !== 'none';
    const afterSay: Piece = hasPlace ? 'where' : 'near';
    let page: Page;
    let key: string = spokenPages.say;
    if (piece === 'where' && hasPlace) {
      const communes = await communesOn(db, today(), request.lang);
      const point = pointOf(draft);
      const guessed = point === null || draft.commune !== '' ? null : nearestOf(communes, point);
      const commune = draft.commune || (guessed?.id ?? '');
      key = spokenPages.where;
      page = wherePage(view, {
        draft: { ...draft, commune },
        communes,
        villages: await villagesOf(db, commune, today(), request.lang),
        guessed,
        placeNeeded: category.place === 'required',
        problems,
        next: 'near',
      });
    } else if (piece === 'say' || piece === 'what' || (piece === 'where' && !hasPlace)) {
      page = sayPage(view, {
        category,
        notice: found.notice?.effect === 'warn' ? found.notice : null,
        questions,
        draft,
        staged: await staged(request, draft),
        problems,
        next: afterSay,
        mostBytes,
      });
    } else {
      key = spokenPages.look;
      const offers = piece === 'near' && draft.offered === '' ? await near(draft, category) : [];
      if (offers.length > 0) key = spokenPages.near;
      page =
        offers.length > 0
          ? nearPage(view, { draft, found: offers, timeZone: config.TIME_ZONE })
          : lookPage(view, {
              category,
              questions,
              draft,
              staged: await staged(request, draft),
              communeName: hasPlace ? await nameOf(draft.commune, request) : null,
              villageName: hasPlace ? await nameOf(draft.village, request) : null,
              problems,
              back: hasPlace ? 'where' : 'say',
            });
    }
    const warned = key === spokenPages.say && found.notice?.effect === 'warn' ? [noticeKey(found.notice.code)] : [];
    const heard = await withSound(db, view, page, { keys: [...warned, key], back: '/reports/new' });
    return answer(reply, draft, problems.length > 0 ? { ...heard, status: asked.status ?? 422 } : heard);
  }

  async function near(draft: Draft, category: Category) {
    // What nobody will see can't be found by others, and is not to be led to what others see.
    if (category.privacy === 'private') return [];
    const unitId = (await unitOf(db, draft, today()))?.id ?? (await rootOn(db, today()));
    if (unitId === null) return [];
    const point = pointOf(draft);
    return nearAndAlike(db, {
      categoryCode: category.code,
      unitId,
      lat: point?.lat ?? null,
      lon: point?.lon ?? null,
      words: draft.words,
      anywhere: category.place === 'none',
      on: today(),
    });
  }

  async function nameOf(id: string, request: FastifyRequest): Promise<string | null> {
    const unit = isId(id) ? await getUnit(db, id, today()) : null;
    return unit === null ? null : fullName(unit, request.lang);
  }

  return {
    today,
    preset: (unit) => presetOf(db, unit, today()),
    begin,
    what,
    notice,
    chosen,
    show,
    goOn,
    firstWrong,
  };
}

/** The names of what is heard of the tiles: the group and what is in it, or the first page. */
function keysOf(categories: readonly Category[], group: Category | null): readonly string[] {
  if (group === null) return ['reports.new'];
  return [group, ...categories.filter((one) => one.parentCode === group.code)].map(({ code }) => categoryKey(code));
}

/**
 * A piece that is being written stays with the browser, so that its way back works without script; what is written down for somebody
 * else stays nowhere.
 */
function answer(reply: FastifyReply, draft: Draft, page: Page): FastifyReply {
  return reply.header('cache-control', draft.whom === 'somebody' ? 'no-store' : 'private, no-cache').page(page);
}
