/** `/reports/write`: the whole form out of what this browser keeps. Everything typed is on the device before anything is sent. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Draft,
  NotSaved,
  type Operation,
  openStore,
  type Store,
  type Trouble,
  type Watch,
  watchOutgoing,
} from '../../platform/browser/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Notice } from '../../platform/ui/blocks.tsx';
import type { FieldProblem } from '../../platform/ui/form.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { Closed } from './closed.client.tsx';
import { Form } from './form.client.tsx';
import { begin, draftKind, fetchGround, handOver, knowWriter, type Open, openDraft, saveDraft } from './keeping.client.ts';
import { texts } from './messages.gen.ts';
import type { Ground, GroundCategory } from './model/ground.ts';
import { emptyWriting, type Fault, faultsOf, fieldOf, isEmpty, kindOf, type Writing } from './model/writing.ts';
import { Saved } from './saved.client.tsx';
import { Stop, What } from './what.client.tsx';

/** A change is written down so long after the last key, milliseconds. */
const settle = 400;

type View =
  | { readonly at: 'opening' | 'no-ground' }
  | { readonly at: 'what'; readonly group: GroundCategory | null }
  | { readonly at: 'form'; readonly problems: readonly FieldProblem[] }
  | { readonly at: 'saved'; readonly id: string };

