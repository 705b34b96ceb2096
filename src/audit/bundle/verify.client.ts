/** The script of the bundle's own page: reads the chosen files in this browser, recomputes, and fills in what it found. Nothing leaves the browser. */
import { strFromU8, unzipSync } from 'fflate';
import { type BundleFiles, type BundleRecord, type BundleVerdict, verifyBundle } from './model.ts';

const names = { rows: 'rows.jsonl', seals: 'seals.jsonl', leaves: 'leaves.jsonl', unsealed: 'unsealed.jsonl' } as const;

const input = document.querySelector<HTMLInputElement>('#files');
input?.addEventListener('change', () => void check([...(input.files ?? [])]));

async function check(files: readonly File[]): Promise<void> {
  show('working');
  try {
    const found = await readFiles(files);
    if (!found) return show('files-missing');
    present(await verifyBundle(found));
  } catch {
    show('unreadable');
  }
}

/** The texts by name, out of the ZIP itself or of what was unpacked from it. */
async function readFiles(files: readonly File[]): Promise<BundleFiles | null> {
  const texts = new Map<string, string>();
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b)
      for (const [name, content] of Object.entries(unzipSync(bytes))) texts.set(name, strFromU8(content));
    else texts.set(file.name, strFromU8(bytes));
  }
  const [rows, seals, leaves] = [texts.get(names.rows), texts.get(names.seals), texts.get(names.leaves)];
  if (rows === undefined || seals === undefined || leaves === undefined) return null;
  return { rows, seals, leaves, unsealed: texts.get(names.unsealed) ?? '' };
}

function present(verdict: BundleVerdict): void {
  const values: Record<string, string> = {
    seals: String(verdict.seals),
    rows: String(verdict.rows),
    unsealed: String(verdict.unsealed),
    first: verdict.first ? `${verdict.first.number}:${verdict.first.hash}` : '–',
    before: verdict.first ? verdict.first.previous : '–',
    last: verdict.last ? `${verdict.last.number}:${verdict.last.hash}` : '–',
  };
  for (const slot of document.querySelectorAll<HTMLElement>('[data-slot]')) slot.textContent = values[slot.dataset.slot ?? ''] ?? '';
  const list = document.querySelector('#breaks');
  list?.replaceChildren(
    ...verdict.breaks.flatMap(({ seal, kind, records }) => [line(kind, seal), ...records.map((one) => recordLine(one))]),
  );
  show(verdict.breaks.length === 0 ? 'whole' : 'broken');
}

/** A line of the list, in the words that the page has for it. */
function line(kind: string, what: string): HTMLLIElement {
  const item = document.createElement('li');
  const words = document.querySelector<HTMLTemplateElement>(`#words-${kind}`);
  item.textContent = `${words?.content.textContent ?? kind} ${what}`.trim();
  item.dataset.kind = kind;
  return item;
}

function recordLine({ how, id, line: number }: BundleRecord): HTMLLIElement {
  const item = line(how, [id ?? '?', number === null ? '' : `(${names.rows}: ${number})`].join(' ').trim());
  if (id) item.dataset.record = id;
  return item;
}

/** Shows one state of the page and hides the others. */
function show(state: string): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-state]')) part.hidden = part.dataset.state !== state;
  document.body.dataset.verdict = state;
}