function Write({ lang }: { lang: Lang }) {
  const t = texts[lang];
  const [view, setView] = useState<View>({ at: 'opening' });
  const [store, setStore] = useState<Store | null>(null);
  const [ground, setGround] = useState<Ground | null>(null);
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [open, setOpen] = useState<Open>(begin(emptyWriting));
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [kept, setKept] = useState<'kept' | 'keeping' | 'empty'>('empty');
  const [operation, setOperation] = useState<Operation | null>(null);
  const latest = useRef(open);
  const timer = useRef(0);
  const writing = useRef<Promise<unknown>>(Promise.resolve());
  const watch = useRef<Watch | null>(null);
  const category = ground?.categories.find(({ code, leaf }) => leaf && code === open.writing.category) ?? null;
  const notice = category?.notice === null || category === null ? undefined : ground?.notices[category.notice];
  const stands = notice?.effect === 'stop' || (notice?.effect === 'divert' && !open.writing.noticed);

  useEffect(() => {
    void start();
    const flush = () => {
      if (timer.current !== 0) void save();
    };
    document.addEventListener('visibilitychange', flush);
    window.addEventListener('pagehide', flush);
    return () => watch.current?.stop();
  }, []);

  // Whoever can't see the page hears by its heading that it is another one.
  const place = view.at === 'what' ? `what ${view.group?.code ?? ''}` : view.at === 'form' ? `form ${stands} ${open.id}` : view.at;
  useEffect(() => {
    if (view.at === 'opening' || (view.at === 'what' && view.group === null && latest.current.writing.category === '')) return;
    window.scrollTo(0, 0);
    const target = view.at === 'form' && view.problems.length > 0 ? document.getElementById('problems') : document.querySelector('h1');
    target?.setAttribute('tabindex', '-1');
    if (target instanceof HTMLElement) target.focus();
  }, [place]);

  /** The field that the server refused. */
  const refused = useRef('');
  const stored = useRef<Store | null>(null);
  const wares = useRef<Ground | null>(null);

  async function start(): Promise<void> {
    let opened: Store;
    try {
      opened = await openStore();
    } catch {
      setTrouble('unavailable');
      return;
    }
    stored.current = opened;
    setStore(opened);
    void knowWriter(opened);
    const found = await fetchGround(lang);
    wares.current = found;
    setGround(found);
    setDrafts(await opened.drafts(draftKind));
    watch.current = watchOutgoing(opened, () => {
      const { id } = latest.current;
      void opened.operation(id).then(setOperation, () => undefined);
    });
    if (found === null) return setView({ at: 'no-ground' });
    await resume(opened, found);
  }

  /** What the address asks for: a draft, a refused report to mend, a category. */
  async function resume(opened: Store, found: Ground): Promise<void> {
    const asked = new URLSearchParams(location.search);
    const mend = asked.get('mend') ?? '';
    const refused = mend === '' ? null : await opened.operation(mend);
    const draft = refused ? await opened.reopen(mend, Date.now()) : await opened.draft(asked.get('draft') ?? mend);
    if (draft) {
      setKept('kept');
      return goOn(
        openDraft(draft),
        refused?.problem ? [{ field: fieldOf(refused.problem.field ?? ''), message: refused.problem.words }] : [],
      );
    }
    if (refused) {
      put({ id: refused.id, writing: emptyWriting, files: [] });
      setOperation(refused);
      return setView({ at: 'saved', id: refused.id });
    }
    const named = found.categories.find(({ code }) => code === asked.get('category'));
    if (named?.leaf) return goOn(begin({ ...emptyWriting, category: named.code }));
    setView({ at: 'what', group: named ?? null });
  }

  function put(next: Open): void {
    latest.current = next;
    setOpen(next);
  }

  function goOn(next: Open, problems: readonly FieldProblem[] = []): void {
    put(next);
    refused.current = problems[0]?.field ?? '';
    const known = wares.current?.categories.some(({ code, leaf }) => leaf && code === next.writing.category);
    setView(known ? { at: 'form', problems } : { at: 'what', group: null });
  }

  const titleOf = (one: Open): string => wares.current?.categories.find(({ code }) => code === one.writing.category)?.name ?? '';

  /** Writes down what is there now, one after the other; resolves when it is kept. */
  function save(next: Open = latest.current, blobs?: ReadonlyMap<string, Blob>): Promise<void> {
    window.clearTimeout(timer.current);
    timer.current = 0;
    const saved = writing.current.then(async () => {
      if (stored.current === null) throw new NotSaved('unavailable');
      await saveDraft(stored.current, next, titleOf(next), blobs);
    });
    writing.current = saved.catch(() => undefined);
    return saved.then(
      () => {
        setTrouble(null);
        if (timer.current === 0) setKept('kept');
        const address = `/reports/write?draft=${next.id}`;
        if (location.pathname + location.search !== address) history.replaceState(null, '', address);
      },
      (error: unknown) => {
        setKept('empty');
        setTrouble(error instanceof NotSaved ? error.trouble : 'unavailable');
        throw error;
      },
    );
  }

  function change(update: (writing: Writing) => Writing): void {
    const next = { ...latest.current, writing: update(latest.current.writing) };
    if (JSON.stringify(next.writing) === JSON.stringify(latest.current.writing)) return;
    put(next);
    mended(next);
    if (isEmpty(next.writing) && next.files.length === 0) return;
    setKept('keeping');
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void save().catch(() => undefined), settle);
  }

  /** What is right now is not called wrong any longer; what the server refused stays until it is sent again. */
  function mended({ writing: now, files }: Open): void {
    setView((shown) => {
      if (shown.at !== 'form' || shown.problems.length === 0 || wares.current === null || category === null) return shown;
      const kinds = files.map(({ type }) => kindOf(type)).filter((kind) => kind !== null);
      const left = faultsOf(now, wares.current, category, kinds).map(({ field }) => field);
      return { ...shown, problems: shown.problems.filter(({ field }) => left.includes(field) || field === refused.current) };
    });
  }

  async function keepFiles(update: (files: Open['files']) => Open['files'], blobs?: ReadonlyMap<string, Blob>): Promise<void> {
    const next = { ...latest.current, files: update(latest.current.files) };
    await save(next, blobs);
    // What was typed meanwhile stays.
    put({ ...latest.current, files: next.files });
    mended(latest.current);
  }

  async function send(): Promise<void> {
    const { current } = latest;
    refused.current = '';
    if (stored.current === null || wares.current === null || category === null) return;
    const kinds = current.files.map(({ type }) => kindOf(type)).filter((kind) => kind !== null);
    const faults = faultsOf(current.writing, wares.current, category, kinds);
    if (faults.length > 0) {
      setView({ at: 'form', problems: faults.map((fault) => ({ field: fault.field, message: words(fault, lang) })) });
      // The summary takes the focus each time, also where it says the same as before.
      window.setTimeout(() => document.getElementById('problems')?.focus());
      return;
    }
    window.clearTimeout(timer.current);
    timer.current = 0;
    await writing.current;
    try {
      const saved = await handOver(stored.current, current, category);
      put({ ...current, id: saved.id });
      setOperation(saved);
      setTrouble(null);
      history.replaceState(null, '', '/reports/write');
      setView({ at: 'saved', id: saved.id });
      void watch.current?.now().catch(() => undefined);
    } catch (error) {
      setTrouble(error instanceof NotSaved ? error.trouble : 'unavailable');
      window.scrollTo(0, 0);
    }
  }

  if (trouble === 'unavailable' && store === null) return <Closed lang={lang} why="unavailable" />;
  if (store === null || view.at === 'opening') return <Closed lang={lang} why="opening" />;
  if (view.at === 'no-ground' || ground === null) return <Closed lang={lang} why="no-ground" />;
  const fresh = (): void => {
    setOperation(null);
    setKept('empty');
    put(begin(emptyWriting));
    history.replaceState(null, '', '/reports/write');
    void store.drafts(draftKind).then(setDrafts);
    setView({ at: 'what', group: null });
  };
  if (view.at === 'saved') {
    const mend = async (): Promise<void> => {
      const problem = operation?.problem;
      const draft = await store.reopen(view.id, Date.now());
      if (draft) goOn(openDraft(draft), problem ? [{ field: fieldOf(problem.field ?? ''), message: problem.words }] : []);
    };
    return <Saved lang={lang} operation={operation} again={fresh} mend={() => void mend()} now={() => watch.current?.now()} />;
  }
  const choose = (chosen: GroundCategory): void => {
    if (chosen.leaf) change((now) => ({ ...now, category: chosen.code, noticed: false }));
    setView(chosen.leaf ? { at: 'form', problems: [] } : { at: 'what', group: chosen });
  };
  const other = (): void => setView({ at: 'what', group: null });
  return (
    <>
      {trouble !== null && (
        <Notice tone="danger" title={trouble === 'full' ? t.full() : t.not_saved()} urgent>
          <p>{trouble === 'full' ? t.full_advice() : t.not_saved_advice()}</p>
          <button class="button secondary" type="button" onClick={() => void save().catch(() => undefined)}>
            <Icon name="done" />
            <span>{t.try_again()}</span>
          </button>
        </Notice>
      )}
      {view.at === 'what' || category === null ? (
        <What
          lang={lang}
          ground={ground}
          group={view.at === 'what' ? view.group : null}
          drafts={drafts.filter(({ id }) => id !== open.id)}
          choose={choose}
          up={other}
          open={(draft) => {
            setKept('kept');
            history.replaceState(null, '', `/reports/write?draft=${draft.id}`);
            goOn(openDraft(draft));
          }}
        />
      ) : stands && notice ? (
        <Stop lang={lang} category={category} notice={notice} goOn={() => change((now) => ({ ...now, noticed: true }))} other={other} />
      ) : (
        <Form
          lang={lang}
          store={store}
          ground={ground}
          category={category}
          open={open}
          problems={view.at === 'form' ? view.problems : []}
          kept={kept}
          change={change}
          keepFiles={keepFiles}
          other={other}
          send={() => void send()}
        />
      )}
    </>
  );
}

const words = ({ code }: Fault, lang: Lang): string => texts[lang].problem({ code: code.replace(/-/g, '_') });

const root = document.getElementById('report-write');
if (root) {
  root.textContent = '';
  render(<Write lang={document.documentElement.lang === 'en' ? 'en' : 'vi'} />, root);
}
